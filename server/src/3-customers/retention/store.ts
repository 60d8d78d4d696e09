import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** Nothing was heard of the customer `c` since, and nothing is asked about them. */
const silentSince = (before: Date) => sql`
  c.erased_at is null and c.updated_at < ${before} and c.created_at < ${before}
  and not exists (select from customers.records r where r.customer_id = c.id and (r.stated_at >= ${before} or r.updated_at >= ${before}))
  and not exists (select from customers.interactions i where i.customer_id = c.id and i.occurred_at >= ${before})
  and not exists (select from customers.notes n where n.customer_id = c.id and n.created_at >= ${before})
  and not exists (select from customers.consents s where s.customer_id = c.id and s.occurred_at >= ${before})
  and not exists (select from customers.data_requests q where q.customer_id = c.id and q.state = 'open')`;

/** Customers without any contact since; those who bought, or those who never did. */
export async function silentCustomers(
  reader: Db | Tx,
  { before, bought, limit }: { readonly before: Date; readonly bought: boolean; readonly limit: number },
): Promise<readonly string[]> {
  const orders = bought ? sql`c.last_order_at < ${before}` : sql`c.first_order_at is null`;
  const { rows } = await sql<{ id: string }>`
    select c.id from customers.customers c where ${orders} and ${silentSince(before)} order by c.id limit ${limit}`.execute(
    reader,
  );
  return rows.map(({ id }) => id);
}

const OLD_WORDS = (before: Date) =>
  sql`occurred_at < ${before} and (subject is not null or content is not null or outcome is not null)`;

export async function countOldWords(reader: Db | Tx, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from customers.interactions where ${OLD_WORDS(before)} limit ${limit}) found`.execute(reader);
  return rows[0]?.count ?? 0;
}

export async function emptyOldWords(tx: Tx, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update customers.interactions set subject = null, content = null, outcome = null
    where id in (select id from customers.interactions where ${OLD_WORDS(before)} limit ${limit})`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

export interface RunRow {
  readonly kind: string;
  readonly at: Date;
  readonly keptDays: number;
  readonly removed: number;
  readonly leftOver: number;
}

export async function insertRun(tx: Tx, row: RunRow & { readonly id: string }): Promise<void> {
  await sql`
    insert into customers.retention_runs (id, kind, at, kept_days, removed, left_over)
    values (${row.id}, ${row.kind}, ${row.at}, ${row.keptDays}, ${row.removed}, ${row.leftOver})`.execute(tx);
}

/** The last run of each kind. */
export async function lastRuns(db: Db): Promise<ReadonlyMap<string, RunRow>> {
  const { rows } = await sql<RunRow>`
    select distinct on (kind) kind, at, kept_days as "keptDays", removed, left_over as "leftOver"
    from customers.retention_runs order by kind, id desc`.execute(db);
  return new Map(rows.map((row) => [row.kind, row]));
}
