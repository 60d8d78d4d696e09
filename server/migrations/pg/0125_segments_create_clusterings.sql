-- Runs that grouped customers by how they buy: with which figures, by whom, what came of it. Also how a cluster is told
-- (scale and centres), by which rules place everybody.
create table segments.clusterings (
  id uuid primary key,
  name text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  as_of date not null,
  currency text not null,
  -- {features, minClusters, maxClusters, seed, restarts, sample}
  parameters jsonb not null,
  -- Null until it is done: {sampled, tried, k, silhouette, inertia, scale, clusters}.
  result jsonb,
  -- The code of what went wrong.
  error text,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  took_ms integer
);

create index clusterings_newest on segments.clusterings (created_at desc, id desc);
