-- What events say of themselves, property by property, for rules: texts in lower case without control characters,
-- numbers in thousandths.
create function behaviour.property_text(value jsonb) returns text
language sql immutable parallel safe
return lower(left(regexp_replace(value #>> '{}', '[[:cntrl:]]', ' ', 'g'), 200));

create function behaviour.property_number(value jsonb) returns bigint
language sql immutable parallel safe
return case when value #>> '{}' ~ '^-?[0-9]{1,12}([.][0-9]{1,9})?$'
  then round((value #>> '{}')::numeric * 1000)::bigint end;

create view behaviour.event_properties as
select e.id as event_id, e.customer_id, e.at, floor(extract(epoch from e.at))::bigint as seconds,
  case e.kind when 'custom' then lower(left(coalesce(e.name, ''), 200)) else '' end as event,
  regexp_replace(p.key, '[[:cntrl:]]', ' ', 'g') as name, behaviour.property_text(p.value) as text,
  behaviour.property_number(p.value) as number
from behaviour.events e cross join lateral jsonb_each(e.properties) as p (key, value)
where e.properties is not null and e.customer_id is not null;

-- The latest events that say something, for offering what there is to ask.
create index events_telling on behaviour.events (id desc) where properties is not null;

drop view behaviour.event_histories;
drop function behaviour.event_history(uuid);

-- A text as the analytic store reads it in an array.
create function behaviour.quoted(value text) returns text
language sql immutable parallel safe
return '''' || replace(replace(value, '\', '\\'), '''', '\''') || '''';

create function behaviour.event_history(customer uuid)
returns table (event_kinds text, event_seconds text, event_details text, property_events text, property_names text,
  property_texts text, property_numbers text, property_seconds text)
language sql stable parallel safe
begin atomic
  select e.kinds, e.seconds, e.details, p.events, p.names, p.texts, p.numbers, p.seconds
  from (
    select '[' || string_agg('''' || e.kind || '''', ',' order by e.at desc, e.id desc) || ']' as kinds,
      '[' || string_agg(floor(extract(epoch from e.at))::bigint::text, ',' order by e.at desc, e.id desc) || ']' as seconds,
      '[' || string_agg(behaviour.quoted(behaviour.event_detail(e.kind, e.sku, e.campaign, e.name)), ','
        order by e.at desc, e.id desc) || ']' as details
    from behaviour.events e where e.customer_id = customer) e
  cross join (
    select '[' || string_agg(behaviour.quoted(p.event), ',' order by p.at desc, p.event_id desc, p.name) || ']' as events,
      '[' || string_agg(behaviour.quoted(p.name), ',' order by p.at desc, p.event_id desc, p.name) || ']' as names,
      '[' || string_agg(behaviour.quoted(p.text), ',' order by p.at desc, p.event_id desc, p.name) || ']' as texts,
      -- Below every bound that a rule can have: no number.
      '[' || string_agg(coalesce(p.number, -9007199254740992)::text, ',' order by p.at desc, p.event_id desc, p.name) || ']' as numbers,
      '[' || string_agg(p.seconds::text, ',' order by p.at desc, p.event_id desc, p.name) || ']' as seconds
    from behaviour.event_properties p where p.customer_id = customer) p;
end;

-- The same of everybody at once.
create view behaviour.event_histories as
select e.customer_id as visitor_id, e.kinds as event_kinds, e.seconds as event_seconds, e.details as event_details,
  p.events as property_events, p.names as property_names, p.texts as property_texts, p.numbers as property_numbers,
  p.seconds as property_seconds
from (
  select e.customer_id,
    '[' || string_agg('''' || e.kind || '''', ',' order by e.at desc, e.id desc) || ']' as kinds,
    '[' || string_agg(floor(extract(epoch from e.at))::bigint::text, ',' order by e.at desc, e.id desc) || ']' as seconds,
    '[' || string_agg(behaviour.quoted(behaviour.event_detail(e.kind, e.sku, e.campaign, e.name)), ','
      order by e.at desc, e.id desc) || ']' as details
  from behaviour.events e where e.customer_id is not null group by e.customer_id) e
left join (
  select p.customer_id,
    '[' || string_agg(behaviour.quoted(p.event), ',' order by p.at desc, p.event_id desc, p.name) || ']' as events,
    '[' || string_agg(behaviour.quoted(p.name), ',' order by p.at desc, p.event_id desc, p.name) || ']' as names,
    '[' || string_agg(behaviour.quoted(p.text), ',' order by p.at desc, p.event_id desc, p.name) || ']' as texts,
    '[' || string_agg(coalesce(p.number, -9007199254740992)::text, ',' order by p.at desc, p.event_id desc, p.name) || ']' as numbers,
    '[' || string_agg(p.seconds::text, ',' order by p.at desc, p.event_id desc, p.name) || ']' as seconds
  from behaviour.event_properties p group by p.customer_id) p on p.customer_id = e.customer_id;
