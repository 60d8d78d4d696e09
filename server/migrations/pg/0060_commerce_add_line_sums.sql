-- What an order sold, thing by thing, for numbers about goods: amounts and quantities in the order of the codes.
create or replace view commerce.analytic_orders as
select o.id, o.customer_id, o.placed_at, o.business_date, o.kind, o.status, o.currency, o.source, o.total_minor,
  o.sales_minor, o.sales_lines, o.refunded_minor, o.has_returns, coalesce(sold.skus, '[]') as skus,
  coalesce(sold.amounts, '[]') as sku_minor, coalesce(sold.quantities, '[]') as sku_quantities
from commerce.orders o
left join lateral (
  select
    '[' || string_agg('''' || replace(replace(lower(l.sku), '\', '\\'), '''', '\''') || '''', ',' order by l.line_no)
      || ']' as skus,
    '[' || string_agg(l.amount_minor::text, ',' order by l.line_no) || ']' as amounts,
    '[' || string_agg(l.quantity::text, ',' order by l.line_no) || ']' as quantities
  from commerce.order_lines l
  where l.order_id = o.id and l.quantity > 0 and l.unit_price > 0) sold on true;
