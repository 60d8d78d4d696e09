-- Imports read more than CSV, can be tried out before they are started, and remember mappings by source.

alter table intake.imports
  add column dry_run boolean not null default false,
  add column started_as uuid references intake.imports (id),
  add column repeated bigint not null default 0;

update intake.imports
set options = jsonb_build_object(
  'layout', jsonb_build_object(
    'table', jsonb_build_object('format', 'csv', 'delimiter', options -> 'delimiter', 'encoding', options -> 'encoding'),
    'headerRow', 1),
  'currency', options -> 'currency',
  'keyField', null);

-- Rows are counted as people see them in the file: the header was row 1.
update intake.import_faults set row_no = -row_no - 1;
update intake.import_faults set row_no = -row_no;

create index on intake.imports (file_id);

create table intake.import_repeats (
  import_id uuid not null references intake.imports (id),
  row_no bigint not null,
  first_row_no bigint not null,
  primary key (import_id, row_no)
);

-- Files that wait to be looked at, tried out and imported; one that is not used is removed after a day.
create table intake.uploads (
  id uuid primary key,
  file_id uuid not null,
  file_name text not null,
  bytes bigint not null,
  sha256 text not null,
  created_by uuid,
  created_at timestamptz not null
);
create index on intake.uploads (created_at);

-- What the columns of a source's files are, as they were mapped the last time.
create table intake.saved_mappings (
  id uuid primary key,
  kind text not null,
  source text not null,
  mapping jsonb not null,
  -- All columns that the file had: one that was left out then is left out again.
  headers jsonb not null,
  used_at timestamptz not null,
  unique (kind, source)
);
