create schema commerce;

create table commerce.orders (
  id uuid primary key,
  source text not null,
  number text not null,
  kind text not null check (kind in ('sale', 'refund', 'adjustment')),
  status text not null check (status in ('placed', 'paid', 'shipped', 'completed', 'cancelled')),
  placed_at timestamptz not null,
  -- The day in the business's zone.
  business_date date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Sum of all lines; of the lines that sell something (quantity and price above zero, order not cancelled).
  total_minor bigint not null,
  sales_minor bigint not null,
  -- Lines that sell something; an order with none is no purchase.
  sales_lines integer not null,
  line_count integer not null,
  -- Fixed: the record that the fact came with. Null for sales to nobody in particular.
  record_id uuid,
  -- Rewritten when records are regrouped.
  customer_id uuid,
  region text,
  scope_id uuid,
  -- Of everything above and the lines, to tell at once that nothing changed.
  content_hash text not null,
  -- The import that created it.
  import_id uuid,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- The claim that makes intake exactly-once.
create unique index orders_number on commerce.orders (source, number);
create index orders_customer on commerce.orders (customer_id, placed_at desc, id desc) where customer_id is not null;
create index orders_record on commerce.orders (record_id) where record_id is not null;

-- No foreign key to orders: both are written by one store in one transaction, and a check per line would cost
-- more than the line. `zhike doctor` counts strays.
create table commerce.order_lines (
  order_id uuid not null,
  line_no integer not null,
  sku text not null,
  name text,
  -- As given, never rounded.
  quantity numeric not null,
  unit_price numeric not null,
  -- quantity × unit price, rounded once, half away from zero.
  amount_minor bigint not null,
  primary key (order_id, line_no)
);

-- The order with its lines before an import changed it.
create table commerce.order_versions (
  order_id uuid not null,
  version integer not null,
  import_id uuid,
  -- The record that the order came with before; kept as long as the order may return to it.
  record_id uuid,
  before jsonb not null,
  replaced_at timestamptz not null,
  primary key (order_id, version)
);

create index order_versions_import on commerce.order_versions (import_id) where import_id is not null;
create index order_versions_record on commerce.order_versions (record_id) where record_id is not null;

-- Lines that a running import has already spoken of, for orders whose rows lie apart in the file.
create table commerce.import_marks (
  import_id uuid not null,
  order_id uuid not null,
  line_no integer not null,
  primary key (import_id, order_id, line_no)
);
