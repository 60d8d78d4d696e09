-- Replies of writes that carried an Idempotency-Key. The row is written in the transaction of the write itself, so
-- a second request with the same key waits at the primary key until the first has committed, then finds its reply.
create table kernel.idempotency_keys (
  -- kind:id of whoever asked; keys of different actors never meet
  actor text not null,
  -- method and path, ids included, query excluded
  operation text not null,
  key text not null,
  -- SHA-256 over query and body
  fingerprint bytea not null,
  -- status and body of the reply; null only inside the transaction that has not finished
  status smallint,
  reply text,
  created_at timestamptz not null,
  primary key (actor, operation, key)
);

create index idempotency_keys_created_at on kernel.idempotency_keys (created_at);
