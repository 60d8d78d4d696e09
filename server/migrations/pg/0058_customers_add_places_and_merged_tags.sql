-- Province and city at the head of an address, which lists show of it anyhow; null where it names none.
create function customers.place_of_address(address text) returns text
language sql immutable parallel safe
return substring(address from
  '^\s*(?:中国)?\s*(?:(?:(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|内蒙古|广西|西藏|宁夏|新疆|黑龙江省?|[一-龥]{2}省)[ /,，·-]*)?(?:[一-龥]{2,4}市(?![场民集])|[一-龥]{2,9}自治州|北京|上海|天津|重庆)');

-- Where no region is known, the place of the address is taken.
create or replace view customers.profile_facts as
select c.id,
  coalesce(c.region, customers.place_of_address(c.address), '') as region,
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
select c.id, coalesce(c.region, customers.place_of_address(c.address), '') as region,
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

-- Tags that went into others: rules that name one mean the other.
create table customers.merged_tags (
  id uuid primary key,
  into_id uuid not null references customers.tags (id) on delete cascade
);

create index merged_tags_into on customers.merged_tags (into_id);
