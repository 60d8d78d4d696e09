-- Which brands and categories are meant for whom (product pyramid): every saving of the map is a revision, the last one
-- is in force.
create table marketing.pyramids (
  revision integer primary key,
  -- [{tier, kind, id, powers, ageFrom, ageTo}]; brands and categories by id, one that is gone counts for nobody.
  places jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null
);
