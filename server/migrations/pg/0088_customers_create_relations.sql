-- Households: who lives together, customers or not, and how each of them is related to the holder.
create table customers.households (
  id uuid primary key,
  -- Null: called after its holder.
  name text,
  -- Whether what is earned later is kept together or by each alone.
  pooling text not null check (pooling in ('pooled', 'separate')),
  address text,
  note text,
  scope_id uuid,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Its making was taken back.
  removed_at timestamptz
);

-- One member of a household: a customer, who goes with the record, or a named person who is none. The id stays when the
-- person becomes a customer or moves to another household; what is bought for somebody names it.
create table customers.household_members (
  id uuid primary key,
  household_id uuid not null references customers.households (id),
  record_id uuid,
  customer_id uuid,
  -- Of somebody who is no customer; a customer's name stands in the profile.
  name text,
  relation text not null check (relation in ('holder', 'spouse', 'child', 'parent', 'sibling', 'grandparent',
    'grandchild', 'parent_in_law', 'child_in_law', 'other')),
  -- What the holder says: 岳母, 表弟.
  relation_word text,
  -- What is worn where: {"top": "XXL"}.
  sizes jsonb not null default '{}',
  -- As given: 2016-05-04, 农历八月十五; and the day by the sun, where the year is known.
  birthday text,
  born_on date,
  note text,
  joined_at timestamptz not null,
  left_at timestamptz,
  -- Entered by mistake.
  removed_at timestamptz,
  check ((record_id is null) = (customer_id is null)),
  check (record_id is not null or name is not null)
);

create index household_members_household on customers.household_members (household_id);
create index household_members_customer on customers.household_members (customer_id) where customer_id is not null;
-- Nobody joins two households at once, whichever of two writers comes first.
create unique index household_members_record on customers.household_members (record_id)
  where record_id is not null and left_at is null and removed_at is null;

-- What was changed by whom, with the rows before and after, so that it can be taken back.
create table customers.household_changes (
  id uuid primary key,
  household_id uuid not null references customers.households (id),
  -- Where a member came from.
  other_household_id uuid,
  act text not null check (act in ('created', 'changed', 'joined', 'member_changed', 'left', 'moved', 'holder_changed',
    'undone')),
  member_id uuid,
  -- [{kind, id, before, after}]; null once a person in it was erased.
  rows jsonb,
  undoes uuid,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  at timestamptz not null
);

create index household_changes_household on customers.household_changes (household_id, at desc, id desc);
create index household_changes_other on customers.household_changes (other_household_id)
  where other_household_id is not null;
create unique index household_changes_undoes on customers.household_changes (undoes) where undoes is not null;

-- Who knows whom. A referrer and a supplier stand on the `from` side; the other kinds have no direction.
create table customers.relations (
  id uuid primary key,
  kind text not null check (kind in ('family', 'friend', 'referrer', 'colleague', 'business')),
  from_record_id uuid not null,
  from_customer_id uuid not null,
  to_record_id uuid not null,
  to_customer_id uuid not null,
  -- In words: 表妹, 同学.
  word text,
  since date,
  until date,
  origin text not null check (origin in ('hand', 'form', 'suggestion')),
  -- Why it was suggested.
  reason text check (reason in ('address', 'company', 'phone', 'goods')),
  note text,
  created_by text not null,
  created_by_name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz,
  check (from_record_id <> to_record_id),
  check (until is null or since is null or until >= since)
);

create index relations_from on customers.relations (from_customer_id) where removed_at is null;
create index relations_to on customers.relations (to_customer_id) where removed_at is null;
create index relations_from_record on customers.relations (from_record_id);
create index relations_to_record on customers.relations (to_record_id);

-- Links that the platform thinks likely; decided once, and never proposed again.
create table customers.relation_suggestions (
  id uuid primary key,
  kind text not null check (kind in ('family', 'colleague', 'business')),
  reason text not null check (reason in ('address', 'company', 'phone', 'goods')),
  -- Of business, the supplier is on the left.
  left_record_id uuid not null,
  left_customer_id uuid not null,
  right_record_id uuid not null,
  right_customer_id uuid not null,
  -- How many share it: the fewer, the likelier.
  sharers integer not null,
  -- Of business: the words that one supplies and the other buys, and the organisations.
  goods text[] not null default '{}',
  left_organisation_id uuid,
  right_organisation_id uuid,
  state text not null default 'open' check (state in ('open', 'accepted', 'rejected')),
  proposed_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  relation_id uuid,
  check (left_record_id <> right_record_id)
);

create unique index relation_suggestions_pair on customers.relation_suggestions
  (least(left_record_id, right_record_id), greatest(left_record_id, right_record_id), kind);
create index relation_suggestions_left on customers.relation_suggestions (left_customer_id);
create index relation_suggestions_right on customers.relation_suggestions (right_customer_id);
create index relation_suggestions_left_record on customers.relation_suggestions (left_record_id);
create index relation_suggestions_right_record on customers.relation_suggestions (right_record_id);
create index relation_suggestions_open on customers.relation_suggestions (sharers, id) where state = 'open';

-- A digest of the address in one way of writing, of those that name a house: same digest, same door.
create table customers.address_keys (
  customer_id uuid primary key,
  key bytea,
  -- The customer as it was when the digest was taken.
  seen_at timestamptz not null
);

create index address_keys_key on customers.address_keys (key) where key is not null;

-- Two who were made known to each other, and what became of it.
create table customers.introductions (
  id uuid primary key,
  left_record_id uuid not null,
  left_customer_id uuid not null,
  right_record_id uuid not null,
  right_customer_id uuid not null,
  suggestion_id uuid,
  -- What they may do business in.
  goods text,
  how text not null check (how in ('meeting', 'call', 'wechat', 'email', 'event', 'other')),
  introduced_at timestamptz not null,
  note text,
  -- The last word; the words before it are steps.
  result text not null check (result in ('open', 'talking', 'deal', 'no_deal')),
  next_step text,
  next_on date,
  created_by uuid,
  created_by_name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz,
  check (left_record_id <> right_record_id)
);

create index introductions_left on customers.introductions (left_customer_id, introduced_at desc);
create index introductions_right on customers.introductions (right_customer_id, introduced_at desc);
create index introductions_left_record on customers.introductions (left_record_id);
create index introductions_right_record on customers.introductions (right_record_id);
create index introductions_due on customers.introductions (next_on, id)
  where removed_at is null and result in ('open', 'talking');

create table customers.introduction_steps (
  id uuid primary key,
  introduction_id uuid not null references customers.introductions (id),
  result text not null check (result in ('open', 'talking', 'deal', 'no_deal')),
  note text,
  next_step text,
  next_on date,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null
);

create index introduction_steps_introduction on customers.introduction_steps (introduction_id, at desc, id desc);

-- What companies offer and look for, a word or two each.
alter table customers.organisations
  add column supplies text[] not null default '{}',
  add column buys text[] not null default '{}';
