-- What shows that nobody changed the trail behind the platform's back: each row is signed when it is written, and rows
-- are sealed one after the other shortly after, each seal covering the one before. The keys are not in the database.

-- Signature of the row by the process that wrote it; null in rows from before this version.
alter table access.audit add column mac bytea, add column key_id text;

-- Rows that wait for their seal; written with the row, taken by whoever seals.
create table access.audit_unsealed (audit_id uuid primary key);
insert into access.audit_unsealed (audit_id) select id from access.audit;

create table access.audit_seals (
  -- Without gaps, in the order of sealing.
  seq bigint primary key check (seq > 0),
  audit_id uuid not null unique,
  sealed_at timestamptz not null,
  key_id text not null,
  hash bytea not null
);

create function access.refuse_seal_change() returns trigger language plpgsql as $$
begin
  raise exception 'access.% is append-only: % refused', tg_table_name, lower(tg_op)
    using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_seals_append_only before update or delete or truncate on access.audit_seals
  for each statement execute function access.refuse_seal_change();
alter table access.audit_seals enable always trigger audit_seals_append_only;

-- Personal values that a row speaks of, as they may be shown, with the salt of the digests in the row. Erasure deletes
-- these rows: what stays in the trail tells nothing and the chain stays whole.
create table access.audit_values (
  audit_id uuid not null,
  field text not null,
  subject_type text not null,
  subject_id text,
  salt bytea not null,
  before_shown text,
  after_shown text,
  primary key (audit_id, field)
);

create index audit_values_subject on access.audit_values (subject_type, subject_id);

-- When the chain was looked at, by whom, and what came of it.
create table access.audit_verifications (
  id uuid primary key,
  requested_at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  finished_at timestamptz,
  row_count bigint,
  -- The last seal at that moment: a later chain has to contain it.
  head_seq bigint,
  head_hash bytea,
  -- The first broken row; null when the chain is whole.
  fault jsonb
);

create index audit_verifications_finished on access.audit_verifications (finished_at desc) where finished_at is not null;
