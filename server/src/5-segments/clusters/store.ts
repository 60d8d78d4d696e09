import { sql } from 'kysely';
import { z } from 'zod';
import { daysBought } from '#commerce/pure';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';
import type { Placing } from './condition-facts.ts';
import type { Raw } from './features.ts';
import type { Scale } from './scale.ts';
import type { Clustering } from './schema.ts';

/** What a run came to: what people see, and by what everybody is placed. */
export type StoredResult = NonNullable<Clustering['result']> & {
  readonly scale: Scale;
  readonly centres: readonly (readonly number[])[];
  readonly inertia: number;
};

export interface ClusteringRow
  extends Pick<Clustering, 'id' | 'name' | 'state' | 'asOf' | 'currency' | 'parameters' | 'error' | 'tookMs'> {
  readonly result: StoredResult | null;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

const COLUMNS = sql`id, name, state, as_of::text as "asOf", currency, parameters, result, error,
  actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", created_at as "createdAt",
  finished_at as "finishedAt", took_ms as "tookMs"`;
/** The log shows so many. */
const MOST = 100;

export async function insertClustering(tx: Tx, row: ClusteringRow): Promise<void> {
  await sql`
    insert into segments.clusterings (id, name, state, as_of, currency, parameters, actor_kind, actor_id, actor_name,
      created_at)
    values (${row.id}, ${row.name}, ${row.state}, ${row.asOf}, ${row.currency}, ${JSON.stringify(row.parameters)}::jsonb,
      ${row.actorKind}, ${row.actorId}, ${row.actorName}, ${row.createdAt})`.execute(tx);
}

export async function updateClustering(
  db: Db | Tx,
  id: string,
  change: Pick<ClusteringRow, 'state' | 'result' | 'error' | 'finishedAt' | 'tookMs'>,
): Promise<void> {
  await sql`
    update segments.clusterings set state = ${change.state}, error = ${change.error},
      result = ${change.result === null ? null : JSON.stringify(change.result)}::jsonb,
      finished_at = ${change.finishedAt}, took_ms = ${change.tookMs}
    where id = ${id}`.execute(db);
}

export async function selectClustering(db: Db | Tx, id: string): Promise<ClusteringRow | null> {
  const { rows } = await sql<ClusteringRow>`select ${COLUMNS} from segments.clusterings where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** The newest first. */
export async function listClusterings(db: Db | Tx): Promise<readonly ClusteringRow[]> {
  const { rows } = await sql<ClusteringRow>`
    select ${COLUMNS} from segments.clusterings order by created_at desc, id desc limit ${MOST}`.execute(db);
  return rows;
}

/** By what clusterings place customers; those that are not done, or not there, are left out. */
export async function placingsOf(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Placing>> {
  const { rows } = await sql<{ id: string; currency: string; result: StoredResult }>`
    select id::text, currency, result from segments.clusterings
    where id::text = any(${ids}::text[]) and result is not null`.execute(db);
  return new Map(
    rows.map(({ id, currency, result: { scale, centres } }) => [id, { currency, scale, centres }] as const),
  );
}

const integer = z.coerce.number().int();
const rawSchema = z.array(z.object({ recency: integer, purchases: integer, net: integer, breadth: integer }));

/** The columns that features are told from, to be compiled beside the answers. */
export const FEATURE_COLUMNS = [
  'order_days',
  'order_refunds',
  'order_currencies',
  'order_worths',
  'sold_days',
  'sold_skus',
] as const;

/** A sample of buyers with their features, the same every time: customers by a hash of their ids. */
export async function sampleBuyers(
  olap: Olap,
  compiled: CompiledRules,
  { date, currency, most }: { readonly date: string; readonly currency: string; readonly most: number },
): Promise<readonly Raw[]> {
  const day = '{clusterDay:Date32}';
  const bought = daysBought(day);
  const found = await olap.rows({
    sql: `SELECT toInt64(dateDiff('day', arrayMax(${bought}), ${day})) AS recency, toInt64(length(${bought})) AS purchases,
        greatest(toInt64(0), toInt64(arraySum((worth, bought_on, currency) ->
          if(bought_on <= ${day} AND currency = {clusterCurrency:String}, worth, 0), order_worths, order_days, order_currencies))) AS net,
        toInt64(arrayUniq(arrayFilter((sku, sold_on) -> sold_on <= ${day}, sold_skus, sold_days))) AS breadth
      ${compiled.from} WHERE notEmpty(${bought}) ORDER BY sipHash64(id), id LIMIT {clusterSample:UInt32}`,
    params: { ...compiled.params, clusterDay: date, clusterCurrency: currency, clusterSample: most },
    maxSeconds: 300,
  });
  return rawSchema.parse(found);
}
