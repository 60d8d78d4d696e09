-- Orders as the analytic store takes them in, with the codes of what they sold.
create view commerce.analytic_orders as
select o.id, o.customer_id, o.placed_at, o.business_date, o.kind, o.status, o.currency, o.source, o.total_minor,
  o.sales_minor, o.sales_lines, o.refunded_minor, o.has_returns, coalesce((
    select '[' || string_agg('''' || replace(replace(lower(l.sku), '\', '\\'), '''', '\''') || '''', ',') || ']'
    from commerce.order_lines l
    where l.order_id = o.id and l.quantity > 0 and l.unit_price > 0), '[]') as skus
from commerce.orders o;
