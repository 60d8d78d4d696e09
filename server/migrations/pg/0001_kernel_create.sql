create schema if not exists kernel;

-- The log. Readers take events in (xid, seq) order, so xid is the writing transaction's id, never set by hand.
create table kernel.events (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  type text not null check (type ~ '^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$'),
  at timestamptz not null,
  actor_kind text not null,
  actor_id text,
  request_id text not null,
  record_id uuid,
  customer_id uuid,
  data jsonb not null default '{}'
);
create index events_xid_seq on kernel.events (xid, seq);
create index events_customer on kernel.events (customer_id, seq) where customer_id is not null;

-- What is done: every event whose (xid, seq) is not above the position.
create table kernel.event_readers (
  name text primary key,
  xid xid8 not null default '0',
  seq bigint not null default 0,
  updated_at timestamptz not null default now()
);

create sequence kernel.timer_settings;

-- Everything that is to happen later. next_try_at equals due_at until a failure moves it; setting grows with every
-- time that somebody sets a timer, so that a tick can leave out what was set while it ran.
create table kernel.timers (
  kind text not null,
  key text not null,
  due_at timestamptz not null,
  next_try_at timestamptz not null,
  payload jsonb not null,
  request_id text not null,
  actor_kind text not null,
  actor_id text,
  locale text not null,
  attempts integer not null default 0,
  last_error text,
  setting bigint not null default nextval('kernel.timer_settings'),
  primary key (kind, key)
);
create index timers_next_try on kernel.timers (next_try_at, kind, key);

-- Jobs and timers that failed for the last time, kept until somebody retries them.
create table kernel.dead_letters (
  id uuid primary key,
  origin text not null check (origin in ('job', 'timer')),
  -- The job's number in graphile_worker; the row of a job is copied once.
  job_id bigint unique,
  kind text not null,
  key text,
  queue text,
  payload jsonb not null,
  max_attempts integer,
  due_at timestamptz,
  error text not null,
  attempts integer not null,
  request_id text not null,
  actor_kind text not null,
  actor_id text,
  locale text not null,
  failed_at timestamptz not null,
  retried_at timestamptz
);
create index dead_letters_open on kernel.dead_letters (failed_at, id) where retried_at is null;

-- Job workers that are alive: each holds a session's advisory lock on its number and renews seen_at.
create table kernel.workers (
  lock_key integer generated always as identity primary key,
  -- The pool's name in graphile_worker's locked_by; null until the pool has one.
  pool_id text unique,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
