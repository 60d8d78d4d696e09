-- What the analytic store's row of a customer holds of behaviour also says what each event was about: the goods, the
-- campaign, or what the sender calls the event; in lower case. Search words, paths and titles stay where they are.
create function behaviour.event_detail(kind text, sku text, campaign text, name text) returns text
language sql immutable parallel safe
return lower(left(coalesce(case kind when 'campaign_click' then campaign when 'custom' then name else sku end, ''), 200));

drop view behaviour.event_histories;
drop function behaviour.event_history(uuid);

create function behaviour.event_history(customer uuid)
returns table (event_kinds text, event_seconds text, event_details text)
language sql stable parallel safe
begin atomic
  select '[' || string_agg('''' || e.kind || '''', ',' order by e.at desc, e.id desc) || ']',
    '[' || string_agg(floor(extract(epoch from e.at))::bigint::text, ',' order by e.at desc, e.id desc) || ']',
    '[' || string_agg('''' || replace(replace(behaviour.event_detail(e.kind, e.sku, e.campaign, e.name), '\', '\\'),
      '''', '\''') || '''', ',' order by e.at desc, e.id desc) || ']'
  from behaviour.events e where e.customer_id = customer;
end;

-- The same of everybody at once.
create view behaviour.event_histories as
select e.customer_id as visitor_id,
  '[' || string_agg('''' || e.kind || '''', ',' order by e.at desc, e.id desc) || ']' as event_kinds,
  '[' || string_agg(floor(extract(epoch from e.at))::bigint::text, ',' order by e.at desc, e.id desc) || ']' as event_seconds,
  '[' || string_agg('''' || replace(replace(behaviour.event_detail(e.kind, e.sku, e.campaign, e.name), '\', '\\'),
    '''', '\''') || '''', ',' order by e.at desc, e.id desc) || ']' as event_details
from behaviour.events e where e.customer_id is not null group by e.customer_id;
