create schema work;

-- When people work: deadlines are counted in the hours of a calendar.
create table work.calendars (
  id uuid primary key,
  name text not null,
  -- A zone of the IANA database.
  zone text not null,
  -- Seven lists of [from, to] in minutes of the day, Monday first.
  week jsonb not null,
  -- Whether public holidays are free and make-up days are worked.
  observes_public_days boolean not null,
  is_default boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create unique index calendars_name on work.calendars (lower(name));
create unique index calendars_default on work.calendars (is_default) where is_default;

-- Days on which one calendar differs from its week and from the public days; no hours: closed.
create table work.calendar_days (
  calendar_id uuid not null references work.calendars (id),
  date date not null,
  hours jsonb not null,
  name text not null,
  primary key (calendar_id, date)
);

-- Public holidays, and the days of weekends that are worked in exchange (调休).
create table work.public_days (
  date date primary key,
  kind text not null check (kind in ('holiday', 'workday')),
  name_zh text not null,
  name_en text not null
);

-- Years whose public days are known. Beyond them only weekends are free, and pages say so.
create table work.public_years (
  year integer primary key check (year between 2000 and 2200),
  -- `published`: as the platform brought them; `own`: entered or imported by somebody.
  source text not null check (source in ('published', 'own')),
  updated_at timestamptz not null,
  updated_by text not null
);

create table work.queues (
  id uuid primary key,
  -- What processes call it; null for queues that people made.
  key text unique,
  name text not null,
  scope_id uuid references access.scopes (id),
  calendar_id uuid references work.calendars (id),
  -- Which task comes first.
  pick text not null default 'due' check (pick in ('due', 'priority', 'oldest')),
  -- Queues of smaller rank are worked first by whoever serves several.
  rank integer not null default 100,
  -- Open tasks of this queue that one person may hold; null: any number.
  limit_per_person integer check (limit_per_person > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz
);

create unique index queues_name on work.queues (lower(name)) where closed_at is null;

-- Who serves a queue: a person, or everybody who holds a role.
create table work.queue_members (
  queue_id uuid not null references work.queues (id),
  user_id uuid references access.users (id),
  role text,
  check ((user_id is null) <> (role is null)),
  unique nulls not distinct (queue_id, user_id, role)
);

create index queue_members_user on work.queue_members (user_id) where user_id is not null;

-- What somebody can do, and who decides for them while they are away.
create table work.people (
  user_id uuid primary key references access.users (id),
  skills text[] not null default '{}',
  absent_from timestamptz,
  absent_until timestamptz,
  deputy_id uuid references access.users (id),
  updated_at timestamptz not null,
  check (deputy_id is null or deputy_id <> user_id),
  check ((absent_from is null) = (absent_until is null)),
  check (absent_until > absent_from)
);

create index people_deputy on work.people (deputy_id) where deputy_id is not null;

-- One run of a process over its subject. `version` says which form of the process it goes through to its end.
create table work.cases (
  id uuid primary key,
  number bigint generated always as identity unique,
  kind text not null,
  version integer not null,
  title text not null,
  subject_type text,
  subject_id text,
  -- For subjects that are groupings over records: the record through which it was named; the id follows it.
  subject_record_id uuid,
  scope_id uuid references access.scopes (id),
  priority smallint not null check (priority between 0 and 3),
  status text not null check (status in ('open', 'paused', 'done', 'cancelled')),
  -- Where it stands; null when it has ended.
  step text,
  outcome text,
  -- Answers by step, those of the last visit.
  data jsonb not null,
  -- Given by whoever starts it, so that starting twice starts once.
  key text,
  -- The person behind the account or key that started it.
  created_person text not null,
  created_kind text not null,
  created_by uuid,
  created_name text not null,
  created_at timestamptz not null,
  paused_at timestamptz,
  closed_at timestamptz,
  check ((subject_type is null) = (subject_id is null)),
  check ((status in ('done', 'cancelled')) = (closed_at is not null)),
  check ((status = 'paused') = (paused_at is not null))
);

create unique index cases_key on work.cases (kind, key) where key is not null;
create index cases_subject on work.cases (subject_type, subject_id, created_at desc, id desc) where subject_id is not null;
create index cases_record on work.cases (subject_record_id) where subject_record_id is not null;
create index cases_open on work.cases (kind, created_at) where closed_at is null;

-- One visit of a case to a step that somebody does.
create table work.tasks (
  id uuid primary key,
  case_id uuid not null references work.cases (id),
  step text not null,
  visit integer not null,
  status text not null check (status in ('waiting', 'assigned', 'done', 'returned', 'cancelled')),
  queue_id uuid references work.queues (id),
  skill text,
  assignee_id uuid references access.users (id),
  -- Persons who did a step that another one has to do.
  barred text[] not null default '{}',
  priority smallint not null,
  calendar_id uuid not null references work.calendars (id),
  due_at timestamptz,
  -- What was left of the time, in working milliseconds, when the case was paused.
  remaining_ms bigint,
  due_soon_at timestamptz,
  -- When it was noticed that the time is over.
  overdue_at timestamptz,
  answers jsonb,
  created_at timestamptz not null,
  assigned_at timestamptz,
  closed_at timestamptz,
  closed_by uuid,
  check ((status = 'assigned') <= (assignee_id is not null)),
  check (status <> 'waiting' or (assignee_id is null and queue_id is not null)),
  check ((status in ('done', 'returned', 'cancelled')) = (closed_at is not null))
);

create unique index tasks_open on work.tasks (case_id) where closed_at is null;
create index tasks_case on work.tasks (case_id, created_at);
create index tasks_waiting on work.tasks (queue_id, due_at) where status = 'waiting';
create index tasks_assigned on work.tasks (assignee_id, due_at) where status = 'assigned';
create index tasks_closed on work.tasks (closed_at desc) where closed_at is not null;

-- What somebody may not decide alone.
create table work.approvals (
  id uuid primary key,
  number bigint generated always as identity unique,
  kind text not null,
  -- The case that waits for it, if one does.
  case_id uuid references work.cases (id),
  step text,
  title text not null,
  subject_type text,
  subject_id text,
  scope_id uuid references access.scopes (id),
  input jsonb not null,
  -- Groups of approvers, and how many of each: [{name, label, permission, count}].
  required jsonb not null,
  -- Persons who asked or had a hand in it.
  barred text[] not null,
  status text not null check (status in ('pending', 'approved', 'rejected', 'expired', 'withdrawn')),
  key text,
  asked_kind text not null,
  asked_by uuid,
  asked_name text not null,
  reason text,
  created_at timestamptz not null,
  expires_at timestamptz,
  decided_at timestamptz,
  check ((status = 'pending') = (decided_at is null))
);

create unique index approvals_key on work.approvals (kind, key) where key is not null;
create index approvals_pending on work.approvals (created_at, id) where status = 'pending';
create index approvals_case on work.approvals (case_id) where case_id is not null;
create index approvals_subject on work.approvals (subject_type, subject_id) where subject_id is not null;

create table work.decisions (
  id uuid primary key,
  approval_id uuid not null references work.approvals (id),
  group_name text not null,
  user_id uuid not null,
  user_name text not null,
  -- Who is away, when a deputy decided.
  for_user_id uuid,
  decision text not null check (decision in ('approve', 'reject')),
  reason text,
  at timestamptz not null,
  -- One person decides once, in their own name or another's; one absent person is counted once.
  unique (approval_id, user_id),
  unique (approval_id, for_user_id)
);

-- Who did what when: never changed, never removed.
create table work.history (
  id uuid primary key,
  case_id uuid references work.cases (id),
  approval_id uuid references work.approvals (id),
  task_id uuid,
  at timestamptz not null,
  what text not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  -- Ids, steps and figures.
  detail jsonb not null,
  -- Reasons and remarks, as people wrote them.
  text text,
  check (case_id is not null or approval_id is not null)
);

create index history_case on work.history (case_id, id);
create index history_approval on work.history (approval_id, id) where approval_id is not null;

create function work.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'work.history is only added to';
end $$;

create trigger history_is_kept before update of case_id, approval_id, task_id, at, what, actor_kind, actor_id, detail
  on work.history for each row execute function work.refuse_change();
create trigger history_stays before delete on work.history for each row execute function work.refuse_change();

insert into work.calendars (id, name, zone, week, observes_public_days, is_default, created_at, updated_at) values
  ('00000000-0000-7000-8000-0000000c0001', '客服台', 'Asia/Shanghai',
   '[[[540,1080]],[[540,1080]],[[540,1080]],[[540,1080]],[[540,1080]],[],[]]', true, true, now(), now()),
  ('00000000-0000-7000-8000-0000000c0002', '门店', 'Asia/Shanghai',
   '[[[600,1320]],[[600,1320]],[[600,1320]],[[600,1320]],[[600,1320]],[[600,1320]],[[600,1320]]]', false, false,
   now(), now());

-- As published by the State Council; later years come with the platform or are entered (work.public_years).
insert into work.public_days (date, kind, name_zh, name_en) values
  ('2020-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2020-01-19', 'workday', '春节', 'Spring Festival'),
  ('2020-01-24', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-25', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-26', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-27', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-28', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-29', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-30', 'holiday', '春节', 'Spring Festival'),
  ('2020-01-31', 'holiday', '春节', 'Spring Festival'),
  ('2020-02-01', 'holiday', '春节', 'Spring Festival'),
  ('2020-02-02', 'holiday', '春节', 'Spring Festival'),
  ('2020-04-04', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2020-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2020-04-06', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2020-04-26', 'workday', '劳动节', 'Labour Day'),
  ('2020-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2020-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2020-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2020-05-04', 'holiday', '劳动节', 'Labour Day'),
  ('2020-05-05', 'holiday', '劳动节', 'Labour Day'),
  ('2020-05-09', 'workday', '劳动节', 'Labour Day'),
  ('2020-06-25', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2020-06-26', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2020-06-27', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2020-06-28', 'workday', '端午', 'Dragon Boat Festival'),
  ('2020-09-27', 'workday', '国庆节', 'National Day'),
  ('2020-10-01', 'holiday', '国庆节', 'National Day'),
  ('2020-10-02', 'holiday', '国庆节', 'National Day'),
  ('2020-10-03', 'holiday', '国庆节', 'National Day'),
  ('2020-10-04', 'holiday', '国庆节', 'National Day'),
  ('2020-10-05', 'holiday', '国庆节', 'National Day'),
  ('2020-10-06', 'holiday', '国庆节', 'National Day'),
  ('2020-10-07', 'holiday', '国庆节', 'National Day'),
  ('2020-10-08', 'holiday', '国庆节', 'National Day'),
  ('2020-10-10', 'workday', '国庆节', 'National Day'),
  ('2021-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2021-01-02', 'holiday', '元旦', 'New Year''s Day'),
  ('2021-01-03', 'holiday', '元旦', 'New Year''s Day'),
  ('2021-02-07', 'workday', '春节', 'Spring Festival'),
  ('2021-02-11', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-12', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-13', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-14', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-15', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-16', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-17', 'holiday', '春节', 'Spring Festival'),
  ('2021-02-20', 'workday', '春节', 'Spring Festival'),
  ('2021-04-03', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2021-04-04', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2021-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2021-04-25', 'workday', '劳动节', 'Labour Day'),
  ('2021-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2021-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2021-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2021-05-04', 'holiday', '劳动节', 'Labour Day'),
  ('2021-05-05', 'holiday', '劳动节', 'Labour Day'),
  ('2021-05-08', 'workday', '劳动节', 'Labour Day'),
  ('2021-06-12', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2021-06-13', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2021-06-14', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2021-09-18', 'workday', '中秋', 'Mid-autumn Festival'),
  ('2021-09-19', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2021-09-20', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2021-09-21', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2021-09-26', 'workday', '国庆节', 'National Day'),
  ('2021-10-01', 'holiday', '国庆节', 'National Day'),
  ('2021-10-02', 'holiday', '国庆节', 'National Day'),
  ('2021-10-03', 'holiday', '国庆节', 'National Day'),
  ('2021-10-04', 'holiday', '国庆节', 'National Day'),
  ('2021-10-05', 'holiday', '国庆节', 'National Day'),
  ('2021-10-06', 'holiday', '国庆节', 'National Day'),
  ('2021-10-07', 'holiday', '国庆节', 'National Day'),
  ('2021-10-09', 'workday', '国庆节', 'National Day'),
  ('2022-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2022-01-02', 'holiday', '元旦', 'New Year''s Day'),
  ('2022-01-03', 'holiday', '元旦', 'New Year''s Day'),
  ('2022-01-29', 'workday', '春节', 'Spring Festival'),
  ('2022-01-30', 'workday', '春节', 'Spring Festival'),
  ('2022-01-31', 'holiday', '春节', 'Spring Festival'),
  ('2022-02-01', 'holiday', '春节', 'Spring Festival'),
  ('2022-02-02', 'holiday', '春节', 'Spring Festival'),
  ('2022-02-03', 'holiday', '春节', 'Spring Festival'),
  ('2022-02-04', 'holiday', '春节', 'Spring Festival'),
  ('2022-02-05', 'holiday', '春节', 'Spring Festival'),
  ('2022-02-06', 'holiday', '春节', 'Spring Festival'),
  ('2022-04-02', 'workday', '清明', 'Tomb-sweeping Day'),
  ('2022-04-03', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2022-04-04', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2022-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2022-04-24', 'workday', '劳动节', 'Labour Day'),
  ('2022-04-30', 'holiday', '劳动节', 'Labour Day'),
  ('2022-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2022-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2022-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2022-05-04', 'holiday', '劳动节', 'Labour Day'),
  ('2022-05-07', 'workday', '劳动节', 'Labour Day'),
  ('2022-06-03', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2022-06-04', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2022-06-05', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2022-09-10', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2022-09-11', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2022-09-12', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2022-10-01', 'holiday', '国庆节', 'National Day'),
  ('2022-10-02', 'holiday', '国庆节', 'National Day'),
  ('2022-10-03', 'holiday', '国庆节', 'National Day'),
  ('2022-10-04', 'holiday', '国庆节', 'National Day'),
  ('2022-10-05', 'holiday', '国庆节', 'National Day'),
  ('2022-10-06', 'holiday', '国庆节', 'National Day'),
  ('2022-10-07', 'holiday', '国庆节', 'National Day'),
  ('2022-10-08', 'workday', '国庆节', 'National Day'),
  ('2022-10-09', 'workday', '国庆节', 'National Day'),
  ('2022-12-31', 'holiday', '元旦', 'New Year''s Day'),
  ('2023-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2023-01-02', 'holiday', '元旦', 'New Year''s Day'),
  ('2023-01-21', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-22', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-23', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-24', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-25', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-26', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-27', 'holiday', '春节', 'Spring Festival'),
  ('2023-01-28', 'workday', '春节', 'Spring Festival'),
  ('2023-01-29', 'workday', '春节', 'Spring Festival'),
  ('2023-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2023-04-23', 'workday', '劳动节', 'Labour Day'),
  ('2023-04-29', 'holiday', '劳动节', 'Labour Day'),
  ('2023-04-30', 'holiday', '劳动节', 'Labour Day'),
  ('2023-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2023-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2023-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2023-05-06', 'workday', '劳动节', 'Labour Day'),
  ('2023-06-22', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2023-06-23', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2023-06-24', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2023-06-25', 'workday', '端午', 'Dragon Boat Festival'),
  ('2023-09-29', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2023-09-30', 'holiday', '国庆节', 'National Day'),
  ('2023-10-01', 'holiday', '国庆节', 'National Day'),
  ('2023-10-02', 'holiday', '国庆节', 'National Day'),
  ('2023-10-03', 'holiday', '国庆节', 'National Day'),
  ('2023-10-04', 'holiday', '国庆节', 'National Day'),
  ('2023-10-05', 'holiday', '国庆节', 'National Day'),
  ('2023-10-06', 'holiday', '国庆节', 'National Day'),
  ('2023-10-07', 'workday', '国庆节', 'National Day'),
  ('2023-10-08', 'workday', '国庆节', 'National Day'),
  ('2024-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2024-02-04', 'workday', '春节', 'Spring Festival'),
  ('2024-02-10', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-11', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-12', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-13', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-14', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-15', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-16', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-17', 'holiday', '春节', 'Spring Festival'),
  ('2024-02-18', 'workday', '春节', 'Spring Festival'),
  ('2024-04-04', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2024-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2024-04-06', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2024-04-07', 'workday', '清明', 'Tomb-sweeping Day'),
  ('2024-04-28', 'workday', '劳动节', 'Labour Day'),
  ('2024-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2024-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2024-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2024-05-04', 'holiday', '劳动节', 'Labour Day'),
  ('2024-05-05', 'holiday', '劳动节', 'Labour Day'),
  ('2024-05-11', 'workday', '劳动节', 'Labour Day'),
  ('2024-06-10', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2024-09-14', 'workday', '中秋', 'Mid-autumn Festival'),
  ('2024-09-15', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2024-09-16', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2024-09-17', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2024-09-29', 'workday', '国庆节', 'National Day'),
  ('2024-10-01', 'holiday', '国庆节', 'National Day'),
  ('2024-10-02', 'holiday', '国庆节', 'National Day'),
  ('2024-10-03', 'holiday', '国庆节', 'National Day'),
  ('2024-10-04', 'holiday', '国庆节', 'National Day'),
  ('2024-10-05', 'holiday', '国庆节', 'National Day'),
  ('2024-10-06', 'holiday', '国庆节', 'National Day'),
  ('2024-10-07', 'holiday', '国庆节', 'National Day'),
  ('2024-10-12', 'workday', '国庆节', 'National Day'),
  ('2025-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2025-01-26', 'workday', '春节', 'Spring Festival'),
  ('2025-01-28', 'holiday', '春节', 'Spring Festival'),
  ('2025-01-29', 'holiday', '春节', 'Spring Festival'),
  ('2025-01-30', 'holiday', '春节', 'Spring Festival'),
  ('2025-01-31', 'holiday', '春节', 'Spring Festival'),
  ('2025-02-01', 'holiday', '春节', 'Spring Festival'),
  ('2025-02-02', 'holiday', '春节', 'Spring Festival'),
  ('2025-02-03', 'holiday', '春节', 'Spring Festival'),
  ('2025-02-04', 'holiday', '春节', 'Spring Festival'),
  ('2025-02-08', 'workday', '春节', 'Spring Festival'),
  ('2025-04-04', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2025-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2025-04-06', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2025-04-27', 'workday', '劳动节', 'Labour Day'),
  ('2025-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2025-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2025-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2025-05-04', 'holiday', '劳动节', 'Labour Day'),
  ('2025-05-05', 'holiday', '劳动节', 'Labour Day'),
  ('2025-05-31', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2025-06-01', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2025-06-02', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2025-09-28', 'workday', '国庆节', 'National Day'),
  ('2025-10-01', 'holiday', '国庆节', 'National Day'),
  ('2025-10-02', 'holiday', '国庆节', 'National Day'),
  ('2025-10-03', 'holiday', '国庆节', 'National Day'),
  ('2025-10-04', 'holiday', '国庆节', 'National Day'),
  ('2025-10-05', 'holiday', '国庆节', 'National Day'),
  ('2025-10-06', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2025-10-07', 'holiday', '国庆节', 'National Day'),
  ('2025-10-08', 'holiday', '国庆节', 'National Day'),
  ('2025-10-11', 'workday', '国庆节', 'National Day'),
  ('2026-01-01', 'holiday', '元旦', 'New Year''s Day'),
  ('2026-01-02', 'holiday', '元旦', 'New Year''s Day'),
  ('2026-01-03', 'holiday', '元旦', 'New Year''s Day'),
  ('2026-01-04', 'workday', '元旦', 'New Year''s Day'),
  ('2026-02-14', 'workday', '春节', 'Spring Festival'),
  ('2026-02-15', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-16', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-17', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-18', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-19', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-20', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-21', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-22', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-23', 'holiday', '春节', 'Spring Festival'),
  ('2026-02-28', 'workday', '春节', 'Spring Festival'),
  ('2026-04-04', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2026-04-05', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2026-04-06', 'holiday', '清明', 'Tomb-sweeping Day'),
  ('2026-05-01', 'holiday', '劳动节', 'Labour Day'),
  ('2026-05-02', 'holiday', '劳动节', 'Labour Day'),
  ('2026-05-03', 'holiday', '劳动节', 'Labour Day'),
  ('2026-05-04', 'holiday', '劳动节', 'Labour Day'),
  ('2026-05-05', 'holiday', '劳动节', 'Labour Day'),
  ('2026-05-09', 'workday', '劳动节', 'Labour Day'),
  ('2026-06-19', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2026-06-20', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2026-06-21', 'holiday', '端午', 'Dragon Boat Festival'),
  ('2026-09-20', 'workday', '国庆节', 'National Day'),
  ('2026-09-25', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2026-09-26', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2026-09-27', 'holiday', '中秋', 'Mid-autumn Festival'),
  ('2026-10-01', 'holiday', '国庆节', 'National Day'),
  ('2026-10-02', 'holiday', '国庆节', 'National Day'),
  ('2026-10-03', 'holiday', '国庆节', 'National Day'),
  ('2026-10-04', 'holiday', '国庆节', 'National Day'),
  ('2026-10-05', 'holiday', '国庆节', 'National Day'),
  ('2026-10-06', 'holiday', '国庆节', 'National Day'),
  ('2026-10-07', 'holiday', '国庆节', 'National Day'),
  ('2026-10-10', 'workday', '国庆节', 'National Day');

insert into work.public_years (year, source, updated_at, updated_by)
  select year, 'published', now(), 'zhike' from generate_series(2020, 2026) as year;
