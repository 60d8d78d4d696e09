-- What people hand in for others: agents, staff on visits, forms, slips of terminals. Nobody is a customer by standing
-- here: that takes the acceptance of another person, and goes through the one recording path.
create schema entry;

-- People handed in by agents, and by the form when it speaks of somebody who is known already.
create table entry.submissions (
  id uuid primary key,
  number bigint generated always as identity unique,
  kind text not null check (kind in ('agent', 'form')),
  batch_id uuid not null,
  -- The person behind the account or key; null for those who hand in their own form.
  submitted_by text,
  submitted_name text not null,
  scope_id uuid references access.scopes (id),
  state text not null check (state in ('waiting', 'accepted', 'rejected')),
  -- What was said; gone once it is a record.
  person jsonb,
  -- Name and phone, masked, for whoever handed it in.
  shown jsonb not null,
  approval_id uuid,
  reason text,
  joined boolean,
  decided_at timestamptz,
  decided_name text,
  record_id uuid references customers.records (id),
  customer_id uuid,
  submitted_at timestamptz not null,
  check ((state = 'accepted') = (record_id is not null))
);

create index submissions_mine on entry.submissions (submitted_by, id desc);
create index submissions_waiting on entry.submissions (id) where state = 'waiting';
create index submissions_record on entry.submissions (record_id) where record_id is not null;

-- Card numbers given out, by what they begin with: the next one is taken under the lock of its row.
create table entry.card_series (
  prefix text primary key,
  next bigint not null
);

-- Links by which customers fill in the form themselves; the token is known to whoever holds the link.
create table entry.form_links (
  id uuid primary key,
  token_hash text not null unique,
  label text not null,
  scope_id uuid references access.scopes (id),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  uses integer not null default 0
);

-- Membership forms that were saved. Who it is stands with the customer.
create table entry.forms (
  id uuid primary key,
  number bigint generated always as identity unique,
  link_id uuid references entry.form_links (id),
  scope_id uuid references access.scopes (id),
  saved_name text not null,
  saved_at timestamptz not null,
  age integer,
  product_type text,
  amount text,
  card_number text not null,
  card_issued boolean not null,
  joined boolean not null,
  order_id uuid,
  record_id uuid not null references customers.records (id),
  customer_id uuid not null
);

create index forms_record on entry.forms (record_id);

-- What staff noted in the field and want changed; a clerk writes it into the profile.
create table entry.field_notes (
  id uuid primary key,
  number bigint generated always as identity unique,
  author_id text not null,
  author_name text not null,
  noted_at timestamptz not null,
  text text,
  -- Field → value as it was noted; gone once it is decided.
  changes jsonb,
  fields text[] not null,
  state text not null check (state in ('waiting', 'applied', 'rejected')),
  reason text,
  decided_name text,
  decided_at timestamptz,
  case_id uuid unique,
  record_id uuid not null references customers.records (id),
  customer_id uuid not null
);

create index field_notes_state on entry.field_notes (state, id);
create index field_notes_record on entry.field_notes (record_id);

-- Slips of terminals: each is one purchase, once its card means somebody.
create table entry.slips (
  id uuid primary key,
  source text not null,
  -- As printed on the slip, or what the page gave it.
  number text not null,
  shop_id uuid,
  scope_id uuid references access.scopes (id),
  card text not null,
  product_type text not null,
  amount text not null,
  sold_on date not null,
  state text not null check (state in ('recorded', 'unsettled', 'dismissed')),
  reason text,
  entered_name text not null,
  entered_at timestamptz not null,
  order_id uuid,
  record_id uuid references customers.records (id),
  customer_id uuid,
  unique (source, number),
  check ((state = 'recorded') = (record_id is not null))
);

create index slips_unsettled on entry.slips (card) where state = 'unsettled';
create index slips_state on entry.slips (state, id desc);
create index slips_record on entry.slips (record_id) where record_id is not null;
