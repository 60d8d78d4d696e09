-- Values of sensitive fields are kept sealed: {"s": bytes with the name of their key, "t": [tokens]} in place of the
-- value, in records, customers, changes and versions alike. Equal values have equal tokens.

-- Runs over what is stored after the level of a field changed, or a new key came.
create table customers.sealings (
  id uuid primary key,
  -- Null: all sealed values, with the current key.
  field text,
  requested_at timestamptz not null,
  -- Where it is: each stage goes over one table from the beginning; rounds are repeated until one finds nothing. In
  -- the end (`copies`) the analytic store lets go of what was replaced in it.
  stage text not null default 'records' check (stage in ('records', 'versions', 'customers', 'changes', 'copies')),
  after text,
  round integer not null default 1,
  changed_in_round bigint not null default 0,
  -- Rows written anew so far.
  done bigint not null default 0,
  finished_at timestamptz
);

create index sealings_running on customers.sealings (requested_at) where finished_at is null;

-- What was stored before sealing came is sealed by the worker.
insert into customers.sealings (id, field, requested_at)
select uuidv7(), field, now()
from (
  select 'incomeBand' as field
  where not exists (select from customers.field_levels where key = 'incomeBand' and sensitivity <> 'sensitive')
  union select 'nationalId'
  union select key from customers.fields where sensitivity = 'sensitive'
  union select key from customers.field_levels where sensitivity = 'sensitive') sensitive
where exists (select from customers.customers);

-- The ID number is built in from now on; a field that the business made under this name becomes that one.
insert into customers.field_levels (key, sensitivity, updated_at)
select key, sensitivity, now() from customers.fields where key = 'nationalId' on conflict do nothing;
delete from customers.fields where key = 'nationalId';

-- What conditions compare: of a sealed value its tokens.
create or replace view customers.profile_facts as
select c.id,
  coalesce(c.place, c.region, customers.place_of_address(c.address), '') as region,
  coalesce((
    select jsonb_object_agg(said.key, case jsonb_typeof(said.value)
      when 'object' then said.value -> 't'
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
    select '{' || string_agg(customers.analytic_text(said.key) || ':[' || case
      when jsonb_typeof(said.value) in ('array', 'object') then coalesce((
        select string_agg(customers.analytic_text(item), ',')
        from jsonb_array_elements_text(coalesce(said.value -> 't', said.value)) as item), '')
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
