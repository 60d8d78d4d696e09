-- The states of an order's life; cart and cancelled are no sale.
alter table commerce.orders drop constraint orders_status_check;
alter table commerce.orders add constraint orders_status_check check (status in ('cart', 'placed', 'paid',
  'cod_confirmed', 'picked', 'shipped', 'delivered', 'accepted', 'completed', 'cancelled', 'partly_returned',
  'returned'));

alter table commerce.orders
  -- Since when the status holds; null: since the order was placed.
  add column status_at timestamptz,
  -- When its source last spoke of it by the records API; older words are not heard.
  add column stated_at timestamptz,
  -- Sum of the refunds that stand; the net worth of a sale is its total less this.
  add column refunded_minor bigint not null default 0,
  -- Something of it came back and was accepted.
  add column has_returns boolean not null default false;

-- The list of all orders, newest first; and of those that still need somebody, which are few.
create index orders_placed on commerce.orders (placed_at desc, id desc);
create index orders_open on commerce.orders (status, placed_at desc, id desc)
  where status not in ('completed', 'cancelled');

-- What became of an order, step by step. Orders of a file have no row until something happens to them.
create table commerce.order_changes (
  id uuid primary key,
  order_id uuid not null,
  from_status text,
  to_status text not null,
  at timestamptz not null,
  -- Who says so: staff by hand, a record of a source, an import, or a fact that implies it.
  origin text not null check (origin in ('staff', 'record', 'import', 'payment', 'return', 'shipment', 'undo')),
  -- The payment, return or shipment that implied it.
  cause_id uuid,
  reason text,
  import_id uuid,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  recorded_at timestamptz not null
);
create index order_changes_order on commerce.order_changes (order_id, at, id);
create index order_changes_import on commerce.order_changes (import_id) where import_id is not null;

-- The facts of an order's life. Each is claimed by (source, key), belongs to the customer of its order, and stays as
-- a row when it is withdrawn, so that its key cannot come back to life.
create table commerce.payments (
  id uuid primary key,
  order_id uuid not null,
  source text not null,
  key text not null,
  method text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  at timestamptz not null,
  -- The number at the payment provider.
  reference text,
  actor_name text not null,
  actor_id text,
  stated_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index payments_key on commerce.payments (source, key);
create index payments_order on commerce.payments (order_id);

create table commerce.refunds (
  id uuid primary key,
  order_id uuid not null,
  source text not null,
  key text not null,
  payment_id uuid,
  return_id uuid,
  line_no integer,
  method text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  at timestamptz not null,
  reason text,
  actor_name text not null,
  actor_id text,
  stated_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index refunds_key on commerce.refunds (source, key);
create index refunds_order on commerce.refunds (order_id);

create table commerce.returns (
  id uuid primary key,
  order_id uuid not null,
  source text not null,
  key text not null,
  -- [{lineNo, quantity}]
  lines jsonb not null,
  reason text,
  state text not null check (state in ('requested', 'received', 'accepted', 'refused', 'refunded')),
  -- [{state, at, by}], oldest first.
  states jsonb not null,
  at timestamptz not null,
  actor_name text not null,
  actor_id text,
  stated_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index returns_key on commerce.returns (source, key);
create index returns_order on commerce.returns (order_id);

create table commerce.shipments (
  id uuid primary key,
  order_id uuid not null,
  source text not null,
  key text not null,
  carrier text not null,
  number text not null,
  -- [{lineNo, quantity}]; empty: the whole order.
  lines jsonb not null,
  -- Where it goes, already masked: the address itself stays with the customer.
  address text,
  at timestamptz not null,
  -- [{id, at, status, place, text}], oldest first.
  tracking jsonb not null,
  actor_name text not null,
  actor_id text,
  stated_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index shipments_key on commerce.shipments (source, key);
create index shipments_order on commerce.shipments (order_id);
create index shipments_number on commerce.shipments (number);

-- Each customer's first and last purchase as `3-customers` was told them; the orders' ids find the customers whom a
-- removed or regrouped order no longer belongs to.
create table commerce.order_dates (
  customer_id uuid primary key,
  first_order_id uuid not null,
  first_order_at timestamptz not null,
  last_order_id uuid not null,
  last_order_at timestamptz not null
);
create index order_dates_first on commerce.order_dates (first_order_id);
create index order_dates_last on commerce.order_dates (last_order_id);

-- Sales channels that somebody added or changed; those that every installation has stand in the code.
create table commerce.channels (
  key text primary key,
  label_zh text not null,
  label_en text not null,
  position integer not null,
  archived boolean not null default false,
  updated_at timestamptz not null
);

create table commerce.shops (
  id uuid primary key,
  name text not null,
  channel text not null,
  -- Where it is: Tmall, JD, an own site, a street.
  platform text,
  scope_id uuid,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  archived boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index shops_name on commerce.shops (name);

-- Which sources bring the orders of a shop.
create table commerce.shop_sources (
  source text primary key,
  shop_id uuid not null references commerce.shops (id) on delete cascade
);
create index shop_sources_shop on commerce.shop_sources (shop_id);
