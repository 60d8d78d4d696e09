create schema intake;

create table intake.imports (
  id uuid primary key,
  kind text not null,
  source text not null,
  file_name text not null,
  file_id uuid not null,
  bytes bigint not null,
  -- field → header name
  mapping jsonb not null,
  -- delimiter, currency: what the reader and the kind need to read the same file the same way again
  options jsonb not null,
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'undoing', 'undone')),
  -- The checkpoint: everything up to here is in, nothing after it is.
  rows_done bigint not null default 0,
  chunks_done integer not null default 0,
  bytes_done bigint not null default 0,
  accepted bigint not null default 0,
  rejected bigint not null default 0,
  added bigint not null default 0,
  changed bigint not null default 0,
  same bigint not null default 0,
  chunks_undone integer not null default 0,
  -- {"zh-CN": …, "en": …}
  failure jsonb,
  scope_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  started_at timestamptz,
  -- Time spent reading, without the pauses of a crash.
  active_ms bigint not null default 0,
  finished_at timestamptz,
  undone_at timestamptz,
  check (accepted + rejected = rows_done),
  check (added + changed + same = accepted)
);

create table intake.import_chunks (
  import_id uuid not null references intake.imports (id),
  chunk_no integer not null,
  rows integer not null,
  -- What the kind needs to find its work again when the chunk is undone.
  trace jsonb not null,
  primary key (import_id, chunk_no)
);

create table intake.import_faults (
  import_id uuid not null references intake.imports (id),
  row_no bigint not null,
  column_name text,
  code text not null,
  reason jsonb not null,
  -- Personal columns are stored masked; the raw row stays in the file alone.
  value text,
  primary key (import_id, row_no)
);
