-- What an order sold, in numbers that rules about prices ask for: how much (in thousandths, because quantities may be
-- fractions), what the goods cost by the list prices of the catalogue, and how much less was paid for them.

-- From when to when which list price holds, by the code of the SKU. What was sold before the first price was entered
-- is measured by that one.
create view commerce.list_prices as
select lower(s.code) as code, p.currency, l.amount_minor,
  case when row_number() over told = 1 then '-infinity' else c.effective_at end as since,
  coalesce(lead(c.effective_at) over told, 'infinity') as until
from commerce.price_changes c
join commerce.price_lines l on l.change_id = c.id
join commerce.skus s on s.id = l.sku_id
join commerce.products p on p.id = s.product_id
where c.kind = 'list' and c.cancelled_at is null and l.amount_minor > 0
window told as (partition by s.id order by c.effective_at, c.id);

-- Of the lines of an order that sold something whose list price is known: the sum of the list prices, and what was
-- taken off it, line by line and by lines that only take money off. Dearer than the list is not cheaper elsewhere.
create function commerce.order_discount(order_key uuid, money text, moment timestamptz)
returns table (list_minor bigint, discount_minor bigint)
language sql stable parallel safe
begin atomic
  select coalesce(sum(round(priced.list * priced.quantity)) filter (where priced.sells), 0)::bigint,
    case when count(*) filter (where priced.sells and priced.list is not null) = 0 then 0 else (
      coalesce(sum(greatest(round(priced.list * priced.quantity) - priced.amount_minor, 0)) filter (where priced.sells), 0)
      + coalesce(sum(-priced.amount_minor) filter (where priced.quantity > 0 and priced.unit_price < 0), 0)) end::bigint
  from (
    select l.quantity, l.unit_price, l.amount_minor, l.quantity > 0 and l.unit_price > 0 as sells, p.list
    from commerce.order_lines l
    left join lateral (
      -- The price in force when it was ordered, else the first one there is.
      select pl.amount_minor as list
      from commerce.skus s
      join commerce.products g on g.id = s.product_id and g.currency = money
      join commerce.price_lines pl on pl.sku_id = s.id and pl.amount_minor > 0
      join commerce.price_changes c on c.id = pl.change_id and c.kind = 'list' and c.cancelled_at is null
      where lower(s.code) = lower(l.sku)
      order by c.effective_at <= moment desc, case when c.effective_at <= moment then c.effective_at end desc,
        case when c.effective_at <= moment then c.id end desc, c.effective_at, c.id
      limit 1) p on l.quantity > 0 and l.unit_price > 0
    where l.order_id = order_key) priced;
end;

drop view commerce.order_histories;
drop function commerce.order_history(uuid);

create function commerce.order_history(customer uuid)
returns table (order_days text, order_refunds text, order_currencies text, order_sources text, order_worths text,
  order_sales text, order_backs text, order_pieces text, order_lists text, order_discounts text, sold_days text,
  sold_skus text)
language sql stable parallel safe
begin atomic
  select '[' || string_agg('''' || o.business_date || '''', ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg((o.kind = 'refund')::int::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg('''' || o.currency || '''', ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg('''' || replace(replace(o.source, '\', '\\'), '''', '\''') || '''', ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg((o.total_minor - o.refunded_minor)::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(o.sales_minor::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg((o.has_returns or o.refunded_minor > 0)::int::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(coalesce(g.pieces, 0)::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(coalesce(d.list_minor, 0)::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(coalesce(d.discount_minor, 0)::text, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(g.days, ',' order by o.business_date desc, o.id desc) || ']',
    '[' || string_agg(g.codes, ',' order by o.business_date desc, o.id desc) || ']'
  from commerce.orders o
  left join lateral (
    -- A case over the line, because an aggregate of the order alone would belong to the outer query.
    select string_agg(case when l.line_no is not null then '''' || o.business_date || '''' end, ',') as days,
      string_agg('''' || replace(replace(lower(l.sku), '\', '\\'), '''', '\''') || '''', ',') as codes,
      round(sum(l.quantity) * 1000)::bigint as pieces
    from commerce.order_lines l
    where l.order_id = o.id and l.quantity > 0 and l.unit_price > 0 and o.kind = 'sale') g on true
  left join lateral commerce.order_discount(o.id, o.currency, o.placed_at) d on o.kind = 'sale'
  where o.customer_id = customer and o.status not in ('cart', 'cancelled')
    and (o.kind = 'refund' or o.kind = 'sale' and o.sales_lines > 0);
end;

-- Of everybody at once. Where the catalogue has no list prices, the lines are not read for them.
create view commerce.order_histories as
select o.customer_id as buyer_id,
  '[' || string_agg('''' || o.business_date || '''', ',' order by o.business_date desc, o.id desc) || ']' as order_days,
  '[' || string_agg((o.kind = 'refund')::int::text, ',' order by o.business_date desc, o.id desc) || ']' as order_refunds,
  '[' || string_agg('''' || o.currency || '''', ',' order by o.business_date desc, o.id desc) || ']' as order_currencies,
  '[' || string_agg('''' || replace(replace(o.source, '\', '\\'), '''', '\''') || '''', ',' order by o.business_date desc, o.id desc) || ']' as order_sources,
  '[' || string_agg((o.total_minor - o.refunded_minor)::text, ',' order by o.business_date desc, o.id desc) || ']' as order_worths,
  '[' || string_agg(o.sales_minor::text, ',' order by o.business_date desc, o.id desc) || ']' as order_sales,
  '[' || string_agg((o.has_returns or o.refunded_minor > 0)::int::text, ',' order by o.business_date desc, o.id desc) || ']' as order_backs,
  '[' || string_agg(coalesce(g.pieces, 0)::text, ',' order by o.business_date desc, o.id desc) || ']' as order_pieces,
  '[' || string_agg(coalesce(d.list_minor, 0)::text, ',' order by o.business_date desc, o.id desc) || ']' as order_lists,
  '[' || string_agg(coalesce(d.discount_minor, 0)::text, ',' order by o.business_date desc, o.id desc) || ']' as order_discounts,
  '[' || string_agg(rtrim(repeat('''' || o.business_date || ''',', g.goods), ','), ',' order by o.business_date desc, o.id desc) || ']' as sold_days,
  '[' || string_agg(g.codes, ',' order by o.business_date desc, o.id desc) || ']' as sold_skus
from commerce.orders o
left join (
  select l.order_id, count(*)::int as goods, round(sum(l.quantity) * 1000)::bigint as pieces,
    string_agg('''' || replace(replace(lower(l.sku), '\', '\\'), '''', '\''') || '''', ',' order by l.line_no) as codes
  from commerce.order_lines l
  where l.quantity > 0 and l.unit_price > 0 group by l.order_id) g on g.order_id = o.id and o.kind = 'sale'
left join (
  -- Orders with something of a known list price; of those only, what their other lines take off.
  select p.order_id, p.list_minor, p.discount_minor + coalesce((
      select sum(-l.amount_minor) from commerce.order_lines l
      where l.order_id = p.order_id and l.quantity > 0 and l.unit_price < 0), 0)::bigint as discount_minor
  from (
    select l.order_id, sum(round(lp.amount_minor * l.quantity))::bigint as list_minor,
      sum(greatest(round(lp.amount_minor * l.quantity) - l.amount_minor, 0))::bigint as discount_minor
    from commerce.list_prices lp
    join commerce.order_lines l on lower(l.sku) = lp.code
    join commerce.orders o on o.id = l.order_id and o.currency = lp.currency
      and o.placed_at >= lp.since and o.placed_at < lp.until
    where l.quantity > 0 and l.unit_price > 0 group by l.order_id) p) d on d.order_id = o.id and o.kind = 'sale'
where o.customer_id is not null and o.status not in ('cart', 'cancelled')
  and (o.kind = 'refund' or o.kind = 'sale' and o.sales_lines > 0)
group by o.customer_id;
