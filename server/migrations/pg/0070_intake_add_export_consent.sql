-- A large export is written and then waits for a second person; until they agree nobody gets the file.
alter table intake.exports drop constraint exports_status_check;
alter table intake.exports add constraint exports_status_check
  check (status in ('queued', 'running', 'waiting', 'done', 'failed', 'expired'));
