import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

export interface LimitRow {
  readonly id: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly amountMinor: number | null;
  readonly currency: string;
  readonly paymentDays: number;
  readonly ownerId: string | null;
  readonly owner: string | null;
  readonly reason: string | null;
  readonly supersedes: readonly string[];
  readonly changedBy: string;
  readonly changedAt: Date;
}

const COLUMNS =
  sql.raw(`l.id, l.record_id as "recordId", l.customer_id as "customerId", l.amount_minor as "amountMinor",
  l.currency, l.payment_days as "paymentDays", l.owner_id as "ownerId", l.owner_name as owner, l.reason, l.supersedes,
  l.changed_by as "changedBy", l.changed_at as "changedAt"`);

/** Every change of a customer's limit, the newest first. */
export async function limitsOf(db: Db | Tx, customerId: string, options: { readonly lock?: boolean } = {}) {
  const { rows } = await sql<LimitRow>`
    select ${COLUMNS} from commerce.credit_limits l where customer_id = ${customerId}
    order by changed_at desc, id desc ${options.lock === true ? sql`for update` : sql``}`.execute(db);
  return rows;
}

/** What holds of each of these customers; those without any limit are not there. */
export async function standingOf(db: Db | Tx, customerIds: readonly string[]): Promise<ReadonlyMap<string, LimitRow>> {
  const { rows } = await sql<LimitRow>`
    select ${COLUMNS} from commerce.credit_standing l
    where customer_id = any(${customerIds}::uuid[]) and amount_minor is not null`.execute(db);
  return new Map(rows.map((row) => [row.customerId, row]));
}

export async function insertLimit(tx: Tx, row: LimitRow): Promise<void> {
  await sql`
    insert into commerce.credit_limits (id, record_id, customer_id, amount_minor, currency, payment_days, owner_id,
      owner_name, reason, supersedes, changed_by, changed_at)
    values (${row.id}, ${row.recordId}, ${row.customerId}, ${row.amountMinor}, ${row.currency}, ${row.paymentDays},
      ${row.ownerId}, ${row.owner}, ${row.reason}, ${row.supersedes}::uuid[], ${row.changedBy},
      ${row.changedAt})`.execute(tx);
}

/** Whoever asks for the same customer waits until the transaction ends: of two orders the second one sees the first. */
export async function lockCredit(tx: Tx, customerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`commerce.credit:${customerId}`}, 0))`.execute(tx);
}

export interface OwedRow {
  readonly orderId: string;
  readonly number: string;
  readonly currency: string;
  readonly businessDate: string;
  readonly openMinor: number;
}

/** The orders of a customer that are open, from the facts themselves, the oldest first. */
export async function owedBy(db: Db | Tx, customerId: string, exceptOrderId: string | null = null) {
  const { rows } = await sql<OwedRow>`
    select w.order_id as "orderId", o.number, w.currency, to_char(w.business_date, 'YYYY-MM-DD') as "businessDate",
      w.open_minor as "openMinor"
    from commerce.owed_orders w join commerce.orders o on o.id = w.order_id
    where w.customer_id = ${customerId} and w.open_minor > 0
      and (${exceptOrderId}::uuid is null or w.order_id <> ${exceptOrderId}::uuid)
    order by w.business_date, w.order_id`.execute(db);
  return rows;
}

export interface Touched {
  readonly orderIds: readonly string[];
  readonly ranges: readonly { readonly firstId: string; readonly lastId: string }[];
}

/** Works out anew what is open of these orders; whose open amount is another one by that. */
export async function refreshOpen(tx: Tx, { orderIds, ranges }: Touched): Promise<readonly string[]> {
  const firsts = ranges.map(({ firstId }) => firstId);
  const lasts = ranges.map(({ lastId }) => lastId);
  const { rows } = await sql<{ customerId: string }>`
    with ids as materialized (
      select unnest(${orderIds}::uuid[]) as id
      union
      select o.id from unnest(${firsts}::uuid[], ${lasts}::uuid[]) as r (first_id, last_id)
        join commerce.orders o on o.id between r.first_id and r.last_id
      union
      select k.order_id from unnest(${firsts}::uuid[], ${lasts}::uuid[]) as r (first_id, last_id)
        join commerce.open_orders k on k.order_id between r.first_id and r.last_id),
    -- Most orders were paid as they came: said so by their source, with nothing recorded since.
    doubtful as materialized (
      select o.id from ids join commerce.orders o on o.id = ids.id
      where o.kind = 'sale' and o.customer_id is not null
        and (o.status in ('placed', 'cod_confirmed')
          or exists (select from commerce.payments p where p.order_id = o.id)
          or exists (select from commerce.order_changes c where c.order_id = o.id))),
    -- The fence has each of them looked up by itself, however many orders there are.
    now_open as materialized (
      select w.* from doubtful cross join lateral (
        select * from commerce.owed_orders o where o.order_id = doubtful.id and o.open_minor > 0 offset 0) w),
    gone as (
      delete from commerce.open_orders k using ids
      where k.order_id = ids.id and not exists (select from now_open n where n.order_id = k.order_id)
      returning k.customer_id),
    put as (
      insert into commerce.open_orders as k (order_id, customer_id, currency, business_date, open_minor)
      select order_id, customer_id, currency, business_date, open_minor from now_open
      on conflict (order_id) do update set customer_id = excluded.customer_id, currency = excluded.currency,
        business_date = excluded.business_date, open_minor = excluded.open_minor
      where (k.customer_id, k.currency, k.business_date, k.open_minor)
        is distinct from (excluded.customer_id, excluded.currency, excluded.business_date, excluded.open_minor)
      returning coalesce(old.customer_id, new.customer_id) as before, new.customer_id as after)
    select customer_id as "customerId" from gone union select before from put union select after from put`.execute(tx);
  return rows.map(({ customerId }) => customerId);
}

/** What each of these customers owes, as it is kept, in each currency. */
export async function openSums(tx: Tx, customerIds: readonly string[]) {
  const { rows } = await sql<{ customerId: string; currency: string; openMinor: number }>`
    select customer_id as "customerId", currency, sum(open_minor)::bigint as "openMinor" from commerce.open_orders
    where customer_id = any(${customerIds}::uuid[]) group by customer_id, currency`.execute(tx);
  return rows;
}

/** Who of these is past the share of the limit since a look before. */
export async function crossedAmong(tx: Tx, customerIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from commerce.credit_crossings
    where customer_id = any(${customerIds}::uuid[]) and ended_at is null`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

export interface CrossingRow {
  readonly id: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly openMinor: number;
  readonly limitMinor: number;
  readonly currency: string;
  readonly caseId: string;
  readonly crossedAt: Date;
}

export async function insertCrossing(tx: Tx, row: CrossingRow): Promise<void> {
  await sql`
    insert into commerce.credit_crossings (id, record_id, customer_id, open_minor, limit_minor, currency, case_id,
      crossed_at)
    values (${row.id}, ${row.recordId}, ${row.customerId}, ${row.openMinor}, ${row.limitMinor}, ${row.currency},
      ${row.caseId}, ${row.crossedAt})`.execute(tx);
}

export async function endCrossings(tx: Tx, customerIds: readonly string[], at: Date): Promise<void> {
  await sql`
    update commerce.credit_crossings set ended_at = ${at}
    where customer_id = any(${customerIds}::uuid[]) and ended_at is null`.execute(tx);
}

const TABLES = ['credit_limits', 'credit_crossings'] as const;

/** Gives limits and crossings to the customers that their records belong to now; whose they were and are. */
export async function reassign(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<readonly string[]> {
  const moved = new Set<string>();
  for (const table of TABLES) {
    const { rows } = await sql<{ before: string; after: string }>`
      update ${sql.raw(`commerce.${table}`)} t set customer_id = row.customer_id
      from unnest(${records.map(({ recordId }) => recordId)}::uuid[],
        ${records.map(({ customerId }) => customerId)}::uuid[]) as row (record_id, customer_id)
      where t.record_id = row.record_id and t.customer_id <> row.customer_id
      returning old.customer_id as before, new.customer_id as after`.execute(tx);
    for (const { before, after } of rows) {
      moved.add(before).add(after);
    }
  }
  return [...moved];
}

export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select record_id as id from commerce.credit_limits where record_id = any(${recordIds}::uuid[])
    union select record_id from commerce.credit_crossings where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from commerce.credit_limits
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** What somebody wrote about the person goes; amounts and days stay. */
export function eraseCreditRows(tx: Tx, { customerId, recordIds }: ErasureSubject): Promise<TouchedRows> {
  return runErasing(tx, [
    [
      'credit_limits',
      sql`update commerce.credit_limits set reason = null
        where reason is not null and (customer_id = ${customerId} or record_id = any(${recordIds}::uuid[]))`,
    ],
  ]);
}

/** For the copy of one's own data. */
export async function copiedLimits(
  reader: Db | Tx,
  { customerId }: Pick<ErasureSubject, 'customerId'>,
): Promise<Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    select jsonb_build_object('amountMinor', amount_minor, 'currency', currency, 'paymentDays', payment_days,
      'reason', reason, 'changedAt', changed_at) as row
    from commerce.credit_limits where customer_id = ${customerId} order by changed_at, id`.execute(reader);
  return rows.map(({ row }) => row);
}
