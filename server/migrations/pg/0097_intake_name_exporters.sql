-- Whose name stands in the mark of a file: as it was when they asked.
alter table intake.exports add column created_by_name text;
