-- Versions of rows in the analytic store. A sequence, because a batch that is repeated after a crash must be newer
-- than its first attempt, which a rolled-back counter would not give.
create sequence kernel.feed_versions;

create table kernel.feed_tables (
  name text primary key,
  -- Also the comment of the analytic table; when they differ the store is another one than was fed, and is rebuilt.
  mark uuid,
  -- Of the last batch: unchanged means that the same question has the same answer.
  version bigint not null default 0,
  -- False while the table is being filled.
  complete boolean not null default true,
  -- Rows written since the last tidying that made older ones void.
  replaced bigint not null default 0
);
