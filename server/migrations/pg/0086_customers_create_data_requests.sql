-- Set when the person was erased: the row stays, empty, because orders and sums name it.
alter table customers.customers add column erased_at timestamptz;

-- Who was erased, why, and what was touched in which table. No foreign key: the row of the customer may go later.
create table customers.erasures (
  id uuid primary key,
  customer_id uuid not null unique,
  cause text not null check (cause in ('request', 'retention')),
  request_id uuid,
  -- Names, values and addresses to look for in files and texts; null as soon as that is done.
  subject jsonb,
  -- Rows by table and files by kind, without a value.
  touched jsonb not null,
  actor_kind text not null,
  actor_id uuid,
  erased_at timestamptz not null,
  finished_at timestamptz,
  check ((finished_at is null) = (subject is not null))
);

create index erasures_unfinished on customers.erasures (erased_at) where finished_at is null;

-- What people ask for about their own data. Belongs to a record, as everything about customers.
create table customers.data_requests (
  id uuid primary key,
  number integer generated always as identity unique,
  kind text not null check (kind in ('access', 'copy', 'correction', 'deletion', 'withdrawal')),
  record_id uuid not null,
  customer_id uuid not null,
  -- How it came to us.
  way text not null check (way in ('phone', 'email', 'counter', 'letter', 'app', 'own_page')),
  -- What is wanted, in their words; emptied by an erasure.
  note text,
  case_id uuid,
  state text not null check (state in ('open', 'done', 'refused', 'cancelled')),
  -- Why it was refused.
  reason text,
  received_at timestamptz not null,
  due_at timestamptz not null,
  -- Who asked was checked and the request is to be carried out: from here on a copy may be made.
  accepted_at timestamptz,
  closed_at timestamptz,
  created_kind text not null,
  created_by uuid,
  created_name text not null,
  check ((state = 'open') = (closed_at is null))
);

create index data_requests_newest on customers.data_requests (id desc);
create index data_requests_open on customers.data_requests (due_at) where state = 'open';
create index data_requests_record on customers.data_requests (record_id);
create index data_requests_customer on customers.data_requests (customer_id);

-- What retention did, day by day: how many of which kind.
create table customers.retention_runs (
  id uuid primary key,
  kind text not null,
  at timestamptz not null,
  kept_days integer not null,
  removed integer not null,
  left_over integer not null
);

create index retention_runs_newest on customers.retention_runs (id desc);

-- As before, and an erasure may also take away what a statement was called where it came from.
create or replace function customers.refuse_consent_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.import_id is null then
      raise exception 'customers.consents is append-only: delete refused' using errcode = 'insufficient_privilege';
    end if;
    return old;
  end if;
  if (new.id, new.purpose, new.act, new.occurred_at, new.how, new.by_guardian, new.is_confirmed, new.created_at)
      is distinct from
      (old.id, old.purpose, old.act, old.occurred_at, old.how, old.by_guardian, old.is_confirmed, old.created_at)
    or (new.channel, new.expires_at, new.text_id, new.record_id, new.source)
      is distinct from (old.channel, old.expires_at, old.text_id, old.record_id, old.source)
    or (new.key is distinct from old.key and new.key is not null)
    or (new.evidence is distinct from old.evidence and new.evidence <> '{}'::jsonb) then
    raise exception 'customers.consents is append-only: update refused' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
