import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface SlipRow {
  readonly id: string;
  readonly source: string;
  readonly number: string;
  readonly shopId: string | null;
  readonly scopeId: string | null;
  readonly card: string;
  readonly productType: string;
  readonly amount: string;
  readonly soldOn: string;
  readonly state: 'recorded' | 'unsettled' | 'dismissed';
  readonly reason: string | null;
  readonly enteredName: string;
  readonly enteredAt: Date;
  readonly orderId: string | null;
  readonly recordId: string | null;
  readonly customerId: string | null;
}

const ROW = sql`
  id, source, number, shop_id as "shopId", scope_id as "scopeId", card, product_type as "productType", amount,
  sold_on::text as "soldOn", state, reason, entered_name as "enteredName", entered_at as "enteredAt",
  order_id as "orderId", record_id as "recordId", customer_id as "customerId"`;

/** Held until the transaction ends. */
export async function lockByNumber(tx: Tx, source: string, number: string): Promise<SlipRow | null> {
  const { rows } = await sql<SlipRow>`
    select ${ROW} from entry.slips where source = ${source} and number = ${number} for update`.execute(tx);
  return rows[0] ?? null;
}

export async function lockSlip(tx: Tx, id: string, scopeIds: readonly string[] | null): Promise<SlipRow | null> {
  const { rows } = await sql<SlipRow>`
    select ${ROW} from entry.slips
    where id = ${id} and (${scopeIds}::uuid[] is null or scope_id = any(${scopeIds}::uuid[])) for update`.execute(tx);
  return rows[0] ?? null;
}

export async function insertSlip(tx: Tx, row: SlipRow): Promise<void> {
  await sql`
    insert into entry.slips (id, source, number, shop_id, scope_id, card, product_type, amount, sold_on, state, reason,
      entered_name, entered_at, order_id, record_id, customer_id)
    values (${row.id}, ${row.source}, ${row.number}, ${row.shopId}, ${row.scopeId}, ${row.card}, ${row.productType},
      ${row.amount}, ${row.soldOn}, ${row.state}, ${row.reason}, ${row.enteredName}, ${row.enteredAt}, ${row.orderId},
      ${row.recordId}, ${row.customerId})`.execute(tx);
}

export async function updateSlip(tx: Tx, row: SlipRow): Promise<void> {
  await sql`
    update entry.slips set card = ${row.card}, state = ${row.state}, reason = ${row.reason},
      order_id = ${row.orderId}, record_id = ${row.recordId}, customer_id = ${row.customerId}
    where id = ${row.id}`.execute(tx);
}

/** Those that wait for a card, held until the transaction ends. */
export async function lockUnsettledOf(tx: Tx, card: string): Promise<readonly SlipRow[]> {
  const { rows } = await sql<SlipRow>`
    select ${ROW} from entry.slips where state = 'unsettled' and card = ${card} order by id for update`.execute(tx);
  return rows;
}

export async function selectSlips(
  db: Db,
  page: {
    readonly state: SlipRow['state'];
    readonly beforeId: string | null;
    readonly limit: number;
    readonly scopeIds: readonly string[] | null;
  },
): Promise<readonly SlipRow[]> {
  const { rows } = await sql<SlipRow>`
    select ${ROW} from entry.slips
    where state = ${page.state} and (${page.beforeId}::uuid is null or id < ${page.beforeId})
      and (${page.scopeIds}::uuid[] is null or scope_id = any(${page.scopeIds}::uuid[]))
    order by id desc limit ${page.limit}`.execute(db);
  return rows;
}

export async function countUnsettled(db: Db, scopeIds: readonly string[] | null): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from entry.slips where state = 'unsettled'
      and (${scopeIds}::uuid[] is null or scope_id = any(${scopeIds}::uuid[]))`.execute(db);
  return rows[0]?.count ?? 0;
}
