-- One computation of a score over everybody; its values stand in the analytic store (segments_score_values), partition id.
create table segments.score_runs (
  id uuid primary key,
  kind text not null,
  version integer not null,
  as_of date not null,
  -- Amounts of other currencies are not in it.
  currency text not null,
  -- The figures that people may change, as they were.
  settings jsonb not null,
  -- What the analytic store knew: changes with every batch of the feed.
  data_version text not null,
  -- Everything that happened before this instant is in; null when the store could not say.
  up_to timestamptz,
  customers integer not null,
  -- [{band, customers, value}], and the eleven ends of the tenths.
  bands jsonb not null,
  deciles jsonb not null,
  -- What came of those who were measured some weeks earlier; null where nobody was there yet.
  quality jsonb,
  took_ms integer not null,
  computed_at timestamptz not null
);

create index score_runs_newest on segments.score_runs (kind, as_of desc, computed_at desc, id desc);
