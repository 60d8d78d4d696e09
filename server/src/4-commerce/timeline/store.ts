import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { OrderStatus } from '../orders/schema.ts';

/** One thing of an order's life, as the time-line of its customer shows it. */
export interface Happening {
  readonly id: string;
  readonly at: Date;
  readonly what: 'placed' | 'taken_back' | 'status' | 'payment' | 'refund' | 'return' | 'shipment' | 'tracking';
  readonly orderId: string;
  readonly number: string;
  readonly source: string;
  readonly currency: string;
  /** The state that was reached, of the order, the return or the parcel. */
  readonly state: string | null;
  readonly status: OrderStatus;
  readonly amountMinor: number | null;
  readonly detail: string | null;
  readonly staffId: string | null;
  readonly staffName: string | null;
}

/**
 * Everything of all orders of a customer, newest first: orders placed, states reached, money, goods, parcels. Of the
 * states only those that are not told by a payment, return or parcel of their own.
 */
export async function happenings(
  db: Db,
  options: {
    readonly customerId: string;
    readonly before: { readonly at: Date; readonly id: string } | null;
    readonly limit: number;
    readonly scopeIds: ScopeLimit;
  },
): Promise<Happening[]> {
  const { customerId, before, limit, scopeIds } = options;
  const scope = scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
  const earlier =
    before === null ? sql`true` : sql`(at, id) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`;
  const { rows } = await sql<Happening>`
    with o as (
      select id as order_id, number, source, currency, status, placed_at, total_minor, kind from commerce.orders
      where customer_id = ${customerId} and ${scope}),
    all_of_it as (
      select order_id as id, placed_at as at,
        case when kind = 'refund' then 'taken_back' else 'placed' end as what, order_id, null::text as state,
        total_minor as amount_minor, null::text as detail, null::text as staff_id, null::text as staff_name from o
      union all
      select c.id, c.at, 'status', c.order_id, c.to_status, null, c.reason,
        case when c.actor_kind = 'user' then c.actor_id end, case when c.actor_kind = 'user' then c.actor_name end
      from commerce.order_changes c join o using (order_id)
      where c.from_status is not null and c.origin in ('staff', 'record', 'import', 'undo')
      union all
      select p.id, p.at, 'payment', p.order_id, p.method, p.amount_minor, p.reference, p.actor_id, p.actor_name
      from commerce.payments p join o using (order_id) where p.withdrawn_at is null
      union all
      select r.id, r.at, 'refund', r.order_id, r.method, r.amount_minor, r.reason, r.actor_id, r.actor_name
      from commerce.refunds r join o using (order_id) where r.withdrawn_at is null
      union all
      select b.id, b.at, 'return', b.order_id, b.state, null, b.reason, b.actor_id, b.actor_name
      from commerce.returns b join o using (order_id) where b.withdrawn_at is null
      union all
      select s.id, s.at, 'shipment', s.order_id, null, null, s.carrier || ' ' || s.number, s.actor_id, s.actor_name
      from commerce.shipments s join o using (order_id) where s.withdrawn_at is null
      union all
      select (t.event ->> 'id')::uuid, (t.event ->> 'at')::timestamptz, 'tracking', s.order_id, t.event ->> 'status',
        null, nullif(concat_ws(' ', t.event ->> 'place', t.event ->> 'text'), ''), null, null
      from commerce.shipments s join o using (order_id)
        cross join lateral jsonb_array_elements(s.tracking) as t (event)
      where s.withdrawn_at is null)
    select a.id, a.at, a.what, a.order_id as "orderId", o.number, o.source, o.currency, o.status, a.state,
      a.amount_minor as "amountMinor", a.detail, a.staff_id as "staffId", a.staff_name as "staffName"
    from all_of_it a join o using (order_id) where ${earlier}
    order by a.at desc, a.id desc limit ${limit}`.execute(db);
  return rows;
}
