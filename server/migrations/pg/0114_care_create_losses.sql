-- Why customers leave. Those that came with the platform can be renamed and put away as any other.
create table care.reasons (
  id uuid primary key,
  side text not null check (side in ('company', 'customer')),
  zh text not null,
  en text not null,
  position integer not null,
  archived_at timestamptz
);

insert into care.reasons (id, side, zh, en, position) values
  (uuidv7(), 'company', '产品质量', 'Product quality', 1),
  (uuidv7(), 'company', '服务质量', 'Service quality', 2),
  (uuidv7(), 'company', '员工离职带走', 'Staff left and took them along', 3),
  (uuidv7(), 'company', '产品老旧', 'Old products', 4),
  (uuidv7(), 'company', '缺少个性化', 'No personalisation', 5),
  (uuidv7(), 'customer', '被竞争对手吸引', 'Drawn away by a competitor', 6),
  (uuidv7(), 'customer', '需求改变', 'Needs changed', 7),
  (uuidv7(), 'customer', '恶意离开', 'Left in bad faith', 8),
  (uuidv7(), 'customer', '客观原因（搬迁、身故等）', 'Circumstances (moved, died …)', 9);

-- One row each time a customer is lost: found by a run, or said by somebody.
create table care.losses (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  lost_on date not null,
  source text not null check (source in ('run', 'staff')),
  value_minor bigint not null,
  currency text not null,
  -- Closed with a reason.
  reason_id uuid references care.reasons (id),
  note text,
  competitor text,
  closed_on date,
  closed_by text,
  -- Treated: a task to win them back.
  treated_on date,
  case_id uuid,
  offer text,
  result text,
  result_on date,
  -- The first purchase after being lost.
  won_back_on date,
  undone_at timestamptz,
  check ((reason_id is null) = (closed_on is null)),
  check ((treated_on is null) = (case_id is null))
);
create index losses_customer on care.losses (customer_id, id desc);
create index losses_record on care.losses (record_id);
create index losses_open on care.losses (value_minor desc, id) where won_back_on is null and undone_at is null;
create index losses_closed on care.losses (closed_on) where closed_on is not null;
create index losses_treated on care.losses (treated_on) where treated_on is not null;
create index losses_case on care.losses (case_id) where case_id is not null;
