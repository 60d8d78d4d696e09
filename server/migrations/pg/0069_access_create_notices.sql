-- What staff are told: something was given to them, is due, was decided. In both languages, without personal values.
create table access.notices (
  id uuid primary key,
  user_id uuid not null references access.users (id),
  kind text not null,
  text_zh text not null,
  text_en text not null,
  -- What opens when it is followed.
  ref_type text,
  ref_id text,
  -- Told once per person and key.
  key text not null,
  created_at timestamptz not null,
  read_at timestamptz,
  check ((ref_type is null) = (ref_id is null)),
  unique (user_id, key)
);

create index notices_user on access.notices (user_id, id desc);
create index notices_unread on access.notices (user_id) where read_at is null;
