-- What the analytic store's row of a customer holds of behaviour, newest first: kinds, and whole seconds since 1970.
create function behaviour.event_history(customer uuid)
returns table (event_kinds text, event_seconds text)
language sql stable parallel safe
begin atomic
  select '[' || string_agg('''' || e.kind || '''', ',' order by e.at desc, e.id desc) || ']',
    '[' || string_agg(floor(extract(epoch from e.at))::bigint::text, ',' order by e.at desc, e.id desc) || ']'
  from behaviour.events e where e.customer_id = customer;
end;

-- Whom an event belonged to before, as with orders.
create table behaviour.former_owners (
  event_id uuid not null,
  customer_id uuid not null
);
create index former_owners_event on behaviour.former_owners (event_id);

create function behaviour.keep_former_owner() returns trigger language plpgsql as $$
begin
  insert into behaviour.former_owners (event_id, customer_id) values (old.id, old.customer_id);
  return null;
end;
$$;
create trigger events_moved after update of customer_id on behaviour.events for each row
  when (old.customer_id is not null and old.customer_id is distinct from new.customer_id)
  execute function behaviour.keep_former_owner();
create trigger events_deleted after delete on behaviour.events for each row when (old.customer_id is not null)
  execute function behaviour.keep_former_owner();
