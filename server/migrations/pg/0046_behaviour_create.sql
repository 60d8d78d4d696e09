create schema behaviour;

-- What somebody did on a site or in an app. Not changed after it is written, except by its own source and when it
-- becomes known whose browser it was.
create table behaviour.events (
  id uuid primary key,
  source text not null,
  key text not null,
  kind text not null check (kind in ('visit', 'page_view', 'product_view', 'search', 'cart_add', 'cart_remove',
    'checkout', 'campaign_click', 'newsletter_subscribe', 'identify', 'custom')),
  name text,
  at timestamptz not null,
  anonymous_id text,
  visit_id text,
  -- Without query, fragment and personal values.
  path text,
  referrer_host text,
  title text,
  sku text,
  category text,
  quantity integer,
  query text,
  campaign text,
  properties jsonb,
  -- The record that the event named itself (stated), or that its browser was identified as.
  record_id uuid,
  stated boolean not null,
  -- Rewritten when records are regrouped, and when a browser becomes known.
  customer_id uuid,
  scope_id uuid,
  import_id uuid,
  recorded_at timestamptz not null
);

-- The claim that makes intake exactly-once.
create unique index events_key on behaviour.events (source, key);
create index events_customer on behaviour.events (customer_id, at desc, id desc) where customer_id is not null;
create index events_record on behaviour.events (record_id) where record_id is not null;
create index events_browser on behaviour.events (source, anonymous_id, at) where anonymous_id is not null and not stated;

-- One row per browser: what is written of it and who it is said to be take turns here.
create table behaviour.browsers (
  source text not null,
  anonymous_id text not null,
  first_seen_at timestamptz not null,
  primary key (source, anonymous_id)
);

-- From when on a browser was whose. An event belongs to the last one before it, else to the first of all.
create table behaviour.identifications (
  source text not null,
  anonymous_id text not null,
  at timestamptz not null,
  record_id uuid not null,
  import_id uuid,
  primary key (source, anonymous_id, at, record_id)
);
create index identifications_record on behaviour.identifications (record_id);
create index identifications_import on behaviour.identifications (import_id) where import_id is not null;

-- Sites whose script sends what happens there.
create table behaviour.sites (
  id uuid primary key,
  name text not null,
  -- The source of its events, and of the accounts that it identifies.
  source text not null,
  -- Stands in the page for everybody to read: it may send events, nothing else.
  write_key text not null unique,
  origins text[] not null,
  -- Nothing is stored in the browser before the visitor agrees.
  consent_required boolean not null,
  -- An account counts only with a proof made by the shop's server with the secret.
  proof_required boolean not null,
  secret text not null,
  enabled boolean not null default true,
  scope_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Right to within a minute.
  last_event_at timestamptz
);
