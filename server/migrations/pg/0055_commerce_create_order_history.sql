-- What the analytic store's row of a customer holds of the orders, newest first: those that are a purchase or only
-- give money back, and the goods of the purchases. Texts of arrays, as that store reads them.
create function commerce.order_history(customer uuid)
returns table (order_days text, order_refunds text, order_currencies text, order_sources text, order_worths text,
  order_sales text, order_backs text, sold_days text, sold_skus text)
language sql stable parallel safe
begin atomic
  select '[' || string_agg('''' || o.business_date || '''', ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg((o.kind = 'refund')::int::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg('''' || o.currency || '''', ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg('''' || replace(replace(o.source, '\', '\\'), '''', '\''') || '''', ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg((o.total_minor - o.refunded_minor)::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(o.sales_minor::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg((o.has_returns or o.refunded_minor > 0)::int::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(g.days, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(g.codes, ',' order by o.business_date desc, o.id desc) || ']'
  from commerce.orders o
  left join lateral (
    -- A case over the line, because an aggregate of the order alone would belong to the outer query.
    select string_agg(case when l.line_no is not null then '''' || o.business_date || '''' end, ',') as days,
      string_agg('''' || replace(replace(lower(l.sku), '\', '\\'), '''', '\''') || '''', ',') as codes
    from commerce.order_lines l
    where l.order_id = o.id and l.quantity > 0 and l.unit_price > 0 and o.kind = 'sale') g on true
  where o.customer_id = customer and o.status not in ('cart', 'cancelled')
    and (o.kind = 'refund' or o.kind = 'sale' and o.sales_lines > 0);
end;

-- Whom an order belonged to before it was taken out or given to somebody else: the analytic row of that customer has
-- to be told anew, too, and the order itself does not know any more. Read once, and gone.
create table commerce.former_owners (
  order_id uuid not null,
  customer_id uuid not null
);
create index former_owners_order on commerce.former_owners (order_id);

create function commerce.keep_former_owner() returns trigger language plpgsql as $$
begin
  insert into commerce.former_owners (order_id, customer_id) values (old.id, old.customer_id);
  return null;
end;
$$;
create trigger orders_moved after update of customer_id on commerce.orders for each row
  when (old.customer_id is not null and old.customer_id is distinct from new.customer_id)
  execute function commerce.keep_former_owner();
create trigger orders_deleted after delete on commerce.orders for each row when (old.customer_id is not null)
  execute function commerce.keep_former_owner();
