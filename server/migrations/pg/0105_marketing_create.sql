create schema marketing;

-- What was learned from all orders in one go; the newest is in force, older ones go when it is written.
create table marketing.learning_runs (
  id uuid primary key,
  -- The business date up to which orders were read.
  as_of date not null,
  customers integer not null,
  baskets integer not null,
  products integer not null,
  -- How chances follow from features, how good they were on what was held back, cross-selling between lines.
  content jsonb not null,
  took_ms integer not null,
  computed_at timestamptz not null,
  -- Everything of it is written: only then anybody reads it.
  is_whole boolean not null default false
);

create index learning_runs_newest on marketing.learning_runs (computed_at desc, id desc);

-- Whose basket has the left one has the right one too.
create table marketing.product_pairs (
  run_id uuid not null references marketing.learning_runs on delete cascade,
  left_id uuid not null,
  right_id uuid not null,
  baskets integer not null,
  support double precision not null,
  confidence double precision not null,
  lift double precision not null,
  primary key (run_id, left_id, right_id)
);

create index product_pairs_lift on marketing.product_pairs (run_id, lift desc, left_id, right_id);

-- What the buyers of one buy, by the strength with which one speaks for the other.
create table marketing.product_neighbours (
  run_id uuid not null references marketing.learning_runs on delete cascade,
  product_id uuid not null,
  other_id uuid not null,
  weight double precision not null,
  primary key (run_id, product_id, other_id)
);

-- What is bought for the first time on the day of purchase after one.
create table marketing.product_followers (
  run_id uuid not null references marketing.learning_runs on delete cascade,
  product_id uuid not null,
  other_id uuid not null,
  customers integer not null,
  share double precision not null,
  lift double precision not null,
  days double precision not null,
  primary key (run_id, product_id, other_id)
);

create table marketing.product_facts (
  run_id uuid not null references marketing.learning_runs on delete cascade,
  product_id uuid not null,
  buyers integer not null,
  recent_sales double precision not null,
  steady_sales double precision not null,
  last_sold_day integer not null,
  repeat_chance double precision not null,
  -- The usual number of days between two purchases by one customer; null when nobody came back for it.
  interval_days double precision,
  primary key (run_id, product_id)
);
