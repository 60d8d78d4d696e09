import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { OrderStatus } from '../orders/schema.ts';
import type { LifeLine, OrderLife, Payment, Refund, Return, Shipment, StatusChange } from './order-life.ts';

type Owned<F> = F & { readonly orderId: string };

interface OrderRow {
  readonly id: string;
  readonly source: string;
  readonly number: string;
  readonly currency: string;
  readonly scopeId: string | null;
  readonly customerId: string | null;
  readonly recordId: string | null;
  readonly status: OrderStatus;
  readonly statusAt: Date;
  readonly placedAt: Date;
  readonly totalMinor: number;
}

const FACT_COLUMNS = sql.raw(
  `id, order_id as "orderId", source, key, at, actor_name as "actorName", actor_id as "actorId", stated_at as "statedAt",
   withdrawn_at as "withdrawnAt"`,
);

/** Orders with all that became of them. `lock`: for an act, so that two acts on one order take turns. */
export async function loadLives(
  db: Db,
  ids: readonly string[],
  options: { readonly lock: boolean; readonly scopeIds: ScopeLimit },
): Promise<Map<string, OrderLife>> {
  if (ids.length === 0) {
    return new Map();
  }
  const scope = options.scopeIds === null ? sql`true` : sql`scope_id = any(${options.scopeIds}::uuid[])`;
  const { rows: orders } = await sql<OrderRow>`
    select id, source, number, currency, scope_id as "scopeId", customer_id as "customerId", record_id as "recordId",
      status, coalesce(status_at, placed_at) as "statusAt", placed_at as "placedAt", total_minor as "totalMinor"
    from commerce.orders where id = any(${ids}::uuid[]) and ${scope}
    order by id ${options.lock ? sql`for update` : sql``}`.execute(db);
  const found = orders.map(({ id }) => id);
  const [lines, payments, refunds, returns, shipments, changes] = [
    await linesOf(db, found),
    await paymentsOf(db, found),
    await refundsOf(db, found),
    await returnsOf(db, found),
    await shipmentsOf(db, found),
    await changesOf(db, found),
  ];
  return new Map(
    orders.map((order) => [
      order.id,
      {
        ...order,
        lines: lines.get(order.id) ?? [],
        payments: payments.get(order.id) ?? [],
        refunds: refunds.get(order.id) ?? [],
        returns: returns.get(order.id) ?? [],
        shipments: shipments.get(order.id) ?? [],
        changes: changes.get(order.id) ?? [],
      },
    ]),
  );
}

function grouped<F extends { readonly orderId: string }>(rows: readonly F[]): Map<string, Omit<F, 'orderId'>[]> {
  const byOrder = new Map<string, Omit<F, 'orderId'>[]>();
  for (const { orderId, ...fact } of rows) {
    const group = byOrder.get(orderId);
    if (group === undefined) {
      byOrder.set(orderId, [fact]);
    } else {
      group.push(fact);
    }
  }
  return byOrder;
}

async function linesOf(db: Db, ids: readonly string[]): Promise<Map<string, LifeLine[]>> {
  const { rows } = await sql<Owned<LifeLine>>`
    select order_id as "orderId", line_no as "lineNo", sku, quantity, amount_minor as "amountMinor"
    from commerce.order_lines where order_id = any(${ids}::uuid[]) order by order_id, line_no`.execute(db);
  return grouped(rows);
}

async function paymentsOf(db: Db, ids: readonly string[]): Promise<Map<string, Payment[]>> {
  const { rows } = await sql<Owned<Payment>>`
    select ${FACT_COLUMNS}, method, amount_minor as "amountMinor", reference
    from commerce.payments where order_id = any(${ids}::uuid[]) order by at, id`.execute(db);
  return grouped(rows);
}

async function refundsOf(db: Db, ids: readonly string[]): Promise<Map<string, Refund[]>> {
  const { rows } = await sql<Owned<Refund>>`
    select ${FACT_COLUMNS}, method, amount_minor as "amountMinor", reason, payment_id as "paymentId",
      return_id as "returnId", line_no as "lineNo"
    from commerce.refunds where order_id = any(${ids}::uuid[]) order by at, id`.execute(db);
  return grouped(rows);
}

async function returnsOf(db: Db, ids: readonly string[]): Promise<Map<string, Return[]>> {
  const { rows } = await sql<Owned<Return>>`
    select ${FACT_COLUMNS}, lines, reason, state, states
    from commerce.returns where order_id = any(${ids}::uuid[]) order by at, id`.execute(db);
  return grouped(rows);
}

async function shipmentsOf(db: Db, ids: readonly string[]): Promise<Map<string, Shipment[]>> {
  const { rows } = await sql<Owned<Shipment>>`
    select ${FACT_COLUMNS}, carrier, number, lines, address, tracking
    from commerce.shipments where order_id = any(${ids}::uuid[]) order by at, id`.execute(db);
  return grouped(rows);
}

async function changesOf(db: Db, ids: readonly string[]): Promise<Map<string, StatusChange[]>> {
  const { rows } = await sql<Owned<StatusChange>>`
    select id, order_id as "orderId", from_status as "from", to_status as "to", at, origin, cause_id as "causeId", reason,
      jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor
    from commerce.order_changes where order_id = any(${ids}::uuid[]) order by order_id, id`.execute(db);
  return grouped(rows);
}

/** An order's worth after its life changed. */
export interface StateRow {
  readonly id: string;
  readonly status: OrderStatus;
  readonly statusAt: Date;
  readonly refundedMinor: number;
  readonly hasReturns: boolean;
  readonly isSold: boolean;
}

/** What the orders themselves show of their lives. What they sold follows from the state, line by line. */
export async function saveStates(tx: Tx, rows: readonly StateRow[], now: Date): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await sql`
    update commerce.orders o
    set status = row.status, status_at = row.status_at, refunded_minor = row.refunded_minor,
      has_returns = row.has_returns, sales_minor = case when row.is_sold then sold.minor else 0 end,
      sales_lines = case when row.is_sold then sold.lines else 0 end, updated_at = ${now}
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.status)}::text[],
      ${rows.map((row) => row.statusAt.toISOString())}::timestamptz[],
      ${rows.map((row) => row.refundedMinor)}::bigint[], ${rows.map((row) => row.hasReturns)}::bool[],
      ${rows.map((row) => row.isSold)}::bool[]) as row (id, status, status_at, refunded_minor, has_returns, is_sold)
    cross join lateral (
      select coalesce(sum(amount_minor), 0)::bigint as minor, count(*)::int as lines from commerce.order_lines l
      where l.order_id = row.id and l.quantity > 0 and l.unit_price > 0) sold
    where o.id = row.id`.execute(tx);
}

export async function insertChanges(
  tx: Tx,
  changes: readonly (StatusChange & { readonly orderId: string; readonly importId?: string | null })[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) {
    return;
  }
  await sql`
    insert into commerce.order_changes (id, order_id, from_status, to_status, at, origin, cause_id, reason, import_id,
      actor_kind, actor_id, actor_name, recorded_at)
    select id, "orderId", "from", "to", at, origin, "causeId", reason, "importId", actor ->> 'kind', actor ->> 'id',
      actor ->> 'name', ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as row (id uuid, "orderId" uuid, "from" text, "to" text,
      at timestamptz, origin text, "causeId" uuid, reason text, "importId" uuid, actor jsonb)`.execute(tx);
}

const FACT_FIELDS = sql.raw(
  `id uuid, "orderId" uuid, source text, key text, at timestamptz, "actorName" text, "actorId" text,
   "statedAt" timestamptz, "withdrawnAt" timestamptz`,
);
const FACT_TARGETS = sql.raw('id, order_id, source, key, at, actor_name, actor_id, stated_at, withdrawn_at');
const FACT_VALUES = sql.raw('id, "orderId", source, key, at, "actorName", "actorId", "statedAt", "withdrawnAt"');
const FACT_UPDATES = sql.raw('at = excluded.at, stated_at = excluded.stated_at, withdrawn_at = excluded.withdrawn_at');

/** New payments, and known ones as they are now. A key that another transaction claimed meanwhile raises 23505. */
export async function savePayments(tx: Tx, facts: readonly Owned<Payment>[]): Promise<void> {
  if (facts.length === 0) {
    return;
  }
  await sql`
    insert into commerce.payments (${FACT_TARGETS}, method, amount_minor, currency, reference)
    select ${FACT_VALUES}, method, "amountMinor", (select currency from commerce.orders where id = "orderId"), reference
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
      as row (${FACT_FIELDS}, method text, "amountMinor" bigint, reference text)
    on conflict (id) do update set ${FACT_UPDATES}, method = excluded.method, amount_minor = excluded.amount_minor,
      reference = excluded.reference`.execute(tx);
}

export async function saveRefunds(tx: Tx, facts: readonly Owned<Refund>[]): Promise<void> {
  if (facts.length === 0) {
    return;
  }
  await sql`
    insert into commerce.refunds (${FACT_TARGETS}, method, amount_minor, currency, reason, payment_id, return_id, line_no)
    select ${FACT_VALUES}, method, "amountMinor", (select currency from commerce.orders where id = "orderId"), reason,
      "paymentId", "returnId", "lineNo"
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
      as row (${FACT_FIELDS}, method text, "amountMinor" bigint, reason text, "paymentId" uuid, "returnId" uuid,
        "lineNo" int)
    on conflict (id) do update set ${FACT_UPDATES}, method = excluded.method, amount_minor = excluded.amount_minor,
      reason = excluded.reason, payment_id = excluded.payment_id, return_id = excluded.return_id,
      line_no = excluded.line_no`.execute(tx);
}

export async function saveReturns(tx: Tx, facts: readonly Owned<Return>[]): Promise<void> {
  if (facts.length === 0) {
    return;
  }
  await sql`
    insert into commerce.returns (${FACT_TARGETS}, lines, reason, state, states)
    select ${FACT_VALUES}, lines, reason, state, states
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
      as row (${FACT_FIELDS}, lines jsonb, reason text, state text, states jsonb)
    on conflict (id) do update set ${FACT_UPDATES}, lines = excluded.lines, reason = excluded.reason,
      state = excluded.state, states = excluded.states`.execute(tx);
}

export async function saveShipments(tx: Tx, facts: readonly Owned<Shipment>[]): Promise<void> {
  if (facts.length === 0) {
    return;
  }
  await sql`
    insert into commerce.shipments (${FACT_TARGETS}, carrier, number, lines, address, tracking)
    select ${FACT_VALUES}, carrier, number, lines, address, tracking
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
      as row (${FACT_FIELDS}, carrier text, number text, lines jsonb, address text, tracking jsonb)
    on conflict (id) do update set ${FACT_UPDATES}, carrier = excluded.carrier, number = excluded.number,
      lines = excluded.lines, address = excluded.address, tracking = excluded.tracking`.execute(tx);
}

export const FACT_KINDS = ['payments', 'refunds', 'returns', 'shipments'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** Orders that facts of these names belong to already. */
export async function ownersOfFacts(
  tx: Tx,
  kind: FactKind,
  names: readonly { readonly source: string; readonly key: string }[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ source: string; key: string; orderId: string }>`
    select f.source, f.key, f.order_id as "orderId"
    from unnest(${names.map((name) => name.source)}::text[], ${names.map((name) => name.key)}::text[])
      as name (source, key)
    join ${sql.raw(`commerce.${kind}`)} f on f.source = name.source and f.key = name.key`.execute(tx);
  return new Map(rows.map((row) => [JSON.stringify([row.source, row.key]), row.orderId]));
}

/** Ids of orders by their numbers at their sources. */
export async function orderIdsOf(
  tx: Tx,
  orders: readonly { readonly source: string; readonly number: string }[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; source: string; number: string }>`
    select o.id, o.source, o.number
    from unnest(${orders.map((order) => order.source)}::text[], ${orders.map((order) => order.number)}::text[])
      as named (source, number)
    join commerce.orders o on o.source = named.source and o.number = named.number`.execute(tx);
  return new Map(rows.map((row) => [JSON.stringify([row.source, row.number]), row.id]));
}

/** Everything that became of orders which an undone import takes along. */
export async function deleteLives(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) {
    return;
  }
  await sql`
    with p as (delete from commerce.payments where order_id = any(${orderIds}::uuid[])),
      r as (delete from commerce.refunds where order_id = any(${orderIds}::uuid[])),
      t as (delete from commerce.returns where order_id = any(${orderIds}::uuid[])),
      s as (delete from commerce.shipments where order_id = any(${orderIds}::uuid[]))
    delete from commerce.order_changes where order_id = any(${orderIds}::uuid[])`.execute(tx);
}

/** Forgets the steps that an import reported. */
export async function deleteChangesOfImport(tx: Tx, importId: string): Promise<void> {
  await sql`delete from commerce.order_changes where import_id = ${importId}`.execute(tx);
}

/** Numbers of orders that an import created and that have payments, refunds, returns or shipments which stand. */
export async function livingOrders(tx: Tx, importId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    with living as (
      select order_id from commerce.payments where withdrawn_at is null
      union select order_id from commerce.refunds where withdrawn_at is null
      union select order_id from commerce.returns where withdrawn_at is null
      union select order_id from commerce.shipments where withdrawn_at is null)
    select o.number from living join commerce.orders o on o.id = living.order_id
    where o.import_id = ${importId} order by o.number limit ${limit}`.execute(tx);
  return rows.map((row) => row.number);
}
