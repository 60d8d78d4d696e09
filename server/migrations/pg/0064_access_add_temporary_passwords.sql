-- A password that somebody else has seen: its owner is asked for one of their own.
alter table access.users add column password_temporary boolean not null default false;
