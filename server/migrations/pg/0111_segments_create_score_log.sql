-- Every computation of a score, by whom, with which figures, and what came of it, for a year; runs themselves go sooner.
create table segments.score_log (
  id uuid primary key,
  kind text not null,
  version integer not null,
  as_of date not null,
  outcome text not null check (outcome in ('done', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  -- On whose behalf; `system` for timers and commands.
  actor_kind text not null,
  actor_id text,
  -- The figures that people may change, as they were.
  settings jsonb not null,
  -- Customers learned from; null for scores that learn nothing.
  sampled integer,
  -- Who got a value.
  customers integer not null,
  -- What was learned and how well it foretold; null for scores that learn nothing.
  result jsonb,
  -- The code of what went wrong.
  error text
);

create index score_log_kind on segments.score_log (kind, id desc);
create index score_log_finished on segments.score_log (finished_at);
