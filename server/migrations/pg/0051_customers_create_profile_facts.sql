-- What conditions of rules ask about a profile, as the single face loads it.
create view customers.profile_facts as
select c.id,
  coalesce(c.region, '') as region,
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

-- A text as the analytic store reads it inside of arrays and maps.
create function customers.analytic_text(value text) returns text
language sql immutable parallel safe
return '''' || replace(replace(value, '\', '\\'), '''', '\''') || '''';

create function customers.analytic_texts(items text[]) returns text
language sql immutable parallel safe
return '[' || coalesce((select string_agg(customers.analytic_text(item), ',') from unnest(items) as item), '') || ']';

-- The same as the analytic store takes it in.
create view customers.analytic_profiles as
select p.id, p.region, coalesce(p.attribute_texts -> 'birthday' ->> 0, '') as birthday,
  '{' || coalesce((
    select string_agg(customers.analytic_text(said.key) || ':' || customers.analytic_texts(
      array(select jsonb_array_elements_text(said.value))), ',')
    from jsonb_each(p.attribute_texts) said), '') || '}' as attributes,
  customers.analytic_texts(p.known_parts) as known, customers.analytic_texts(p.tag_ids) as tags,
  customers.analytic_texts(p.source_names) as sources, customers.analytic_texts(p.organisation_ids) as organisations
from customers.profile_facts p;
