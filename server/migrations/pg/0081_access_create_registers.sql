-- Whose data somebody opened, within ten minutes once; kept for a while so that unusual looking is seen.
create table access.looks (
  user_id uuid not null references access.users (id),
  kind text not null check (kind in ('profile', 'reveal')),
  subject_id uuid not null,
  slot timestamptz not null,
  looked_at timestamptz not null,
  primary key (user_id, kind, slot, subject_id)
);

create index looks_at on access.looks (looked_at);

-- Looking that went beyond the limit; answered by somebody else.
create table access.look_alerts (
  id uuid primary key,
  user_id uuid not null references access.users (id),
  kind text not null check (kind in ('profile', 'reveal')),
  raised_at timestamptz not null,
  window_from timestamptz not null,
  -- Subjects looked at without a contact, and the limit that held.
  looked integer not null,
  allowed integer not null,
  subject_ids uuid[] not null,
  state text not null default 'open' check (state in ('open', 'explained', 'incident')),
  answered_by uuid references access.users (id),
  answered_at timestamptz,
  note text
);

create index look_alerts_user on access.look_alerts (user_id, kind, raised_at desc);

-- Who processes which data for which purpose, inside and outside the business.
create table access.processors (
  id uuid primary key,
  name text not null,
  role text not null check (role in ('processor', 'joint', 'recipient')),
  purpose text not null,
  data_categories text[] not null,
  legal_basis text not null,
  country text not null,
  -- By what right data leaves the country; null when it does not.
  transfer_basis text,
  contact text,
  contract_until date,
  ended_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
