create schema customers;

-- A customer is a set of records; these columns are the view over them (per field the most recent value).
create table customers.customers (
  id uuid primary key,
  name text,
  phone text,
  email text,
  address text,
  region text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index customers_name on customers.customers (name text_pattern_ops) where name is not null;

-- What one source said about someone, kept as given beside its normalised identifiers.
create table customers.records (
  id uuid primary key,
  customer_id uuid not null references customers.customers (id),
  -- The customer that it makes when nothing joins it to others; a customer's id is the smallest of its records'.
  own_customer_id uuid not null,
  source text not null,
  -- What makes it the same record again: `account:…`, else `phone:…`, else `email:…`.
  key text not null,
  account text,
  name text,
  phone text,
  email text,
  address text,
  region text,
  -- When the source said it; an older statement never overwrites a newer one.
  stated_at timestamptz not null,
  -- The brand, shop, region or department it belongs to; null for all.
  scope_id uuid,
  import_id uuid,
  -- That import is undone, but facts of others still came with this record; it goes with the last of them.
  outlives_import boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (source, key)
);

create index records_customer on customers.records (customer_id);
create index records_scope on customers.records (scope_id, customer_id) where scope_id is not null;

-- Which customer an identifier joins: one row per identifier, so that two processes that see it at the same
-- moment meet here. Accounts need none, the record's own key is the meeting point.
create table customers.identifiers (
  kind text not null check (kind in ('phone', 'email')),
  value text not null,
  -- Not a foreign key: a claim is written before the customer it names, in the same transaction.
  customer_id uuid not null,
  primary key (kind, value)
);

create index identifiers_customer on customers.identifiers (customer_id);

-- Every identifier that a record ever stated; regrouping after an undo starts from these.
create table customers.record_identifiers (
  record_id uuid not null references customers.records (id),
  kind text not null,
  value text not null,
  import_id uuid,
  primary key (record_id, kind, value)
);

create index record_identifiers_value on customers.record_identifiers (kind, value);

-- Regroupings, so that they can be explained and taken back.
create table customers.record_moves (
  id bigint generated always as identity primary key,
  record_id uuid not null,
  from_customer_id uuid not null,
  to_customer_id uuid not null,
  -- The identifier that joined them, as `phone` or `email`; the value stays in record_identifiers.
  cause text not null,
  import_id uuid,
  moved_at timestamptz not null
);

create index record_moves_record on customers.record_moves (record_id);
create index record_moves_import on customers.record_moves (import_id) where import_id is not null;

-- The statement before an import changed it; several of one record in the order of their ids.
create table customers.record_versions (
  id bigint generated always as identity,
  record_id uuid not null,
  import_id uuid not null,
  before jsonb not null,
  primary key (record_id, import_id)
);

create index record_versions_import on customers.record_versions (import_id);
