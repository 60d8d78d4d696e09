-- Receivers outside that want to hear what happened.
create table intake.webhooks (
  id uuid primary key,
  name text not null,
  url text not null,
  -- `module.noun_past_tense`, `module.*` or `*`
  event_types text[] not null check (cardinality(event_types) > 0),
  state text not null check (state in ('active', 'paused', 'disabled')),
  -- Why the platform disabled it: `gone` (the receiver said 410).
  disabled_reason text,
  -- Sealed; the newest first, older ones sign beside it until they end: [{"sealed": …, "until": …}]
  secrets jsonb not null,
  -- Consecutive failures of the receiver as a whole, since when, and when it is tried again.
  failures integer not null default 0,
  failing_since timestamptz,
  retry_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- One message to one receiver. Carries ids and field names only, like the event that it tells.
create table intake.webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references intake.webhooks (id) on delete cascade,
  type text not null,
  payload jsonb not null,
  state text not null check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  -- A process is sending it; another one may take it over afterwards.
  leased_until timestamptz,
  last_status integer,
  last_fault text,
  created_at timestamptz not null,
  ended_at timestamptz
);

create index webhook_deliveries_pending on intake.webhook_deliveries (webhook_id, next_at) where state = 'pending';
create index webhook_deliveries_log on intake.webhook_deliveries (webhook_id, id);
create index webhook_deliveries_ended on intake.webhook_deliveries (ended_at) where ended_at is not null;

create table intake.webhook_attempts (
  delivery_id uuid not null references intake.webhook_deliveries (id) on delete cascade,
  attempt_no integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  -- Null when no answer came.
  status integer,
  -- `timeout`, `unreachable`, `address_refused`, `redirect`, `status`; null when it was taken.
  fault text,
  -- The beginning of what the receiver answered.
  answer text,
  primary key (delivery_id, attempt_no)
);
