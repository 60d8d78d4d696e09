-- People whom somebody put on a list by hand or by an upload; rules may ask who is on it.
create table segments.lists (
  id uuid primary key,
  name text not null check (name <> ''),
  note text,
  owner_name text not null,
  created_at timestamptz not null
);

create unique index lists_name on segments.lists (lower(name));

-- An entry stands with a record, so that two customers who were on it both are again when they are parted.
create table segments.list_entries (
  id uuid primary key,
  list_id uuid not null references segments.lists (id) on delete cascade,
  record_id uuid not null,
  customer_id uuid not null,
  added_by text not null,
  added_at timestamptz not null,
  unique (list_id, record_id)
);

create index list_entries_customer on segments.list_entries (customer_id);
create index list_entries_record on segments.list_entries (record_id);
