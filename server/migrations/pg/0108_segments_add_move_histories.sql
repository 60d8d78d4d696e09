-- The analytic store's row of a customer also holds who entered and left when, the oldest first: where somebody was on
-- a day before today follows from it.
drop view segments.placings;
drop function segments.placing(uuid);

create function segments.placing(customer uuid)
returns table (list_ids text, segment_ids text, move_segments text, move_seconds text, move_entered text)
language sql stable parallel safe
begin atomic
  select (
      select '[' || string_agg(distinct '''' || e.list_id || '''', ',') || ']'
      from segments.list_entries e where e.customer_id = customer),
    (select '[' || string_agg('''' || m.segment_id || '''', ',') || ']'
      from segments.members m where m.customer_id = customer),
    v.move_segments, v.move_seconds, v.move_entered
  from (
    select '[' || string_agg('''' || v.segment_id || '''', ',' order by v.id) || ']' as move_segments,
      '[' || string_agg(floor(extract(epoch from v.at))::bigint::text, ',' order by v.id) || ']' as move_seconds,
      '[' || string_agg(case when v.entered then '1' else '0' end, ',' order by v.id) || ']' as move_entered
    from segments.moves v where v.customer_id = customer) v;
end;

-- The same of everybody at once.
create view segments.placings as
select coalesce(l.customer_id, m.customer_id, v.customer_id) as placed_id, l.list_ids, m.segment_ids,
  v.move_segments, v.move_seconds, v.move_entered
from (
  select e.customer_id, '[' || string_agg(distinct '''' || e.list_id || '''', ',') || ']' as list_ids
  from segments.list_entries e where e.customer_id is not null group by e.customer_id) l
full join (
  select m.customer_id, '[' || string_agg('''' || m.segment_id || '''', ',') || ']' as segment_ids
  from segments.members m group by m.customer_id) m on m.customer_id = l.customer_id
full join (
  select v.customer_id, '[' || string_agg('''' || v.segment_id || '''', ',' order by v.id) || ']' as move_segments,
    '[' || string_agg(floor(extract(epoch from v.at))::bigint::text, ',' order by v.id) || ']' as move_seconds,
    '[' || string_agg(case when v.entered then '1' else '0' end, ',' order by v.id) || ']' as move_entered
  from segments.moves v group by v.customer_id) v on v.customer_id = coalesce(l.customer_id, m.customer_id);
