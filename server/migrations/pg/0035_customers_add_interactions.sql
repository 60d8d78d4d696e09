-- What was said with a customer: calls, mails, chats, visits … Belongs to a record; customer_id is the record's
-- customer at the moment. One with an organisation and no record is shared by all its contacts.
create table customers.interactions (
  id uuid primary key,
  record_id uuid,
  customer_id uuid,
  organisation_id uuid references customers.organisations (id),
  kind text not null check (kind in ('call', 'email', 'sms', 'chat', 'wechat', 'visit', 'shop_visit', 'letter',
    'complaint', 'campaign', 'meeting', 'other')),
  -- The contact channel, as its source calls it; the kind when nothing else was said.
  channel text not null,
  direction text not null check (direction in ('in', 'out', 'none')),
  occurred_at timestamptz not null,
  staff_id uuid,
  staff_name text,
  subject text,
  content text,
  outcome text,
  -- What it is known by where it comes from; null when staff wrote it here.
  source text,
  key text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((record_id is null) = (customer_id is null)),
  check (record_id is not null or organisation_id is not null)
);

create index interactions_customer on customers.interactions (customer_id, occurred_at desc, id desc)
  where customer_id is not null;
create index interactions_organisation on customers.interactions (organisation_id, occurred_at desc, id desc)
  where organisation_id is not null;
create index interactions_record on customers.interactions (record_id) where record_id is not null;
create unique index interactions_key on customers.interactions (source, key) where key is not null;

-- What staff wrote down about a customer.
create table customers.notes (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  text text not null,
  pinned boolean not null default false,
  -- `user:<id>` or `api-key:<id>`
  author text not null,
  author_id uuid,
  author_name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz
);

create index notes_customer on customers.notes (customer_id, created_at desc, id desc);
create index notes_record on customers.notes (record_id);

-- What a note said before somebody changed it.
create table customers.note_versions (
  note_id uuid not null references customers.notes (id),
  version integer not null,
  text text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (note_id, version)
);

create table customers.tags (
  id uuid primary key,
  name text not null,
  created_by text not null,
  created_at timestamptz not null
);

create unique index tags_name on customers.tags (lower(name));

-- A tag stands with a record, so that two customers who had it both have it again when they are parted.
create table customers.customer_tags (
  tag_id uuid not null references customers.tags (id) on delete cascade,
  record_id uuid not null,
  customer_id uuid not null,
  tagged_by text not null,
  tagged_at timestamptz not null,
  primary key (record_id, tag_id)
);

create index customer_tags_customer on customers.customer_tags (customer_id, tag_id);
create index customer_tags_tag on customers.customer_tags (tag_id, customer_id);
