-- How each refresh of everybody ended, for a year.
create table segments.runs (
  id bigint generated always as identity primary key,
  segment_id uuid not null references segments.segments (id),
  -- Of the rule that was asked.
  version integer not null,
  outcome text not null check (outcome in ('done', 'failed', 'overtaken')),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  asked_by text not null,
  entered bigint not null,
  "left" bigint not null,
  -- Members afterwards.
  members bigint not null,
  -- The code of what went wrong.
  error text
);

create index runs_segment on segments.runs (segment_id, id desc);
create index runs_finished on segments.runs (finished_at);
