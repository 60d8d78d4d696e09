import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

type Whose = Pick<ErasureSubject, 'customerId' | 'recordIds'>;

const ordersOf = ({ customerId, recordIds }: Whose) => sql`(
  select id from commerce.orders where customer_id = ${customerId} or record_id = any(${recordIds}::uuid[]))`;

/** Words, addresses and what couriers wrote; amounts, goods and times stay: the books need them. */
export function eraseCommerceRows(tx: Tx, subject: ErasureSubject): Promise<TouchedRows> {
  const orders = ordersOf(subject);
  return runErasing(tx, [
    [
      'shipments',
      sql`
        update commerce.shipments set address = null,
          tracking = coalesce((
            select jsonb_agg(step || '{"text": null}' order by at) from jsonb_array_elements(tracking) with ordinality as t (step, at)),
            '[]')
        where order_id in ${orders}`,
    ],
    [
      'order_changes',
      sql`update commerce.order_changes set reason = null where reason is not null and order_id in ${orders}`,
    ],
    ['refunds', sql`update commerce.refunds set reason = null where reason is not null and order_id in ${orders}`],
    ['returns', sql`update commerce.returns set reason = null where reason is not null and order_id in ${orders}`],
  ]);
}

interface Row {
  readonly row: Readonly<Record<string, unknown>>;
}

/** The person's orders with their lines, oldest first. */
export async function copiedOrders(reader: Db | Tx, whose: Whose): Promise<Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<Row>`
    select jsonb_build_object('number', o.number, 'source', o.source, 'kind', o.kind, 'status', o.status,
      'placedAt', o.placed_at, 'currency', o.currency, 'totalMinor', o.total_minor, 'refundedMinor', o.refunded_minor,
      'region', o.region, 'lines', coalesce((
        select jsonb_agg(jsonb_build_object('sku', l.sku, 'name', l.name, 'quantity', l.quantity,
          'unitPrice', l.unit_price) order by l.line_no)
        from commerce.order_lines l where l.order_id = o.id), '[]')) as row
    from commerce.orders o where o.id in ${ordersOf(whose)} order by o.placed_at, o.id`.execute(reader);
  return rows.map(({ row }) => row);
}

/** What was sent to them, paid, given back. */
export async function copiedMovements(reader: Db | Tx, whose: Whose): Promise<Readonly<Record<string, unknown>>[]> {
  const orders = ordersOf(whose);
  const { rows } = await sql<Row>`
    select row from (
      select at, jsonb_build_object('what', 'payment', 'at', at, 'amountMinor', amount_minor, 'currency', currency,
        'method', method) as row from commerce.payments where withdrawn_at is null and order_id in ${orders}
      union all select at, jsonb_build_object('what', 'refund', 'at', at, 'amountMinor', amount_minor,
        'currency', currency, 'reason', reason) from commerce.refunds where withdrawn_at is null and order_id in ${orders}
      union all select at, jsonb_build_object('what', 'return', 'at', at, 'state', state, 'reason', reason)
        from commerce.returns where withdrawn_at is null and order_id in ${orders}
      union all select at, jsonb_build_object('what', 'shipment', 'at', at, 'carrier', carrier, 'number', number,
        'address', address) from commerce.shipments where withdrawn_at is null and order_id in ${orders}) all_of_them
    order by at`.execute(reader);
  return rows.map(({ row }) => row);
}
