-- Companies that buy or supply; the people in them are customers.
create table customers.organisations (
  id uuid primary key,
  name text not null,
  name_pinyin text,
  name_initials text,
  website text,
  main_products text,
  industry text,
  region text,
  size text,
  address text,
  -- Unified social credit code, or a tax number elsewhere.
  tax_code text,
  -- The member of staff who is responsible.
  owner_name text,
  note text,
  scope_id uuid,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz
);

create index organisations_name on customers.organisations (name collate "C", id);
create index organisations_pinyin on customers.organisations (coalesce(name_pinyin, '~') collate "C", id);
create index organisations_initials on customers.organisations (name_initials collate "C", id);
create unique index organisations_tax_code on customers.organisations (tax_code)
  where tax_code is not null and removed_at is null;

-- Who stands for an organisation. The contact goes with its record, so that merging and un-merging give it back.
create table customers.organisation_contacts (
  organisation_id uuid not null references customers.organisations (id),
  record_id uuid not null,
  customer_id uuid not null,
  -- What part they play in a purchase: decides, uses, pays …
  role text,
  department text,
  position text,
  created_by text not null,
  created_at timestamptz not null,
  primary key (organisation_id, record_id)
);

create index organisation_contacts_customer on customers.organisation_contacts (customer_id);
create index organisation_contacts_record on customers.organisation_contacts (record_id);
