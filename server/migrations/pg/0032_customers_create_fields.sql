-- Fields that a business adds to its customers; the built-in ones are code.
create table customers.fields (
  key text primary key check (key ~ '^[a-z][a-zA-Z0-9]{0,39}$'),
  label jsonb not null,
  type text not null check (type in ('text', 'long_text', 'number', 'date', 'boolean', 'choice', 'choices')),
  group_name text not null,
  -- [{value, label}] of choices; only ever added to, because values stand for them.
  options jsonb not null default '[]',
  open_options boolean not null default false,
  unit text,
  sensitivity text not null check (sensitivity in ('open', 'personal', 'sensitive')),
  purpose jsonb,
  source jsonb,
  update_cycle_days integer check (update_cycle_days > 0),
  position integer not null,
  -- Hidden, with its values kept; a field is never deleted.
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- What changed of a customer, when, by whom. Personal values live here and nowhere in the log of events.
create table customers.field_changes (
  -- Commit order per customer, because whoever changes one holds its row: a version of what somebody has read.
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  customer_id uuid not null,
  -- The record that said so; a change follows it when records are regrouped.
  record_id uuid,
  changed_at timestamptz not null,
  origin text not null check (origin in ('hand', 'bulk', 'undo', 'import', 'record')),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  -- What said so: the source of the import or of the record; `staff` for changes by hand.
  source text not null,
  import_id uuid,
  -- Changes made together by one bulk edit, and taken back together.
  batch_id uuid,
  field text not null,
  before jsonb,
  after jsonb,
  -- The change that this one takes back.
  undoes uuid
);

create index field_changes_customer on customers.field_changes (customer_id, changed_at desc, id desc);
create index field_changes_record on customers.field_changes (record_id) where record_id is not null;
create index field_changes_batch on customers.field_changes (batch_id) where batch_id is not null;
create index field_changes_import on customers.field_changes (import_id) where import_id is not null;

-- Whose data a source brings, and by which right.
create table customers.sources (
  source text primary key,
  label jsonb not null,
  kind text not null check (kind in ('own', 'third_party')),
  provider text,
  -- Licence or legal basis.
  basis text,
  obtained_on date,
  contact text,
  note text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (kind = 'own' or (provider is not null and basis is not null))
);

-- Removals of everything that a source said, part by part.
create table customers.source_removals (
  id uuid primary key,
  source text not null,
  reason text not null,
  records bigint not null,
  done bigint not null default 0,
  requested_at timestamptz not null,
  finished_at timestamptz
);

-- One at a time per source.
create unique index source_removals_running on customers.source_removals (source) where finished_at is null;
