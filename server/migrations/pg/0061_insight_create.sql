create schema insight;

-- A report as it was made: what it said then, whatever becomes known later. Made again, it says what is known now.
create table insight.reports (
  id uuid primary key,
  kind text not null check (kind in ('channel_week')),
  -- The business dates that it is about, both included.
  first_day date not null,
  last_day date not null,
  -- Its parts with their rows.
  content jsonb not null,
  -- Everything that happened before this instant was in.
  known_up_to timestamptz not null,
  made_at timestamptz not null,
  -- Who asked for it; null when its time had come.
  made_by text,
  unique (kind, first_day)
);
