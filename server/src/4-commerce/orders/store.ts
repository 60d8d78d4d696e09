import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import { copyBlocks, copyInto, copyValue } from '#kernel/db/copy.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { OrderFacts } from './place.ts';
import type { StoredLine } from './reconcile.ts';
import type { OrderKind, OrderStatus } from './schema.ts';
import type { SpendDay } from './spend.ts';

/** An order about to be written. */
export interface NewOrder extends OrderFacts {
  readonly id: string;
  readonly number: string;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly contentHash: string;
  readonly lines: readonly StoredLine[];
}

export interface Origin {
  readonly source: string;
  readonly importId: string | null;
  readonly scopeId: string | null;
  readonly now: Date;
}

export interface KnownOrder {
  readonly id: string;
  readonly number: string;
  readonly contentHash: string;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly importId: string | null;
  readonly scopeId: string | null;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly businessDate: string;
  readonly currency: string;
  readonly region: string | null;
  readonly version: number;
}

/** When those orders of a source were placed that are there. */
export async function placedTimes(
  db: Db,
  source: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ number: string; placedAt: Date }>`
    select number, placed_at as "placedAt" from commerce.orders
    where source = ${source} and number = any(${numbers}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.number, row.placedAt]));
}

/** Orders of a source by their numbers, locked: two imports of the same order take turns. */
export async function findOrders(tx: Tx, source: string, numbers: readonly string[]): Promise<KnownOrder[]> {
  if (numbers.length === 0) {
    return [];
  }
  const { rows } = await sql<KnownOrder>`
    select id, number, content_hash as "contentHash", record_id as "recordId", customer_id as "customerId",
      import_id as "importId", scope_id as "scopeId", status, placed_at as "placedAt",
      business_date as "businessDate", currency, region, version
    from commerce.orders where source = ${source} and number = any(${numbers}::text[])
    order by id for update`.execute(tx);
  return rows;
}

/** A new order as COPY takes it: all but the customer, whom its text goes around. */
export interface OrderText {
  readonly beforeWho: string;
  readonly afterWho: string;
  readonly lines: string;
}

/** What of an order stands before it is known whose it is. */
export type UnownedOrder = Omit<NewOrder, 'recordId' | 'customerId'>;

export function orderText(order: UnownedOrder, { source, importId, scopeId, now }: Origin): OrderText {
  const at = now.toISOString();
  return {
    beforeWho: `${order.id}\t${copyValue(source)}\t${copyValue(order.number)}\t${order.kind}\t${order.status}\t${order.placedAt.toISOString()}\t${order.businessDate}\t${order.currency}\t${order.totalMinor}\t${order.salesMinor}\t${order.salesLines}\t${order.lines.length}\t`,
    afterWho: `\t${copyValue(order.region)}\t${scopeId ?? '\\N'}\t${order.contentHash}\t${importId ?? '\\N'}\t${at}\t${at}\n`,
    lines: linesText(order),
  };
}

function linesText({ id, lines }: Pick<UnownedOrder, 'id' | 'lines'>): string {
  let text = '';
  for (const line of lines) {
    text += `${id}\t${line.lineNo}\t${copyValue(line.sku)}\t${copyValue(line.name)}\t${line.quantity}\t${line.unitPrice}\t${line.amountMinor}\n`;
  }
  return text;
}

/** An order's text and whose it is. */
export interface OwnedText extends Pick<NewOrder, 'recordId' | 'customerId'> {
  readonly text: OrderText;
}

/** New orders and their lines, by COPY. A number that another transaction claimed meanwhile raises 23505. */
export async function insertOrders(tx: Tx, orders: readonly OwnedText[]): Promise<void> {
  if (orders.length === 0) {
    return;
  }
  await copyInto(
    tx,
    `copy commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, region, scope_id, content_hash, import_id,
      created_at, updated_at) from stdin`,
    copyBlocks(
      orders
        .values()
        .map(
          ({ text, recordId, customerId }) =>
            `${text.beforeWho}${recordId ?? '\\N'}\t${customerId ?? '\\N'}${text.afterWho}`,
        ),
    ),
  );
  await copyLines(
    tx,
    orders.values().map(({ text }) => text.lines),
  );
}

async function copyLines(tx: Tx, texts: Iterable<string>): Promise<void> {
  await copyInto(
    tx,
    'copy commerce.order_lines (order_id, line_no, sku, name, quantity, unit_price, amount_minor) from stdin',
    copyBlocks(texts),
  );
}

/** Lines of several orders. */
export async function linesOf(db: Db, orderIds: readonly string[]): Promise<Map<string, StoredLine[]>> {
  const { rows } = await sql<StoredLine & { orderId: string }>`
    select order_id as "orderId", line_no as "lineNo", sku, name, quantity, unit_price as "unitPrice",
      amount_minor as "amountMinor", quantity > 0 and unit_price > 0 as sells
    from commerce.order_lines where order_id = any(${orderIds}::uuid[]) order by order_id, line_no`.execute(db);
  return Map.groupBy(rows, (row) => row.orderId);
}

/** Replaces orders with their lines; what they were is kept as a version. */
export async function replaceOrders(tx: Tx, orders: readonly NewOrder[], origin: Origin): Promise<void> {
  if (orders.length === 0) {
    return;
  }
  const ids = orders.map((order) => order.id);
  await sql`
    insert into commerce.order_versions (order_id, version, import_id, record_id, before, replaced_at)
    select o.id, o.version, ${origin.importId}::uuid, o.record_id, jsonb_build_object('order', to_jsonb(o), 'lines', (
      select coalesce(jsonb_agg(to_jsonb(l) order by l.line_no), '[]') from commerce.order_lines l
      where l.order_id = o.id)), ${origin.now}
    from commerce.orders o where o.id = any(${ids}::uuid[])`.execute(tx);
  await sql`
    update commerce.orders o
    set kind = row.kind, status = row.status, placed_at = row.placed_at, business_date = row.business_date,
      currency = row.currency, total_minor = row.total_minor, sales_minor = row.sales_minor,
      sales_lines = row.sales_lines, line_count = row.line_count, record_id = row.record_id,
      customer_id = row.customer_id, region = row.region, content_hash = row.content_hash,
      version = o.version + 1, updated_at = ${origin.now}
    from unnest(
      ${ids}::uuid[], ${orders.map((order) => order.kind)}::text[], ${orders.map((order) => order.status)}::text[],
      ${orders.map((order) => order.placedAt.toISOString())}::timestamptz[],
      ${orders.map((order) => order.businessDate)}::date[], ${orders.map((order) => order.currency)}::text[],
      ${orders.map((order) => order.totalMinor)}::bigint[], ${orders.map((order) => order.salesMinor)}::bigint[],
      ${orders.map((order) => order.salesLines)}::int[], ${orders.map((order) => order.lines.length)}::int[],
      ${orders.map((order) => order.recordId)}::uuid[], ${orders.map((order) => order.customerId)}::uuid[],
      ${orders.map((order) => order.region)}::text[], ${orders.map((order) => order.contentHash)}::text[])
      as row (id, kind, status, placed_at, business_date, currency, total_minor, sales_minor, sales_lines, line_count,
        record_id, customer_id, region, content_hash)
    where o.id = row.id`.execute(tx);
  await sql`delete from commerce.order_lines where order_id = any(${ids}::uuid[])`.execute(tx);
  await copyLines(tx, orders.values().map(linesText));
}

export interface Mark {
  readonly orderId: string;
  readonly lineNo: number;
}

/** Lines that this import has spoken of, of orders that it changed. */
export async function marksOf(tx: Tx, importId: string, orderIds: readonly string[]): Promise<Mark[]> {
  const { rows } = await sql<Mark>`
    select order_id as "orderId", line_no as "lineNo" from commerce.import_marks
    where import_id = ${importId} and order_id = any(${orderIds}::uuid[])`.execute(tx);
  return rows;
}

export async function insertMarks(tx: Tx, importId: string, marks: readonly Mark[]): Promise<void> {
  if (marks.length === 0) {
    return;
  }
  await sql`
    insert into commerce.import_marks (import_id, order_id, line_no)
    select ${importId}, order_id, line_no from unnest(
      ${marks.map((mark) => mark.orderId)}::uuid[], ${marks.map((mark) => mark.lineNo)}::int[])
      as mark (order_id, line_no)
    on conflict do nothing`.execute(tx);
}

export async function deleteMarks(tx: Tx, importId: string): Promise<void> {
  await sql`delete from commerce.import_marks where import_id = ${importId}`.execute(tx);
}

/** Gives the orders of these records to the customers that the records belong to now; returns the order ids. */
export async function reassignOrders(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update commerce.orders o set customer_id = row.customer_id
    from unnest(
      ${records.map((record) => record.recordId)}::uuid[], ${records.map((record) => record.customerId)}::uuid[])
      as row (record_id, customer_id)
    where o.record_id = row.record_id and o.customer_id is distinct from row.customer_id
    returning o.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Which of these records have orders, or would have some again if an import were undone. */
export async function usedRecords(tx: Db, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ recordId: string }>`
    select record_id as "recordId" from commerce.orders where record_id = any(${recordIds}::uuid[])
    union
    select record_id from commerce.order_versions where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map((row) => row.recordId));
}

export interface OrderRow {
  readonly id: string;
  readonly source: string;
  readonly number: string;
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly currency: string;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly lineCount: number;
  readonly customerId: string | null;
  readonly region: string | null;
}

const ORDER_COLUMNS = sql.raw(`id, source, number, kind, status, placed_at as "placedAt", currency,
  total_minor as "totalMinor", refunded_minor as "refundedMinor", line_count as "lineCount", customer_id as "customerId", region`);

/** Orders of the scopes that the actor may see; those of no scope only for actors without limits. */
function inScopes(scopeIds: ScopeLimit): RawBuilder<unknown> {
  return scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
}

/** A customer's orders, newest first, one more than the limit. */
export async function ordersOfCustomer(
  db: Db,
  customerId: string,
  page: {
    readonly before: { readonly placedAt: string; readonly id: string } | null;
    readonly limit: number;
    readonly scopeIds: ScopeLimit;
  },
): Promise<OrderRow[]> {
  const before =
    page.before === null
      ? sql`true`
      : sql`(placed_at, id) < (${page.before.placedAt}::timestamptz, ${page.before.id}::uuid)`;
  const { rows } = await sql<OrderRow>`
    select ${ORDER_COLUMNS} from commerce.orders 
    where customer_id = ${customerId} and ${inScopes(page.scopeIds)} and ${before}
    order by placed_at desc, id desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

export interface OrderFilter {
  readonly before: { readonly placedAt: string; readonly id: string } | null;
  readonly limit: number;
  readonly scopeIds: ScopeLimit;
  readonly statuses: readonly OrderStatus[] | null;
  readonly sources: readonly string[] | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly number: string | null;
}

/** Orders of everybody, newest first, one more than the limit. */
export async function listOrders(db: Db, filter: OrderFilter): Promise<OrderRow[]> {
  const { before, statuses, sources, from, to, number } = filter;
  const conditions = [
    inScopes(filter.scopeIds),
    ...(before === null ? [] : [sql`(placed_at, id) < (${before.placedAt}::timestamptz, ${before.id}::uuid)`]),
    ...(statuses === null ? [] : [sql`status = any(${statuses}::text[])`]),
    ...(sources === null ? [] : [sql`source = any(${sources}::text[])`]),
    // The day in the business's zone lies within a day of the instant, which has the index.
    ...(from === null
      ? []
      : [sql`business_date >= ${from}::date and placed_at >= ${from}::date::timestamptz - interval '2 days'`]),
    ...(to === null
      ? []
      : [sql`business_date <= ${to}::date and placed_at < ${to}::date::timestamptz + interval '3 days'`]),
    ...(number === null ? [] : [sql`number like ${`${number.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`}`]),
  ];
  const { rows } = await sql<OrderRow>`
    select ${ORDER_COLUMNS} from commerce.orders where ${sql.join(conditions, sql` and `)}
    order by placed_at desc, id desc limit ${filter.limit + 1}`.execute(db);
  return rows;
}

export async function findOrder(db: Db, id: string, scopeIds: ScopeLimit): Promise<OrderRow | undefined> {
  const { rows } = await sql<OrderRow>`
    select ${ORDER_COLUMNS} from commerce.orders where id = ${id} and ${inScopes(scopeIds)}`.execute(db);
  return rows[0];
}

/** These orders, newest first. */
export async function ordersByIds(db: Db, ids: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select ${ORDER_COLUMNS} from commerce.orders where id = any(${ids}::uuid[])
    order by placed_at desc, id desc`.execute(db);
  return rows;
}

export interface TotalsRow {
  readonly customerId: string;
  readonly currency: string;
  readonly orders: number;
  readonly salesMinor: number;
  readonly refunds: number;
  readonly refundsMinor: number;
  readonly netMinor: number;
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt: Date | null;
}

/** Totals of several customers per currency, net of what was given back; carts and cancelled orders count for nothing. */
export async function totalsOf(db: Db, customerIds: readonly string[], scopeIds: ScopeLimit): Promise<TotalsRow[]> {
  const { rows } = await sql<TotalsRow>`
    select customer_id as "customerId", currency,
      count(*) filter (where kind = 'sale') as orders,
      coalesce(sum(total_minor) filter (where kind = 'sale'), 0)::bigint as "salesMinor",
      count(*) filter (where kind = 'refund' or refunded_minor > 0) as refunds,
      (coalesce(sum(total_minor) filter (where kind = 'refund'), 0) - sum(refunded_minor))::bigint as "refundsMinor",
      sum(total_minor - refunded_minor)::bigint as "netMinor",
      min(placed_at) filter (where kind = 'sale') as "firstOrderAt",
      max(placed_at) filter (where kind = 'sale') as "lastOrderAt"
    from commerce.orders
    where customer_id = any(${customerIds}::uuid[]) and ${inScopes(scopeIds)} and status not in ('cart', 'cancelled')
    group by customer_id, currency order by customer_id, sum(total_minor) desc`.execute(db);
  return rows;
}

/** What the orders of one customer came to, by business day and currency, carts and cancelled orders left out. */
export async function spendDays(db: Db, customerId: string, scopeIds: ScopeLimit): Promise<SpendDay[]> {
  const { rows } = await sql<SpendDay>`
    select currency, business_date as day, count(*) filter (where kind = 'sale') as orders,
      sum(total_minor - refunded_minor)::bigint as "netMinor",
      coalesce(bool_or(kind = 'sale' and sales_lines > 0), false) as bought
    from commerce.orders
    where customer_id = ${customerId} and ${inScopes(scopeIds)} and status not in ('cart', 'cancelled')
    group by currency, business_date order by currency, business_date`.execute(db);
  return rows;
}

/** When the newest order came with each of these records. */
export async function lastFacts(db: Db, recordIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ recordId: string; at: Date }>`
    select record_id as "recordId", max(placed_at) as at from commerce.orders
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(db);
  return new Map(rows.map((row) => [row.recordId, row.at]));
}

/** How many orders came with each of these records. */
export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from commerce.orders
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** When the newest orders of these records were placed. */
export async function momentsOf(
  reader: Db | Tx,
  recordIds: readonly string[],
  { limit }: { readonly limit: number },
): Promise<{ readonly recordId: string; readonly at: Date }[]> {
  const { rows } = await sql<{ recordId: string; at: Date }>`
    select record_id as "recordId", placed_at as at from commerce.orders
    where record_id = any(${recordIds}::uuid[]) order by placed_at desc limit ${limit}`.execute(reader);
  return rows;
}
