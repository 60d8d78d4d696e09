create schema channels;

-- How a channel reaches its provider; one row for each channel that somebody has set up.
create table channels.accounts (
  channel text primary key,
  settings jsonb not null,
  -- Name of a secret → its value, sealed.
  secrets jsonb not null default '{}',
  updated_by uuid,
  updated_at timestamptz not null
);
