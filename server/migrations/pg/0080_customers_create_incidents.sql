-- A level for what may be shown outside the business; the others stay as they are called.
alter table customers.fields drop constraint fields_sensitivity_check;
alter table customers.fields add constraint fields_sensitivity_check
  check (sensitivity in ('public', 'open', 'personal', 'sensitive'));

-- Levels that the business gave to built-in fields instead of those in code.
create table customers.field_levels (
  key text primary key,
  sensitivity text not null check (sensitivity in ('public', 'open', 'personal', 'sensitive')),
  updated_at timestamptz not null
);

-- Leaks and what was done about them.
create table customers.incidents (
  id uuid primary key,
  number integer generated always as identity unique,
  title text not null,
  kind text not null check (kind in ('leak', 'loss', 'misuse', 'intrusion')),
  risk text not null check (risk in ('none', 'low', 'high')),
  description text not null,
  data_categories text[] not null,
  happened_at timestamptz,
  -- The clock of the law runs from here.
  discovered_at timestamptz not null,
  reported_at timestamptz not null,
  reported_by text not null,
  authority_due_at timestamptz not null,
  authority_notified_at timestamptz,
  people_notified_at timestamptz,
  measures text,
  closed_at timestamptz
);

-- What happened to an incident, by whom; rows are added and never changed.
create table customers.incident_entries (
  id uuid primary key,
  incident_id uuid not null references customers.incidents (id),
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  kind text not null check (kind in
    ('reported', 'changed', 'note', 'measure', 'customers_added', 'authority_notified', 'people_notified', 'closed',
     'reopened')),
  text text not null
);

create index incident_entries_incident on customers.incident_entries (incident_id, at, id);

create function customers.refuse_incident_change() returns trigger language plpgsql as $$
begin
  raise exception 'customers.% is append-only: % refused', tg_table_name, lower(tg_op)
    using errcode = 'insufficient_privilege';
end
$$;

create trigger incident_entries_append_only before update or delete on customers.incident_entries
  for each statement execute function customers.refuse_incident_change();
alter table customers.incident_entries enable always trigger incident_entries_append_only;

-- Whose data it was. The record is what stays with a person through merges.
create table customers.incident_records (
  incident_id uuid not null references customers.incidents (id),
  record_id uuid not null,
  added_at timestamptz not null,
  primary key (incident_id, record_id)
);

create index incident_records_record on customers.incident_records (record_id);
