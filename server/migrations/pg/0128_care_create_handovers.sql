-- Somebody of the staff leaves, or has left: whose customers are handed over. Customers name who looks after them, so
-- somebody without an account can leave too.
create table care.departures (
  id uuid primary key,
  user_id uuid,
  name text not null,
  -- What customers call them, without spaces and in small letters.
  keys text[] not null check (cardinality(keys) > 0),
  -- held: a colleague who stays has the same name, so somebody has to say whose customers they are.
  state text not null check (state in ('held', 'working', 'open', 'calling_off', 'called_off')),
  -- Somebody said that the name means this one.
  is_confirmed boolean not null default false,
  -- The day that was announced, and the one on which the account was disabled.
  leaves_on date,
  left_on date,
  successor_ids uuid[] not null default '{}',
  -- Open tasks of theirs that wait for somebody else now.
  requeued integer not null default 0,
  created_by text not null,
  created_at timestamptz not null,
  worked_at timestamptz
);
create unique index departures_of_user on care.departures (user_id)
  where user_id is not null and state not in ('calling_off', 'called_off');
create unique index departures_of_name on care.departures ((keys[1]))
  where user_id is null and state not in ('calling_off', 'called_off');

-- One customer of theirs: to whom they went, and the task to get in touch.
create table care.handovers (
  id uuid primary key,
  departure_id uuid not null references care.departures (id) on delete cascade,
  record_id uuid not null,
  customer_id uuid not null,
  -- open: nobody took over; assigned: somebody was chosen and is being written down; handed: somebody looks after them.
  state text not null default 'open' check (state in ('open', 'assigned', 'handed', 'called_off', 'gone')),
  -- due: will be made, those who matter most first; closed: it was done or taken back.
  task text not null default 'due' check (task in ('due', 'made', 'closed', 'none')),
  case_id uuid,
  -- As they were when it began: what they matter by.
  place smallint not null,
  value_minor bigint not null,
  currency text not null,
  class text,
  risk text,
  to_id uuid,
  to_name text,
  -- manager: re-assigned; task: whoever did the task; elsewhere: the profile names somebody else; unwanted: nobody wanted.
  how text check (how in ('manager', 'task', 'elsewhere', 'unwanted')),
  handed_on date,
  handed_by text,
  greeted_on date,
  unique (departure_id, record_id)
);
create index handovers_customer on care.handovers (customer_id);
create index handovers_record on care.handovers (record_id);
create index handovers_ranked on care.handovers (departure_id, state, place, value_minor desc, id);
create index handovers_due on care.handovers (departure_id, place, value_minor desc, id) where task = 'due';
create unique index handovers_case on care.handovers (case_id) where case_id is not null;
