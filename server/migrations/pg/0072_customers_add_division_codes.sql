-- Where customers live by the divisions of China, worked out from region and address, which stay as they were given.
alter table customers.customers
  -- As conditions read it: 江苏省苏州市. Null where no place of China is named, and for a while after the upgrade.
  add column place text,
  -- 2, 4 or 6 digits: province, city, area.
  add column division_code text;

insert into customers.fills (name, after_id)
select 'profiles', '00000000-0000-0000-0000-000000000000' where exists (select from customers.customers)
on conflict (name) do update set after_id = excluded.after_id;

create or replace view customers.profile_facts as
select c.id,
  coalesce(c.place, c.region, customers.place_of_address(c.address), '') as region,
  coalesce((
    select jsonb_object_agg(said.key, case jsonb_typeof(said.value)
      when 'array' then said.value else jsonb_build_array(said.value #>> '{}') end)
    from jsonb_each(c.attributes) said), '{}') as attribute_texts,
  array_remove(array[
    case when c.name is not null then 'name' end, case when c.phone is not null then 'phone' end,
    case when c.email is not null then 'email' end, case when c.address is not null then 'address' end], null)
    as known_parts,
  array(select distinct ct.tag_id::text from customers.customer_tags ct where ct.customer_id = c.id) as tag_ids,
  array(select distinct r.source from customers.records r where r.customer_id = c.id and r.source <> 'staff')
    as source_names,
  array(
    select distinct oc.organisation_id::text
    from customers.organisation_contacts oc join customers.organisations o on o.id = oc.organisation_id
    where oc.customer_id = c.id and o.removed_at is null) as organisation_ids
from customers.customers c;

create or replace view customers.analytic_profiles as
select c.id, coalesce(c.place, c.region, customers.place_of_address(c.address), '') as region,
  coalesce(c.attributes ->> 'birthday', '') as birthday,
  coalesce((
    select '{' || string_agg(customers.analytic_text(said.key) || ':[' || case jsonb_typeof(said.value)
      when 'array' then coalesce((
        select string_agg(customers.analytic_text(item), ',') from jsonb_array_elements_text(said.value) as item), '')
      else customers.analytic_text(said.value #>> '{}') end || ']', ',') || '}'
    from jsonb_each(c.attributes) said), '{}') as attributes,
  '[' || concat_ws(',', case when c.name is not null then '''name''' end,
    case when c.phone is not null then '''phone''' end, case when c.email is not null then '''email''' end,
    case when c.address is not null then '''address''' end) || ']' as known,
  coalesce((
    select '[' || string_agg(distinct '''' || ct.tag_id || '''', ',') || ']'
    from customers.customer_tags ct where ct.customer_id = c.id), '[]') as tags,
  coalesce((
    select '[' || string_agg(distinct customers.analytic_text(r.source), ',') || ']'
    from customers.records r where r.customer_id = c.id and r.source <> 'staff'), '[]') as sources,
  coalesce((
    select '[' || string_agg(distinct '''' || oc.organisation_id || '''', ',') || ']'
    from customers.organisation_contacts oc join customers.organisations o on o.id = oc.organisation_id
    where oc.customer_id = c.id and o.removed_at is null), '[]') as organisations
from customers.customers c;
