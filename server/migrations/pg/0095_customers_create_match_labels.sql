-- Pairs of which somebody says from outside whether they are one person: what precision and recall are measured on
-- beside the decisions of the review queue. By a record of each, like pairs under review.
create table customers.match_labels (
  left_record_id uuid not null,
  right_record_id uuid not null,
  same boolean not null,
  -- How likely the present model takes them for one; 0 where no key brings them together.
  score double precision not null,
  file_name text not null,
  labelled_at timestamptz not null,
  primary key (left_record_id, right_record_id),
  check (left_record_id < right_record_id)
);

create index match_labels_right on customers.match_labels (right_record_id);
