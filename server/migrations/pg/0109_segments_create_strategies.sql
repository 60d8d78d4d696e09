-- What the business does for a segment, and everything that it did before: each change is a revision, a strategy that
-- was taken off is one without plans.
create table segments.strategies (
  segment_id uuid not null references segments.segments (id),
  revision integer not null,
  marketing text,
  service text,
  channels text,
  -- Staff answer for it; the name as it was then.
  owner_id uuid,
  owner_name text,
  starts_on date,
  ends_on date,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (segment_id, revision),
  check (ends_on is null or starts_on <= ends_on),
  check ((starts_on is null) = (marketing is null and service is null and channels is null))
);
