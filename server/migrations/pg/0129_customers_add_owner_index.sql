-- Customers by who looks after them; most shops write nobody down, which costs nothing.
create index customers_owner on customers.customers (lower(regexp_replace(attributes ->> 'owner', '\s+', '', 'g')), id)
  where attributes ? 'owner' and erased_at is null;
