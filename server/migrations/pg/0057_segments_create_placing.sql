-- What the analytic store's row of a customer holds of lists and segments.
create function segments.placing(customer uuid)
returns table (list_ids text, segment_ids text)
language sql stable parallel safe
begin atomic
  select (
      select '[' || string_agg(distinct '''' || e.list_id || '''', ',') || ']'
      from segments.list_entries e where e.customer_id = customer),
    (select '[' || string_agg('''' || m.segment_id || '''', ',') || ']'
      from segments.members m where m.customer_id = customer);
end;

-- Of a segment whose members the analytic store knows, a run keeps only who is to enter or to leave.
alter table segments.found add column leaves boolean not null default false;
