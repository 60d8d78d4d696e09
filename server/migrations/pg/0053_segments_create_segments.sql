-- A named rule, and who it holds for.
create table segments.segments (
  id uuid primary key,
  name text not null check (name <> ''),
  note text,
  -- {v, all|any|none: […]}
  rule jsonb not null,
  -- Counts changes of the rule.
  version integer not null default 1,
  -- A draft has no members.
  state text not null check (state in ('draft', 'saved')),
  refresh text not null check (refresh in ('manual', 'daily', 'hourly', 'live')),
  -- `user:<id>` or `api-key:<id>`
  owner text not null,
  owner_name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  -- Of the last refresh of everybody: when, of which version, up to when the analytic store knew.
  refreshed_at timestamptz,
  refreshed_version integer,
  up_to timestamptz,
  members bigint not null default 0
);

create unique index segments_name on segments.segments (lower(name)) where archived_at is null;

create table segments.segment_versions (
  segment_id uuid not null references segments.segments (id),
  version integer not null,
  rule jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (segment_id, version)
);

create table segments.members (
  segment_id uuid not null references segments.segments (id),
  customer_id uuid not null,
  entered_at timestamptz not null,
  primary key (segment_id, customer_id)
);

create index members_customer on segments.members (customer_id);

-- Who entered and left, when and by what: a refresh of everybody, a change of the rule, something that happened.
create table segments.moves (
  id bigint generated always as identity primary key,
  segment_id uuid not null,
  customer_id uuid not null,
  entered boolean not null,
  at timestamptz not null,
  cause text not null,
  version integer not null
);

create index moves_segment on segments.moves (segment_id, id desc);
create index moves_customer on segments.moves (customer_id, id desc);

-- What a running refresh found; of no use to anybody after it.
create unlogged table segments.found (
  run_id uuid not null,
  segment_id uuid not null,
  customer_id uuid not null
);

create index found_run on segments.found (run_id, segment_id, customer_id);
