-- What managers read each month: the figures as they were when it was made.
create table insight.packs (
  id uuid primary key,
  -- The first day of the month that it is about.
  month date not null unique,
  content jsonb not null,
  -- Everything that happened before this instant was in.
  known_up_to timestamptz not null,
  made_at timestamptz not null,
  -- Who asked for it; null when its time had come.
  made_by text
);

-- What managers wrote about a part of it: each change is a revision, the last one stands.
create table insight.pack_comments (
  pack_id uuid not null references insight.packs (id),
  section text not null,
  revision integer not null,
  -- Empty: taken off.
  body text not null,
  author text not null,
  written_at timestamptz not null,
  primary key (pack_id, section, revision)
);
