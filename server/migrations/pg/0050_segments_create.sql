create schema segments;

-- One RFM scan over all customers; its values stand in the analytic store (segments_rfm_values), partition id.
create table segments.rfm_runs (
  id uuid primary key,
  as_of date not null,
  window_days integer,
  refunds text not null check (refunds in ('ignore', 'subtract')),
  -- What the analytic store knew: changes with every batch of the feed.
  data_version text not null,
  -- Everything that happened before this instant is in; null when the store could not say.
  up_to timestamptz,
  customers integer not null,
  -- By currency, most purchases first: customers, purchases, cuts, means, medians.
  scales jsonb not null,
  took_ms integer not null,
  computed_at timestamptz not null
);

create index rfm_runs_newest on segments.rfm_runs (as_of, computed_at desc);
