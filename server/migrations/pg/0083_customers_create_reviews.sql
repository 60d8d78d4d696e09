-- Two customers who may be one: put before staff, decided once. Named by a record of each, so that the pair is found
-- whatever the customers are called by then. No foreign keys: those who delete records take their pairs with them.
create table customers.review_pairs (
  id uuid primary key,
  left_record_id uuid not null,
  right_record_id uuid not null,
  -- `contradiction`: an identifier means both, their ID numbers differ. `same_details`: name and birth date or address
  -- are the same. `matching`: found by likeness.
  origin text not null check (origin in ('contradiction', 'same_details', 'matching')),
  -- How likely they are one person; null where that was not worked out.
  score double precision check (score between 0 and 1),
  -- The order of the queue: contradictions first.
  rank double precision not null generated always as (coalesce(score, 2)) stored,
  -- [{field, level, weight}]: what spoke for and against it, in bits.
  weights jsonb not null default '[]',
  -- How many pairs it stands for, where only some of many are shown.
  stands_for double precision not null default 1,
  state text not null default 'open' check (state in ('open', 'accepted', 'rejected', 'split')),
  proposed_at timestamptz not null,
  -- `joined` and `apart`: settled elsewhere.
  decided_how text check (decided_how in ('staff', 'joined', 'apart')),
  decided_by text,
  decided_by_id uuid,
  decided_at timestamptz,
  reason text,
  merge_id uuid,
  apart_id uuid,
  check (left_record_id < right_record_id),
  check ((state = 'open') = (decided_how is null)),
  unique (left_record_id, right_record_id)
);

create index review_pairs_right on customers.review_pairs (right_record_id);
create index review_pairs_open on customers.review_pairs (rank desc, id) where state = 'open';
create index review_pairs_decided on customers.review_pairs (decided_at desc, id) where state <> 'open';
