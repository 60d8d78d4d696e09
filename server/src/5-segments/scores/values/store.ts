import { sql } from 'kysely';
import { z } from 'zod';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ScoreSql } from '../kind.ts';
import { type ScoreQuality, scoreQualitySchema } from './schema.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
const integer = z.coerce.number().int();
const number = z.coerce.number();
const bandsSchema = z.array(z.object({ band: z.string(), customers: integer, value: number }));
export type BandFigures = z.output<typeof bandsSchema>;

/** A computation over everybody takes no longer. */
const MAX_SECONDS = 600;

/** One computation of a score. */
export interface ScoreRun {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly asOf: string;
  readonly currency: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly dataVersion: string;
  readonly upTo: Date | null;
  readonly customers: number;
  readonly bands: BandFigures;
  readonly deciles: readonly number[];
  readonly quality: ScoreQuality | null;
  readonly tookMs: number;
  readonly computedAt: Date;
}

const COLUMNS = sql`id, kind, version, as_of as "asOf", currency, settings, data_version as "dataVersion", up_to as "upTo",
  customers, bands, deciles, quality, took_ms as "tookMs", computed_at as "computedAt"`;

const readRun = (row: ScoreRun): ScoreRun => ({
  ...row,
  bands: bandsSchema.parse(row.bands),
  deciles: z.array(number).parse(row.deciles),
  quality: scoreQualitySchema.nullable().parse(row.quality),
});

/** All computations of the scores, or of one, of days up to the one named, the newest first. */
export async function listRuns(
  db: Db | Tx,
  { kinds, upTo = '9999-12-31' }: { readonly kinds: readonly string[]; readonly upTo?: string },
): Promise<readonly ScoreRun[]> {
  const { rows } = await sql<ScoreRun>`select ${COLUMNS} from segments.score_runs
    where kind = any(${kinds}::text[]) and as_of <= ${upTo}::date
    order by kind, as_of desc, computed_at desc, id desc`.execute(db);
  return rows.map(readRun);
}

export async function insertRun(db: Db, run: ScoreRun): Promise<void> {
  await sql`
    insert into segments.score_runs (id, kind, version, as_of, currency, settings, data_version, up_to, customers, bands,
      deciles, quality, took_ms, computed_at)
    values (${run.id}, ${run.kind}, ${run.version}, ${run.asOf}, ${run.currency}, ${JSON.stringify(run.settings)}::jsonb,
      ${run.dataVersion}, ${run.upTo}, ${run.customers}, ${JSON.stringify(run.bands)}::jsonb,
      ${JSON.stringify(run.deciles)}::jsonb, ${run.quality === null ? null : JSON.stringify(run.quality)}::jsonb,
      ${run.tookMs}, ${run.computedAt})`.execute(db);
}

export async function deleteRuns(db: Db, ids: readonly string[]): Promise<void> {
  await sql`delete from segments.score_runs where id = any(${ids}::uuid[])`.execute(db);
}

/** The currency of most purchases up to a day; null where nobody bought anything. */
export async function mainCurrency(olap: Olap, asOf: string): Promise<string | null> {
  const [row] = await olap.rows<{ currency: string }>({
    sql: `SELECT currency FROM commerce_orders WHERE kind = 'sale' AND business_date <= {asOf:Date32} AND is_deleted = 0
      GROUP BY currency ORDER BY count() DESC, currency LIMIT 1`,
    params: { asOf },
  });
  return row?.currency ?? null;
}

/** Computes a score in the engine, into a partition of its own. */
export async function computeValues(olap: Olap, run: string, { sql: rows, params }: ScoreSql): Promise<void> {
  await olap.run({
    sql: `INSERT INTO segments_score_values SELECT {run:UUID}, customer_id, toFloat64(value), band, inputs FROM (${rows})`,
    params: { ...params, run },
    maxSeconds: MAX_SECONDS,
  });
}

type Row = Readonly<Record<string, unknown>>;

/** A sample of the rows, the same every time, of customers chosen by a hash of their ids. */
export async function sampleRows(olap: Olap, { sql: rows, params }: ScoreSql, most: number): Promise<readonly Row[]> {
  return olap.rows<Row>({
    sql: `SELECT * FROM (${rows}) ORDER BY cityHash64(customer_id), customer_id LIMIT {most:UInt32}`,
    params: { ...params, most },
    maxSeconds: MAX_SECONDS,
  });
}

export function streamRows(olap: Olap, { sql: rows, params }: ScoreSql): AsyncIterable<readonly Row[]> {
  return olap.stream<Row>({ sql: `SELECT * FROM (${rows})`, params, maxSeconds: MAX_SECONDS });
}

export interface NewValue {
  readonly customer_id: string;
  readonly value: number;
  readonly band: string;
  readonly inputs: readonly number[];
}

export async function insertValues(olap: Olap, run: string, values: AsyncIterable<NewValue>): Promise<void> {
  async function* rows(): AsyncGenerator<object> {
    for await (const value of values) {
      // JSON has no NaN, and the engine reads null as 0 where there is no null.
      yield { ...value, run_id: run, inputs: value.inputs.map((each) => (Number.isFinite(each) ? each : 'nan')) };
    }
  }
  await olap.insert('segments_score_values', rows());
}

/** How many are in which class, and the ends of the tenths. */
export async function measureValues(
  olap: Olap,
  run: string,
): Promise<{ readonly bands: BandFigures; readonly deciles: readonly number[] }> {
  const params = { run };
  const bands = await olap.rows({
    sql: `SELECT band, count() AS customers, sum(v.value) AS value FROM segments_score_values AS v WHERE run_id = {run:UUID}
      GROUP BY band ORDER BY band`,
    params,
  });
  const [row] = await olap.rows<{ deciles: number[]; rows: string }>({
    sql: `SELECT quantilesExactInclusive(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)(value) AS deciles, count() AS rows
      FROM segments_score_values WHERE run_id = {run:UUID}`,
    params,
  });
  const hasRows = row !== undefined && Number(row.rows) > 0;
  return { bands: bandsSchema.parse(bands), deciles: hasRows ? z.array(number).parse(row.deciles) : [] };
}

const heldSchema = z.array(z.object({ band: z.string(), customers: integer, returned: integer, spentMinor: number }));

/** What came of those measured in a run, in the days after the one it was taken as of. */
export async function followUp(
  olap: Olap,
  asked: { readonly run: string; readonly from: string; readonly to: string; readonly currency: string },
): Promise<{ readonly bands: z.output<typeof heldSchema>; readonly auc: number | null }> {
  const later = `(SELECT customer_id, arrayExists((day, refund) -> refund = 0 AND day > {from:Date32} AND day <= {to:Date32}, order_days, order_refunds) AS came,
      toFloat64(arraySum(arrayMap((day, money, worth) -> if(money = {currency:String} AND day > {from:Date32} AND day <= {to:Date32}, worth, 0), order_days, order_currencies, order_worths))) AS spent
    FROM customers_profiles FINAL)`;
  const joined = `segments_score_values AS v INNER JOIN ${later} AS later ON later.customer_id = v.customer_id
    WHERE v.run_id = {run:UUID}`;
  const rows = await olap.rows({
    sql: `SELECT v.band AS band, count() AS customers, sum(later.came) AS returned, sum(later.spent) AS spentMinor
      FROM ${joined} GROUP BY band ORDER BY band`,
    params: asked,
    maxSeconds: MAX_SECONDS,
  });
  // Equal values share the mean of their ranks (Mann and Whitney).
  const [ranks] = await olap.rows<{ sum: number; came: string; stayed: string }>({
    sql: `SELECT sum(back * (before + (many + 1) / 2)) AS sum, sum(back) AS came, sum(many - back) AS stayed
      FROM (SELECT many, back, sum(many) OVER (ORDER BY value ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - many AS before
        FROM (SELECT v.value AS value, count() AS many, sum(later.came) AS back FROM ${joined} GROUP BY value))`,
    params: asked,
    maxSeconds: MAX_SECONDS,
  });
  const came = Number(ranks?.came ?? 0);
  const stayed = Number(ranks?.stayed ?? 0);
  const auc = came === 0 || stayed === 0 ? null : (Number(ranks?.sum ?? 0) - (came * (came + 1)) / 2) / (came * stayed);
  return { bands: heldSchema.parse(rows), auc };
}

const valueSchema = z.object({
  runId: z.string(),
  customerId: z.string(),
  value: number,
  band: z.string(),
  inputs: z.array(z.number().nullable()),
});
export type StoredValue = z.output<typeof valueSchema>;

/** Values of some customers in some runs. */
export async function findValues(
  olap: Olap,
  runs: readonly string[],
  customerIds: readonly string[],
): Promise<readonly StoredValue[]> {
  if (runs.length === 0 || customerIds.length === 0) {
    return [];
  }
  const rows = await olap.rows({
    sql: `SELECT toString(run_id) AS runId, toString(customer_id) AS customerId, value, band, inputs FROM segments_score_values
      WHERE run_id IN {runs:Array(UUID)} AND customer_id IN {ids:Array(UUID)}`,
    params: { runs, ids: customerIds },
  });
  return z.array(valueSchema).parse(rows);
}

export interface ListRequest {
  readonly run: string;
  readonly band: string | null;
  /** Those of a class in the run of another score. */
  readonly other: { readonly run: string; readonly band: string } | null;
  readonly after: readonly [value: number, customerId: string] | null;
  readonly limit: number;
}

/** Customers of a class, the highest values first, and how many there are in all. */
export async function listValues(
  olap: Olap,
  { run, band, other, after, limit }: ListRequest,
): Promise<{ readonly items: readonly StoredValue[]; readonly total: number }> {
  const where = [
    'run_id = {run:UUID}',
    ...(band === null ? [] : ['band = {band:String}']),
    ...(other === null
      ? []
      : [
          'customer_id IN (SELECT customer_id FROM segments_score_values WHERE run_id = {other:UUID} AND band = {otherBand:String})',
        ]),
  ].join(' AND ');
  const params = { run, band: band ?? '', other: other?.run ?? NOBODY, otherBand: other?.band ?? '' };
  const [rows, [count]] = await Promise.all([
    olap.rows({
      sql: `SELECT toString(run_id) AS runId, toString(customer_id) AS customerId, value, band, inputs FROM segments_score_values
        WHERE ${where} ${after === null ? '' : 'AND (value < {afterValue:Float64} OR (value = {afterValue:Float64} AND customer_id > {afterId:UUID}))'}
        ORDER BY value DESC, customer_id LIMIT {limit:UInt32}`,
      params: { ...params, limit, afterValue: after?.[0] ?? 0, afterId: after?.[1] ?? NOBODY },
    }),
    olap.rows<{ total: string }>({ sql: `SELECT count() AS total FROM segments_score_values WHERE ${where}`, params }),
  ]);
  return { items: z.array(valueSchema).parse(rows), total: Number(count?.total ?? 0) };
}

const crossSchema = z.array(z.object({ band: z.string(), other: z.string(), customers: integer }));

/** How many are in which class of one run and which of the other. */
export async function crossRuns(olap: Olap, run: string, other: string): Promise<z.output<typeof crossSchema>> {
  const rows = await olap.rows({
    sql: `SELECT v.band AS band, o.band AS other, count() AS customers FROM segments_score_values AS v
      INNER JOIN segments_score_values AS o ON o.customer_id = v.customer_id
      WHERE v.run_id = {run:UUID} AND o.run_id = {other:UUID} GROUP BY band, other ORDER BY band, other`,
    params: { run, other },
  });
  return crossSchema.parse(rows);
}

/** How many values the analytic store has of a run: fewer than the run says when it was emptied since. */
export async function countValues(olap: Olap, run: string): Promise<number> {
  const [row] = await olap.rows<{ rows: string }>({
    sql: 'SELECT count() AS rows FROM segments_score_values WHERE run_id = {run:UUID}',
    params: { run },
  });
  return Number(row?.rows ?? 0);
}

export async function dropValues(olap: Olap, run: string): Promise<void> {
  await olap.run({ sql: 'ALTER TABLE segments_score_values DROP PARTITION {run:UUID}', params: { run } });
}

/** Partitions of computations that broke off: not kept, and an hour old. */
export async function findStrays(olap: Olap, kept: readonly string[]): Promise<readonly string[]> {
  const rows = await olap.rows<{ run: string }>({
    sql: `SELECT partition AS run FROM system.parts
      WHERE database = currentDatabase() AND table = 'segments_score_values' AND active AND partition NOT IN {kept:Array(String)}
      GROUP BY partition HAVING max(modification_time) < now() - INTERVAL 1 HOUR`,
    params: { kept },
  });
  return rows.map(({ run }) => run);
}
