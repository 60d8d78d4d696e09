-- How good the data about each customer is: worked out set by set by the worker, from customers and records alone.
-- No foreign key: customers merged or removed meanwhile are dropped by the reader of their events.
create table customers.quality (
  customer_id uuid primary key,
  score smallint not null check (score between 0 and 100),
  completeness smallint not null,
  validity smallint not null,
  freshness smallint not null,
  faults text[] not null,
  -- The newest word of a source or of staff, or that it was confirmed.
  heard_at timestamptz not null,
  -- When freshness falls next without a new word; null when it cannot fall any more.
  next_at timestamptz,
  computed_at timestamptz not null
);

create index quality_score on customers.quality (score, customer_id);
create index quality_faults on customers.quality using gin (faults);
create index quality_heard on customers.quality (heard_at);
create index quality_next on customers.quality (next_at) where next_at is not null;

-- One row: by which settings everybody was worked out, and how far that is.
create table customers.quality_runs (
  name text primary key check (name = 'all'),
  formula text not null,
  -- Null when it is done.
  after_id uuid,
  started_at timestamptz not null,
  finished_at timestamptz
);

-- How many customers have each field, as last counted.
create table customers.field_counts (
  key text primary key,
  customers bigint not null,
  sources text[] not null,
  counted_at timestamptz not null
);

-- Who answers for a field and how it is kept, built-in ones too; what is null stands as it is defined.
create table customers.field_stewards (
  key text primary key,
  owner text,
  purpose jsonb,
  source jsonb,
  update_cycle_days integer check (update_cycle_days > 0),
  updated_at timestamptz not null,
  updated_by text not null
);

-- The five steps of knowing customers, each with who runs it and when it was looked at last.
create table customers.process_steps (
  step text primary key check (step in ('define', 'collect', 'integrate', 'update', 'protect')),
  owner text,
  note text,
  reviewed_at timestamptz not null,
  reviewed_by text not null
);
