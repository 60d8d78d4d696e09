-- What else of a customer rules ask, for the analytic store's row: by which kinds of identifier they are known, with
-- whom they live, whom they know, what they agreed to. Texts of arrays, as that store reads them.

-- Links of customers as seen from each of both ends: what the other one is, and from when to when.
create view customers.relation_ends as
select r.from_customer_id as customer_id, r.to_customer_id as other_id,
  case r.kind when 'referrer' then 'referred' when 'business' then 'buyer' else r.kind end as kind,
  greatest(coalesce(r.since, '1900-01-01'), '1900-01-01') as since, coalesce(r.until, '2299-12-31') as until
from customers.relations r where r.removed_at is null and r.from_customer_id <> r.to_customer_id
union all
select r.to_customer_id, r.from_customer_id,
  case r.kind when 'referrer' then 'referrer' when 'business' then 'supplier' else r.kind end,
  greatest(coalesce(r.since, '1900-01-01'), '1900-01-01'), coalesce(r.until, '2299-12-31')
from customers.relations r where r.removed_at is null and r.from_customer_id <> r.to_customer_id;

-- Who is in which household now, and how many are.
create view customers.household_places as
select m.customer_id, m.relation as role, (
    select count(*)::int from customers.household_members o
    where o.household_id = m.household_id and o.left_at is null and o.removed_at is null) as size
from customers.household_members m join customers.households h on h.id = m.household_id and h.removed_at is null
where m.customer_id is not null and m.left_at is null and m.removed_at is null;

-- What was said about consent. `rank`: what counts more stands before what counts less, as long as it had been said.
create view customers.consent_words as
select c.customer_id, c.purpose || '/' || coalesce(c.channel, '') as key, c.act,
  floor(extract(epoch from c.occurred_at))::bigint as said,
  -- 0: for ever.
  coalesce(ceil(extract(epoch from c.expires_at)), 0)::bigint as until, c.by_guardian::int as guardian,
  c.is_confirmed::int as confirmed,
  row_number() over (partition by c.customer_id order by c.occurred_at desc,
    case c.act when 'withdrawn' then 0 when 'expired' then 1 else 2 end, c.expires_at nulls last, c.by_guardian,
    c.is_confirmed, c.id) as rank
from customers.consents c;

create function customers.circumstances(customer uuid)
returns table (identifier_kinds text, household_sizes text, household_roles text, relation_kinds text,
  relation_ids text, relation_since text, relation_until text, consent_keys text, consent_acts text,
  consent_said text, consent_until text, consent_guardian text, consent_confirmed text)
language sql stable parallel safe
begin atomic
  select i.kinds, h.sizes, h.roles, r.kinds, r.ids, r.since, r.until, c.keys, c.acts, c.said, c.until, c.guardian,
    c.confirmed
  from (
    select '[' || string_agg(distinct '''' || t.kind || '''', ',') || ']' as kinds
    from customers.records o join customers.trusted_identifiers t on t.record_id = o.id
    where o.customer_id = customer) i
  cross join (
    select '[' || string_agg(p.size::text, ',') || ']' as sizes,
      '[' || string_agg('''' || p.role || '''', ',') || ']' as roles
    from customers.household_places p where p.customer_id = customer) h
  cross join (
    select '[' || string_agg('''' || e.kind || '''', ',') || ']' as kinds,
      '[' || string_agg('''' || e.other_id || '''', ',') || ']' as ids,
      '[' || string_agg('''' || e.since || '''', ',') || ']' as since,
      '[' || string_agg('''' || e.until || '''', ',') || ']' as until
    from customers.relation_ends e where e.customer_id = customer) r
  cross join (
    select '[' || string_agg('''' || w.key || '''', ',' order by w.rank) || ']' as keys,
      '[' || string_agg('''' || w.act || '''', ',' order by w.rank) || ']' as acts,
      '[' || string_agg(w.said::text, ',' order by w.rank) || ']' as said,
      '[' || string_agg(w.until::text, ',' order by w.rank) || ']' as until,
      '[' || string_agg(w.guardian::text, ',' order by w.rank) || ']' as guardian,
      '[' || string_agg(w.confirmed::text, ',' order by w.rank) || ']' as confirmed
    from customers.consent_words w where w.customer_id = customer) c;
end;

-- The same of everybody at once, without those of whom nothing of it is known.
create view customers.all_circumstances as
select coalesce(i.customer_id, h.customer_id, r.customer_id, c.customer_id) as stands_id, i.identifier_kinds,
  h.household_sizes, h.household_roles, r.relation_kinds, r.relation_ids, r.relation_since, r.relation_until,
  c.consent_keys, c.consent_acts, c.consent_said, c.consent_until, c.consent_guardian, c.consent_confirmed
from (
  select o.customer_id, '[' || string_agg(distinct '''' || t.kind || '''', ',') || ']' as identifier_kinds
  from customers.records o join customers.trusted_identifiers t on t.record_id = o.id group by o.customer_id) i
full join (
  select p.customer_id, '[' || string_agg(p.size::text, ',') || ']' as household_sizes,
    '[' || string_agg('''' || p.role || '''', ',') || ']' as household_roles
  from customers.household_places p group by p.customer_id) h on h.customer_id = i.customer_id
full join (
  select e.customer_id, '[' || string_agg('''' || e.kind || '''', ',') || ']' as relation_kinds,
    '[' || string_agg('''' || e.other_id || '''', ',') || ']' as relation_ids,
    '[' || string_agg('''' || e.since || '''', ',') || ']' as relation_since,
    '[' || string_agg('''' || e.until || '''', ',') || ']' as relation_until
  from customers.relation_ends e group by e.customer_id) r on r.customer_id = coalesce(i.customer_id, h.customer_id)
full join (
  select w.customer_id, '[' || string_agg('''' || w.key || '''', ',' order by w.rank) || ']' as consent_keys,
    '[' || string_agg('''' || w.act || '''', ',' order by w.rank) || ']' as consent_acts,
    '[' || string_agg(w.said::text, ',' order by w.rank) || ']' as consent_said,
    '[' || string_agg(w.until::text, ',' order by w.rank) || ']' as consent_until,
    '[' || string_agg(w.guardian::text, ',' order by w.rank) || ']' as consent_guardian,
    '[' || string_agg(w.confirmed::text, ',' order by w.rank) || ']' as consent_confirmed
  from customers.consent_words w group by w.customer_id) c
  on c.customer_id = coalesce(i.customer_id, h.customer_id, r.customer_id);
