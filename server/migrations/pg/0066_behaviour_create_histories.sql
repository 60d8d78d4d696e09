-- What behaviour.event_history tells of one customer, of everybody at once.
create view behaviour.event_histories as
select e.customer_id as visitor_id,
  '[' || string_agg('''' || e.kind || '''', ',' order by e.at desc, e.id desc) || ']' as event_kinds,
  '[' || string_agg(floor(extract(epoch from e.at))::bigint::text, ',' order by e.at desc, e.id desc) || ']' as event_seconds
from behaviour.events e where e.customer_id is not null group by e.customer_id;
