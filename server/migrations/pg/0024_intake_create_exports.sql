-- Files that somebody asked for. The file goes after a while, the row that says who took what stays.
create table intake.exports (
  id uuid primary key,
  kind text not null,
  format text not null check (format in ('csv', 'xlsx', 'jsonl')),
  columns text[] not null,
  filter jsonb not null,
  -- Personal values as they are; asked for with a reason by somebody who may.
  unmasked boolean not null,
  reason text,
  locale text not null,
  -- Where the asker's rights hold; null is everywhere.
  scope_ids uuid[],
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'expired')),
  rows bigint not null default 0,
  bytes bigint,
  file_id uuid,
  failure jsonb,
  created_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz
);

create index exports_expiry on intake.exports (expires_at) where file_id is not null;
