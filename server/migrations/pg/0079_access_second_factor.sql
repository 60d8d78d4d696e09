-- What a user has to show beside the password: codes of an authenticator, and codes on paper for the day it is lost.
create table access.second_factors (
  user_id uuid primary key references access.users (id),
  -- Sealed with a key outside the database.
  secret text not null,
  created_at timestamptz not null,
  -- Null until the first right code was given: nothing is asked for before.
  confirmed_at timestamptz,
  -- The half minute of the last code taken: a code works once.
  last_step bigint not null default 0
);

create table access.recovery_codes (
  user_id uuid not null references access.users (id),
  -- SHA-256 of 80 random bits.
  digest bytea not null,
  used_at timestamptz,
  primary key (user_id, digest)
);

alter table access.sessions
  -- How it was opened: whoever comes from the company's own sign-in gave the second factor there.
  add column opened_by text not null default 'password' check (opened_by in ('password', 'oidc')),
  -- Until when its user need not attest again before seeing sensitive values.
  add column attested_until timestamptz;

-- Duties acknowledged and identities shown again before sensitive values, kept as evidence.
create table access.attestations (
  id uuid primary key,
  user_id uuid not null references access.users (id),
  method text not null check (method in ('password', 'code', 'duty')),
  attested_at timestamptz not null,
  valid_until timestamptz not null
);

create index attestations_user on access.attestations (user_id, attested_at desc);

-- Networks that a role or a key may come from; without a row: from anywhere.
create table access.network_lists (
  kind text not null check (kind in ('role', 'api_key')),
  subject text not null,
  networks text[] not null check (cardinality(networks) > 0),
  updated_at timestamptz not null,
  primary key (kind, subject)
);

-- The company's own sign-in (OpenID Connect); one row or none.
create table access.oidc_provider (
  is_only boolean primary key default true check (is_only),
  is_enabled boolean not null,
  label text not null,
  issuer text not null,
  client_id text not null,
  -- Sealed; null for a public client.
  client_secret text,
  -- Where browsers reach this installation; the provider sends them back below it.
  public_url text not null,
  -- The claim that names groups or roles; null: no roles from there.
  role_claim text,
  -- Value of the claim → role.
  role_map jsonb not null,
  links_by_email boolean not null,
  creates_users boolean not null,
  updated_at timestamptz not null
);

-- Which user somebody at the provider is.
create table access.oidc_accounts (
  issuer text not null,
  subject text not null,
  user_id uuid not null references access.users (id),
  -- Their roles follow the claim: the account was made by signing in.
  is_managed boolean not null,
  created_at timestamptz not null,
  primary key (issuer, subject)
);

-- Sign-ins that somebody is away at the provider for; each is taken once.
create table access.oidc_attempts (
  state_hash bytea primary key,
  browser_hash bytea not null,
  -- Code verifier and nonce, sealed.
  secrets text not null,
  next_path text not null,
  expires_at timestamptz not null
);
