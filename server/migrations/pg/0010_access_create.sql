create schema access;

-- The parts of the business that rights and rows can be limited to; a scope contains those below it.
create table access.scopes (
  id uuid primary key,
  type text not null check (type in ('brand', 'shop', 'region', 'department', 'partner')),
  name text not null,
  parent_id uuid references access.scopes (id),
  created_at timestamptz not null,
  check (parent_id <> id)
);

create unique index scopes_name on access.scopes (type, lower(name), coalesce(parent_id, '00000000-0000-0000-0000-000000000000'));
create index scopes_parent on access.scopes (parent_id) where parent_id is not null;

create table access.users (
  id uuid primary key,
  -- Always lower case, which makes the address unique whatever its spelling.
  email text not null unique check (email = lower(email)),
  name text not null,
  locale text not null check (locale in ('zh-CN', 'en')),
  -- `scrypt$N$r$p$salt$hash`, so that the cost can be raised while older passwords still work.
  password_hash text not null,
  disabled_at timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Who holds which role where; without a scope: everywhere. What a role may do is in code.
create table access.assignments (
  user_id uuid not null references access.users (id),
  role text not null,
  scope_id uuid references access.scopes (id),
  unique nulls not distinct (user_id, role, scope_id)
);

create table access.sessions (
  id uuid primary key,
  user_id uuid not null references access.users (id),
  -- SHA-256: who reads the table cannot use what is in it.
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  user_agent text not null
);

create index sessions_user on access.sessions (user_id);
create index sessions_last_seen on access.sessions (last_seen_at);

-- Sign-ins that failed in a row, by the SHA-256 of e-mail and network address, or of the address alone.
create table access.sign_in_failures (
  key bytea primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  locked_until timestamptz
);

create table access.api_keys (
  id uuid primary key,
  name text not null,
  -- SHA-256 of the whole key; 256 random bits need no slow hash.
  key_hash bytea not null unique,
  hint text not null,
  role text not null,
  scope_id uuid references access.scopes (id),
  created_by uuid references access.users (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table access.settings (
  key text primary key,
  value jsonb not null,
  updated_by uuid,
  updated_at timestamptz not null
);

-- Who did what to what, and why. Rows are added and never changed.
create table access.audit (
  -- Time-ordered, and so the order of the list.
  id uuid primary key,
  at timestamptz not null,
  request_id text not null,
  actor_kind text not null check (actor_kind in ('user', 'api-key', 'system', 'anonymous')),
  actor_id uuid,
  action text not null check (action ~ '^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$'),
  subject_type text not null,
  subject_id text,
  reason text,
  detail jsonb not null
);

create index audit_subject on access.audit (subject_type, subject_id, id);
create index audit_actor on access.audit (actor_id, id) where actor_id is not null;
create index audit_action on access.audit (action, id);

create function access.refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'access.audit is append-only: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;

-- Per statement, so that even one that would touch no row is refused; `always` holds in replica mode too.
create trigger audit_append_only before update or delete or truncate on access.audit
  for each statement execute function access.refuse_audit_change();
alter table access.audit enable always trigger audit_append_only;
