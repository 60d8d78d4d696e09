-- Who is one person by the word of staff. Merging and un-merging by hand only add and take away what joins records:
-- the grouping over records is worked out from it as from everything else.

-- One decision that customers are one; kept after it was taken back.
create table customers.merges (
  id uuid primary key,
  reason text not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  -- Of staff, or of the platform where the likeness was beyond doubt.
  origin text not null default 'staff' check (origin in ('staff', 'matching')),
  merged_at timestamptz not null,
  unmerged_at timestamptz,
  unmerge_reason text,
  unmerged_by text
);

-- What joins two records by a merge. No foreign keys to records: those who delete records pass bonds on first.
create table customers.bonds (
  id uuid primary key,
  merge_id uuid not null references customers.merges (id),
  left_record_id uuid not null,
  right_record_id uuid not null,
  check (left_record_id <> right_record_id)
);

create index bonds_left on customers.bonds (left_record_id);
create index bonds_right on customers.bonds (right_record_id);
create index bonds_merge on customers.bonds (merge_id);

-- Never the same person: nothing joins the customers of these two records while it stands.
create table customers.aparts (
  id uuid primary key,
  left_record_id uuid not null,
  right_record_id uuid not null,
  reason text not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  set_at timestamptz not null,
  check (left_record_id < right_record_id)
);

create index aparts_left on customers.aparts (left_record_id);
create index aparts_right on customers.aparts (right_record_id);

-- Identifiers that a record states and that join it to nobody. `detached`: staff said that it is wrong, so the profile
-- does not show it either. The others are right as far as anybody knows, but mean another customer: `parted` by an
-- un-merge, `apart` because the two were set apart, `contradiction` because their ID numbers differ, `shared` because
-- many people state it, `reassigned` because it was given to somebody else meanwhile.
create table customers.withheld_identifiers (
  record_id uuid not null,
  kind text not null,
  value text not null,
  cause text not null check (cause in
    ('detached', 'parted', 'apart', 'contradiction', 'shared', 'reassigned')),
  reason text,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  withheld_at timestamptz not null,
  primary key (record_id, kind, value)
);

create index withheld_identifiers_value on customers.withheld_identifiers (kind, value);

-- What joins records: everything that they stated but for what is withheld. Not distinct, so that it is no fence for
-- the planner: an identifier stands here once for each import that stated it.
create view customers.trusted_identifiers as
select s.record_id, s.kind, s.value
from customers.record_identifiers s
where not exists (
  select from customers.withheld_identifiers w
  where w.record_id = s.record_id and w.kind = s.kind and w.value = s.value);

-- Where the records of a customer went who is part of another one now.
create index records_own on customers.records (own_customer_id) where own_customer_id <> customer_id;
