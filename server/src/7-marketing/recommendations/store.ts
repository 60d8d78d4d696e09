import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ItemFacts, Neighbour } from './co-purchases.ts';
import { type LearningRun, learnedContentSchema } from './learned-content.ts';

/** What was learned last; null before the first time. */
export async function newestRun(db: Db): Promise<LearningRun | null> {
  const { rows } = await sql<LearningRun>`
    select id, as_of as "asOf", customers, baskets, products, content, computed_at as "computedAt"
    from marketing.learning_runs where is_whole order by computed_at desc, id desc limit 1`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { ...row, content: learnedContentSchema.parse(row.content) };
}

export async function insertRun(tx: Tx, run: LearningRun, tookMs: number): Promise<void> {
  await sql`
    insert into marketing.learning_runs (id, as_of, customers, baskets, products, content, took_ms, computed_at)
    values (${run.id}, ${run.asOf}, ${run.customers}, ${run.baskets}, ${run.products},
      ${JSON.stringify(run.content)}::jsonb, ${tookMs}, ${run.computedAt})`.execute(tx);
}

/** From here on it is what everybody reads, and what was learned before is forgotten. */
export async function finishRun(tx: Tx, id: string): Promise<void> {
  await sql`update marketing.learning_runs set is_whole = true where id = ${id}`.execute(tx);
  await sql`delete from marketing.learning_runs where id <> ${id}`.execute(tx);
}

export interface PairRow {
  readonly left: string;
  readonly right: string;
  readonly baskets: number;
  readonly support: number;
  readonly confidence: number;
  readonly lift: number;
}
export interface NeighbourRow {
  readonly product: string;
  readonly other: string;
  readonly weight: number;
}
export interface FollowerRow {
  readonly product: string;
  readonly other: string;
  readonly customers: number;
  readonly share: number;
  readonly lift: number;
  readonly days: number;
}
export interface FactsRow extends Omit<ItemFacts, 'lastSoldDay'> {
  readonly product: string;
  readonly lastSoldDay: number;
  readonly intervalDays: number | null;
}

export async function insertPairs(tx: Tx, runId: string, rows: readonly PairRow[]): Promise<void> {
  await sql`
    insert into marketing.product_pairs (run_id, left_id, right_id, baskets, support, confidence, lift)
    select ${runId}, "left", "right", baskets, support, confidence, lift
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row ("left" uuid, "right" uuid, baskets integer,
      support float8, confidence float8, lift float8)`.execute(tx);
}

export async function insertNeighbours(tx: Tx, runId: string, rows: readonly NeighbourRow[]): Promise<void> {
  await sql`
    insert into marketing.product_neighbours (run_id, product_id, other_id, weight)
    select ${runId}, product, other, weight
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (product uuid, other uuid, weight float8)`.execute(
    tx,
  );
}

export async function insertFollowers(tx: Tx, runId: string, rows: readonly FollowerRow[]): Promise<void> {
  await sql`
    insert into marketing.product_followers (run_id, product_id, other_id, customers, share, lift, days)
    select ${runId}, product, other, customers, share, lift, days
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (product uuid, other uuid, customers integer,
      share float8, lift float8, days float8)`.execute(tx);
}

export async function insertFacts(tx: Tx, runId: string, rows: readonly FactsRow[]): Promise<void> {
  await sql`
    insert into marketing.product_facts (run_id, product_id, buyers, recent_sales, steady_sales, last_sold_day,
      repeat_chance, interval_days)
    select ${runId}, product, buyers, "recentSales", "steadySales", "lastSoldDay", "repeatChance", "intervalDays"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (product uuid, buyers integer,
      "recentSales" float8, "steadySales" float8, "lastSoldDay" integer, "repeatChance" float8,
      "intervalDays" float8)`.execute(tx);
}

export async function neighboursOf(
  db: Db,
  runId: string,
  products: readonly string[],
): Promise<ReadonlyMap<string, readonly Neighbour<string>[]>> {
  const { rows } = await sql<NeighbourRow>`
    select product_id as product, other_id as other, weight from marketing.product_neighbours
    where run_id = ${runId} and product_id = any(${products}::uuid[]) order by weight desc, other_id`.execute(db);
  const found = Map.groupBy(rows, ({ product }) => product);
  return new Map(
    [...found].map(([product, all]) => [product, all.map(({ other, weight }) => ({ item: other, weight }))]),
  );
}

export async function factsOf(
  db: Db,
  runId: string,
  products: readonly string[],
): Promise<ReadonlyMap<string, FactsRow>> {
  const { rows } = await sql<FactsRow>`
    select product_id as product, buyers, recent_sales as "recentSales", steady_sales as "steadySales",
      last_sold_day as "lastSoldDay", repeat_chance as "repeatChance", interval_days as "intervalDays"
    from marketing.product_facts
    where run_id = ${runId} and product_id = any(${products}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.product, row]));
}

/** What sells most of late. */
export async function popularProducts(
  db: Db,
  runId: string,
  limit: number,
): Promise<{ product: string; buyers: number }[]> {
  const { rows } = await sql<{ product: string; buyers: number }>`
    select product_id as product, buyers from marketing.product_facts
    where run_id = ${runId} order by recent_sales desc, product_id limit ${limit}`.execute(db);
  return rows;
}

export async function followersOf(db: Db, runId: string, products: readonly string[]): Promise<FollowerRow[]> {
  const { rows } = await sql<FollowerRow>`
    select product_id as product, other_id as other, customers, share, lift, days from marketing.product_followers
    where run_id = ${runId} and product_id = any(${products}::uuid[]) order by share desc, other_id`.execute(db);
  return rows;
}

const PAIR_COLUMNS = sql.raw('left_id as "left", right_id as "right", baskets, support, confidence, lift');

export async function pairsFrom(db: Db, runId: string, product: string): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    select ${PAIR_COLUMNS} from marketing.product_pairs where run_id = ${runId} and left_id = ${product}
    order by baskets * ln(lift) desc, right_id`.execute(db);
  return rows;
}

/** Where a page of pairs begins. */
export const pairPlaceSchema = z.tuple([z.uuid(), z.number(), z.uuid(), z.uuid()]);
export type PairPlace = z.output<typeof pairPlaceSchema>;

/** One page and one more, highest lift first. */
export async function pairsByLift(
  db: Db,
  runId: string,
  { after, limit }: { readonly after: PairPlace | null; readonly limit: number },
): Promise<PairRow[]> {
  const [, lift, left, right] = after ?? [];
  const place =
    after === null
      ? sql`true`
      : sql`(-lift, left_id, right_id) > (${-(lift ?? 0)}::float8, ${left ?? null}::uuid, ${right ?? null}::uuid)`;
  const { rows } = await sql<PairRow>`
    select ${PAIR_COLUMNS} from marketing.product_pairs where run_id = ${runId} and ${place}
    order by lift desc, left_id, right_id limit ${limit + 1}`.execute(db);
  return rows;
}
