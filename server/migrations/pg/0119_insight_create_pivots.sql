-- Rows × columns × measures that somebody saved.
create table insight.pivots (
  id uuid primary key,
  name text not null check (name <> ''),
  note text,
  question jsonb not null,
  -- Everybody who sees numbers sees and may change it; else its owner alone.
  shared boolean not null,
  -- When a file is made by itself; null: only when asked for.
  schedule jsonb,
  next_run_at timestamptz,
  -- `user:<id>` or `api-key:<id>`
  owner text not null,
  owner_name text not null,
  -- Counts changes.
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  archived_at timestamptz
);

-- A file of a pivot that was due: one for each time, however often its timer fires.
create table insight.pivot_runs (
  pivot_id uuid not null references insight.pivots (id),
  due_at timestamptz not null,
  state text not null check (state in ('waiting', 'made', 'failed')),
  export_id uuid,
  failure jsonb,
  primary key (pivot_id, due_at)
);
