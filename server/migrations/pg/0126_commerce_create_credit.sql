-- What a customer may owe, and within how many days it is paid. Each change is a row that stays. It belongs to a
-- record, so that it goes where the record goes when customers are merged and parted.
create table commerce.credit_limits (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  -- Null: from here on there is none.
  amount_minor bigint check (amount_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  payment_days integer not null check (payment_days between 0 and 3650),
  -- Staff who are told of early warnings; the name as it was then.
  owner_id uuid,
  owner_name text,
  reason text,
  -- What held before, which this takes the place of. Of customers who were merged both hold until somebody decides.
  supersedes uuid[] not null default '{}',
  changed_by text not null,
  changed_at timestamptz not null
);
create index credit_limits_customer on commerce.credit_limits (customer_id);
create index credit_limits_record on commerce.credit_limits (record_id);

-- What holds of it. Of several the lowest, because nobody has yet agreed to more for the two together.
create view commerce.credit_standing as
select distinct on (l.customer_id) l.*, count(*) over (partition by l.customer_id)::integer as held
from commerce.credit_limits l
where not exists (
  select from commerce.credit_limits n where n.customer_id = l.customer_id and l.id = any(n.supersedes))
order by l.customer_id, l.amount_minor nulls last, l.changed_at desc, l.id;

-- What is still to be paid of each order, the one definition of it: the total, less what was received, less goods
-- that came back and were not paid back in money. Received is what was recorded; without any record the word of a
-- source that the order went beyond payment stands for its total, unless it was to be paid on delivery.
create view commerce.owed_orders as
select o.id as order_id, o.customer_id, o.currency, o.business_date,
  greatest(o.total_minor
    - case when p.paid > 0 or c.cod then p.paid when c.beyond then o.total_minor else 0 end
    - greatest(b.goods - o.refunded_minor, 0), 0)::bigint as open_minor
from commerce.orders o
cross join lateral (
  select coalesce(sum(amount_minor), 0) as paid from commerce.payments
  where order_id = o.id and withdrawn_at is null) p
cross join lateral (
  select o.status = 'cod_confirmed' or coalesce(bool_or(to_status = 'cod_confirmed'), false) as cod,
    coalesce((array_agg(from_status order by id) filter (where from_status is not null))[1], o.status)
        not in ('cart', 'placed', 'cod_confirmed', 'cancelled')
      or coalesce(bool_or(origin in ('record', 'import')
        and to_status not in ('cart', 'placed', 'cod_confirmed', 'cancelled')), false) as beyond
  from commerce.order_changes where order_id = o.id) c
cross join lateral (
  select coalesce(sum(round(l.amount_minor * (item ->> 'quantity')::numeric / l.quantity)), 0) as goods
  from commerce.returns r cross join lateral jsonb_array_elements(r.lines) item
  join commerce.order_lines l on l.order_id = r.order_id and l.line_no = (item ->> 'lineNo')::integer and l.quantity > 0
  where r.order_id = o.id and r.withdrawn_at is null and r.state in ('accepted', 'refunded')) b
where o.kind = 'sale' and o.total_minor > 0 and o.status not in ('cart', 'cancelled', 'returned');

-- Those of which something is, kept as orders change: few of all orders.
create table commerce.open_orders (
  order_id uuid primary key,
  customer_id uuid not null,
  currency text not null,
  business_date date not null,
  open_minor bigint not null check (open_minor > 0)
);
create index open_orders_customer on commerce.open_orders (customer_id);

insert into commerce.open_orders (order_id, customer_id, currency, business_date, open_minor)
select order_id, customer_id, currency, business_date, open_minor from commerce.owed_orders
where open_minor > 0 and customer_id is not null;

-- When somebody's open amount passed the share of the limit at which the owner is told, and came back below it.
create table commerce.credit_crossings (
  id uuid primary key,
  record_id uuid not null,
  customer_id uuid not null,
  open_minor bigint not null,
  limit_minor bigint not null,
  currency text not null,
  case_id uuid,
  crossed_at timestamptz not null,
  ended_at timestamptz
);
create index credit_crossings_customer on commerce.credit_crossings (customer_id) where ended_at is null;
create index credit_crossings_record on commerce.credit_crossings (record_id);

-- What the analytic store's row of a customer holds of it, for the score: the limit (-1: none), its days and currency,
-- and the open orders.
create function commerce.credit_history(customer uuid)
returns table (credit_limit bigint, credit_days integer, credit_currency text, open_days text, open_currencies text,
  open_minors text)
language sql stable parallel safe
begin atomic
  select s.amount_minor, s.payment_days, s.currency, w.days, w.currencies, w.minors
  from (
    select '[' || string_agg('''' || business_date || '''', ',' order by business_date, order_id) || ']' as days,
      '[' || string_agg('''' || currency || '''', ',' order by business_date, order_id) || ']' as currencies,
      '[' || string_agg(open_minor::text, ',' order by business_date, order_id) || ']' as minors
    from commerce.open_orders where customer_id = customer) w
  left join commerce.credit_standing s on s.customer_id = customer;
end;

-- The same of everybody at once.
create view commerce.credit_histories as
select coalesce(w.customer_id, s.customer_id) as debtor_id, s.amount_minor as credit_limit,
  s.payment_days as credit_days, s.currency as credit_currency, w.days as open_days, w.currencies as open_currencies,
  w.minors as open_minors
from (
  select customer_id,
    '[' || string_agg('''' || business_date || '''', ',' order by business_date, order_id) || ']' as days,
    '[' || string_agg('''' || currency || '''', ',' order by business_date, order_id) || ']' as currencies,
    '[' || string_agg(open_minor::text, ',' order by business_date, order_id) || ']' as minors
  from commerce.open_orders group by customer_id) w
full join commerce.credit_standing s on s.customer_id = w.customer_id;
