-- What segments.placing tells of one customer, of everybody at once.
create view segments.placings as
select coalesce(l.customer_id, m.customer_id) as placed_id, l.list_ids, m.segment_ids
from (
  select e.customer_id, '[' || string_agg(distinct '''' || e.list_id || '''', ',') || ']' as list_ids
  from segments.list_entries e where e.customer_id is not null group by e.customer_id) l
full join (
  select m.customer_id, '[' || string_agg('''' || m.segment_id || '''', ',') || ']' as segment_ids
  from segments.members m group by m.customer_id) m on m.customer_id = l.customer_id;
