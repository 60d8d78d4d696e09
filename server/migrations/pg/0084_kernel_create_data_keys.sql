-- Keys that values and files are sealed with, each wrapped by a master key that stands outside the database. The
-- newest of a purpose is the current one; older ones stay for what they sealed.
create table kernel.data_keys (
  id text primary key,
  number bigint generated always as identity,
  -- `seal`: values and files; `index`: what makes equal values look equal while they are sealed.
  purpose text not null check (purpose in ('seal', 'index')),
  wrapped text not null,
  created_at timestamptz not null default now()
);
