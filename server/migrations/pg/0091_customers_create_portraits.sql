-- That what is known of somebody still holds: said by them or found by staff, per group of fields.
create table customers.confirmations (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  group_name text not null,
  confirmed_at timestamptz not null,
  confirmed_by text not null,
  case_id uuid
);

create index confirmations_customer on customers.confirmations (customer_id, group_name, confirmed_at desc);
create index confirmations_record on customers.confirmations (record_id);

-- Whom staff are asked to ask. One open request for a customer at a time.
create table customers.confirm_requests (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  groups text[] not null,
  -- Null for the moment between asking and the task.
  case_id uuid,
  requested_at timestamptz not null,
  closed_at timestamptz,
  result text check (result in ('confirmed', 'changed', 'unreachable', 'cancelled'))
);

create unique index confirm_requests_open on customers.confirm_requests (record_id) where closed_at is null;
create index confirm_requests_customer on customers.confirm_requests (customer_id, requested_at desc);
create index confirm_requests_case on customers.confirm_requests (case_id);

-- A picture of a customer, small and kept beside the record so that it goes with it.
create table customers.pictures (
  id uuid primary key,
  -- One picture comes with a record; of a customer with several the newest counts.
  record_id uuid not null unique,
  customer_id uuid not null,
  type text not null check (type in ('image/png', 'image/jpeg', 'image/webp')),
  width integer not null,
  height integer not null,
  bytes bytea not null check (octet_length(bytes) <= 524288),
  added_at timestamptz not null,
  added_by text not null
);

create index pictures_customer on customers.pictures (customer_id, added_at desc);
