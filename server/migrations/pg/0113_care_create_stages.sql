create schema care;

-- Where everybody stands, as the last run found it.
create table care.stages (
  customer_id uuid primary key,
  stage text not null,
  -- The day on which a run first found them there.
  since date not null
);
create index stages_stage on care.stages (stage);

-- One look at everybody. It places them chunk by chunk, then makes the tasks; what broke off goes on where it was.
create table care.stage_runs (
  id uuid primary key,
  score_run_id uuid not null,
  as_of date not null,
  currency text not null,
  state text not null check (state in ('moving', 'tasks', 'done')),
  -- The limits of the stages: when they change everybody is placed anew, and nobody has moved.
  limits jsonb not null,
  is_placing boolean not null,
  moves integer not null default 0,
  tasks integer not null default 0,
  -- Moves that would have had a task if one run could make as many.
  over integer not null default 0,
  started_at timestamptz not null,
  ended_at timestamptz
);
create index stage_runs_open on care.stage_runs (id) where state <> 'done';

-- What is done when somebody moves; a rule that names where from goes before one that does not.
create table care.move_rules (
  id uuid primary key,
  from_stage text,
  to_stage text not null,
  is_active boolean not null default true,
  makes_task boolean not null,
  -- What the task is called; null: after the stage.
  title text,
  due_days integer,
  -- Nobody: the queue of customer care.
  assignee_id uuid,
  -- Whose strategy holds.
  segment_id uuid references segments.segments (id),
  changed_by text not null,
  changed_at timestamptz not null,
  unique nulls not distinct (from_stage, to_stage),
  check (from_stage is null or from_stage <> to_stage),
  check (not makes_task or due_days is not null),
  check (makes_task or segment_id is not null)
);

create table care.moves (
  id uuid primary key,
  customer_id uuid not null,
  from_stage text not null,
  to_stage text not null,
  moved_on date not null,
  run_id uuid not null,
  value_minor bigint not null,
  -- due: a task is still to be made; over: there were too many; gone: the customer is no more.
  task text not null default 'none' check (task in ('none', 'due', 'made', 'over', 'gone')),
  rule_id uuid,
  case_id uuid
);
create index moves_customer on care.moves (customer_id, id desc);
create index moves_run on care.moves (run_id);
create index moves_day on care.moves (moved_on);

insert into care.move_rules (id, from_stage, to_stage, makes_task, due_days, changed_by, changed_at) values
  (uuidv7(), null, 'declining', true, 3, 'zhike', now()),
  (uuidv7(), null, 'lost', true, 7, 'zhike', now());
