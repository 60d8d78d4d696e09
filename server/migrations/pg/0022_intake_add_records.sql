-- What came in by the records API: one row per record of a source, written in the transaction of its effect.
create table intake.record_claims (
  source text not null,
  type text not null,
  key text not null,
  -- Of what was sent last and taken, to tell at once that it comes again.
  content_hash text not null,
  occurred_at timestamptz not null,
  -- What it made or changed, and the customer it was about, when it was taken in.
  result_id uuid,
  customer_id uuid,
  taken_at timestamptz not null,
  primary key (source, type, key)
);

-- Shops and other systems that send to us or are asked by us.
create table intake.connectors (
  id uuid primary key,
  kind text not null,
  name text not null,
  -- The source of the records that it brings.
  source text not null,
  settings jsonb not null,
  -- Name of a secret → its value, sealed.
  secrets jsonb not null default '{}',
  enabled boolean not null default true,
  scope_id uuid,
  -- Where the next pull goes on; kept after every page.
  pull_cursor jsonb,
  pulled_at timestamptz,
  -- In a row; the reason of the last one: {"zh-CN": …, "en": …}
  failures integer not null default 0,
  last_failure jsonb,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- What a connector was sent or fetched, without its content.
create table intake.deliveries (
  id uuid primary key,
  connector_id uuid not null references intake.connectors (id),
  way text not null check (way in ('webhook', 'pull')),
  -- The sender's own number of the delivery; null when it was refused before it could be believed.
  delivery_key text,
  topic text,
  status text not null check (status in ('accepted', 'partly', 'rejected', 'refused')),
  records integer not null,
  rejected integer not null,
  -- {"code": …, "zh-CN": …, "en": …}
  reason jsonb,
  at timestamptz not null
);

create unique index deliveries_key on intake.deliveries (connector_id, delivery_key)
  where delivery_key is not null;
create index deliveries_newest on intake.deliveries (connector_id, id desc);
create index deliveries_at on intake.deliveries (at);
