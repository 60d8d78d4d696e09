-- Since when the file of an import is gone: its time was over. Rows and figures stay.
alter table intake.imports add column file_removed_at timestamptz;
