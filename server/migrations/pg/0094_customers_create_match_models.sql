-- What was learned about who is one person. Kept, so that a pair can be explained by the model that judged it.
create table customers.match_models (
  id uuid primary key,
  version integer not null unique,
  made_at timestamptz not null,
  -- Records as they were then, and how many.
  as_of timestamptz not null,
  records integer not null,
  -- What was compared, and how.
  compared jsonb not null,
  -- m, u and h of each level; how many pairs are of which kind.
  model jsonb not null,
  -- From where on pairs were merged and put before staff, and how that was chosen.
  thresholds jsonb not null,
  -- Blocking rules with what they cost and found, and how long each part took.
  rules jsonb not null,
  seconds jsonb not null,
  candidate_pairs bigint not null
);

-- How many records have a value, where they are more than two. The values themselves are not kept: of each a hash.
create table customers.match_frequencies (
  model_id uuid not null references customers.match_models (id) on delete cascade,
  key bigint not null,
  records integer not null,
  primary key (model_id, key)
);

-- A look through all customers: learns, then merges and proposes part by part, and goes on where it stopped.
create table customers.match_runs (
  id uuid primary key,
  state text not null check (state in ('learning', 'applying', 'done', 'failed')),
  asked_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  model_id uuid references customers.match_models (id) on delete set null,
  -- Pairs that were found likely enough, and how many of them are done with.
  pairs integer not null default 0,
  applied integer not null default 0,
  merged integer not null default 0,
  proposed integer not null default 0,
  -- Above the threshold, but something spoke against it: put before staff.
  held_back integer not null default 0,
  -- The code of what went wrong.
  problem text,
  check ((finished_at is null) = (state in ('learning', 'applying')))
);

-- One at a time.
create unique index match_runs_unfinished on customers.match_runs ((finished_at is null)) where finished_at is null;
create index match_runs_latest on customers.match_runs (started_at desc);

-- What a run has still to do. Pairs of one cluster that may be merged without a look share its number.
create table customers.match_pairs (
  run_id uuid not null references customers.match_runs (id) on delete cascade,
  place integer not null,
  left_id uuid not null,
  right_id uuid not null,
  probability double precision not null,
  codes bytea not null,
  cluster integer,
  primary key (run_id, place)
);

create index match_pairs_cluster on customers.match_pairs (run_id, cluster) where cluster is not null;

-- By what somebody new is compared with a customer: hashes of a phone's end with a name, a birth date with a name and
-- the like. No foreign key: a row outlives its customer until it is met.
create table customers.match_keys (
  customer_id uuid primary key,
  keys bigint[] not null,
  -- As of which state of the customer.
  customer_updated_at timestamptz not null
);

-- Without the list of what is pending, which each look-up would have to go through.
create index match_keys_keys on customers.match_keys using gin (keys) with (fastupdate = off);
