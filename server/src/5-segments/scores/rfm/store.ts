import { sql } from 'kysely';
import { z } from 'zod';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { dateOfDayNumber, dayNumber } from '#kernel/pure/dates.ts';
import { cutRank, medianRank, type RfmScale } from './cuts.ts';
import type { RfmTile } from './map.ts';
import { windowStart } from './purchases.ts';
import type { CurrencyScale, RfmRun, RunParameters } from './run.ts';
import type { RfmValues } from './values.ts';

const integer = z.coerce.number().int().refine(Number.isSafeInteger, 'does not fit a number');
const four = z.tuple([integer, integer, integer, integer]);
const dimensions = <T extends z.ZodType>(value: T) => z.object({ recencyDays: value, frequency: value, monetary: value });
const scalesSchema: z.ZodType<CurrencyScale[]> = z.array(
  z.object({
    currency: z.string(),
    customers: integer,
    purchases: integer,
    cuts: dimensions(four),
    means: dimensions(z.number()),
    medians: dimensions(integer),
  }),
);

/** Stands for nobody in the analytic store, which keeps no nulls. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const PURCHASE = `kind = 'sale' AND status != 'cancelled' AND sales_lines > 0`;
const REFUND = `kind = 'refund' AND status != 'cancelled'`;

/**
 * The one scan: recency, frequency and monetary value of everybody who ever bought, by currency. FINAL leaves out
 * what later versions replaced; on a tidied table it costs nothing.
 */
function scanSql(refunds: RunParameters['refunds']): string {
  const body =
    refunds === 'ignore'
      ? { rows: PURCHASE, counts: 'business_date >= {first:Date32}', worth: 'sales_minor', having: '' }
      : {
          rows: `((${PURCHASE}) OR (${REFUND}))`,
          counts: `business_date >= {first:Date32} AND kind = 'sale'`,
          worth: 'total_minor',
          having: `HAVING countIf(kind = 'sale') > 0`,
        };
  const last = refunds === 'ignore' ? 'max(business_date)' : `maxIf(business_date, kind = 'sale')`;
  return `INSERT INTO segments_rfm_values
    SELECT {run:UUID}, customer_id, currency, toUInt32(dateDiff('day', ${last}, {asOf:Date32})),
      toUInt32(countIf(${body.counts}) AS bought),
      if(bought = 0, 0, sumIf(${body.worth}, business_date >= {first:Date32}))
    FROM commerce_orders FINAL
    WHERE ${body.rows} AND business_date <= {asOf:Date32} AND customer_id != toUUID('${NOBODY}')
    GROUP BY customer_id, currency
    ${body.having}`;
}

/** The earliest day of the analytic store's dates. */
const EARLIEST_DAY = dayNumber('1900-01-01');

/** Computes the values of a run into its own partition. */
export async function scanOrders(olap: Olap, run: string, parameters: RunParameters): Promise<void> {
  const first = Math.max(EARLIEST_DAY, windowStart(dayNumber(parameters.asOf), parameters.windowDays));
  await olap.run({
    sql: scanSql(parameters.refunds),
    params: { run, asOf: parameters.asOf, first: dateOfDayNumber(first) },
    maxSeconds: 300,
  });
}

const totalsSchema = z.object({
  currency: z.string(),
  customers: integer,
  recency: z.coerce.bigint(),
  frequency: z.coerce.bigint(),
  monetary: z.coerce.bigint(),
});

/** Exact cuts, means and medians of a run, by currency, most purchases first. */
export async function measureRun(olap: Olap, run: string): Promise<readonly CurrencyScale[]> {
  const rows = await olap.rows({
    sql: `SELECT currency, count() AS customers, sum(recency_days) AS recency, sum(frequency) AS frequency,
        sum(monetary_minor) AS monetary
      FROM segments_rfm_values WHERE run_id = {run:UUID} GROUP BY currency ORDER BY frequency DESC, currency`,
    params: { run },
  });
  const scales: CurrencyScale[] = [];
  for (const totals of z.array(totalsSchema).parse(rows)) {
    scales.push(await measureCurrency(olap, run, totals));
  }
  return scales;
}

async function measureCurrency(olap: Olap, run: string, totals: z.output<typeof totalsSchema>): Promise<CurrencyScale> {
  const { currency, customers } = totals;
  // quantileExact takes the element at floor(level × n), counted from 0: half a place below the rank hits it exactly.
  const levels = [1, 2, 3, 4].map((k) => cutRank(k, customers)).concat(medianRank(customers));
  const level = Object.fromEntries(levels.map((rank, i) => [`l${i}`, (rank - 0.5) / customers]));
  const quantiles = '{l0:Float64}, {l1:Float64}, {l2:Float64}, {l3:Float64}, {l4:Float64}';
  const [row] = await olap.rows({
    sql: `SELECT quantilesExact(${quantiles})(recency_days) AS recencyDays,
        quantilesExact(${quantiles})(frequency) AS frequency,
        quantilesExact(${quantiles})(monetary_minor) AS monetary
      FROM segments_rfm_values WHERE run_id = {run:UUID} AND currency = {currency:String}`,
    params: { run, currency, ...level },
  });
  const found = dimensions(z.tuple([integer, integer, integer, integer, integer])).parse(row);
  const cuts = (all: readonly number[]) => four.parse(all.slice(0, 4));
  return {
    currency,
    customers,
    purchases: Number(totals.frequency),
    cuts: { recencyDays: cuts(found.recencyDays), frequency: cuts(found.frequency), monetary: cuts(found.monetary) },
    means: {
      recencyDays: Number(totals.recency) / customers,
      frequency: Number(totals.frequency) / customers,
      monetary: Number(totals.monetary) / customers,
    },
    medians: { recencyDays: found.recencyDays[4], frequency: found.frequency[4], monetary: found.monetary[4] },
  };
}

interface RunRow {
  readonly id: string;
  readonly as_of: string;
  readonly window_days: number | null;
  readonly refunds: RunParameters['refunds'];
  readonly data_version: string;
  readonly up_to: Date | null;
  readonly customers: number;
  readonly scales: unknown;
  readonly took_ms: number;
  readonly computed_at: Date;
}

function toRun(row: RunRow): RfmRun {
  return {
    id: row.id,
    asOf: row.as_of,
    windowDays: row.window_days,
    refunds: row.refunds,
    dataVersion: row.data_version,
    upTo: row.up_to,
    customers: row.customers,
    scales: scalesSchema.parse(row.scales),
    tookMs: row.took_ms,
    computedAt: row.computed_at,
  };
}

/** The newest run with these parameters. */
export async function findRun(db: Db, parameters: RunParameters): Promise<RfmRun | null> {
  const { rows } = await sql<RunRow>`
    select * from segments.rfm_runs
    where as_of = ${parameters.asOf}::date and window_days is not distinct from ${parameters.windowDays}::integer
      and refunds = ${parameters.refunds}
    order by computed_at desc, id desc limit 1`.execute(db);
  return rows[0] === undefined ? null : toRun(rows[0]);
}

export async function readRun(db: Db, id: string): Promise<RfmRun | null> {
  const { rows } = await sql<RunRow>`select * from segments.rfm_runs where id = ${id}`.execute(db);
  return rows[0] === undefined ? null : toRun(rows[0]);
}

/** Writes the run and forgets all but the newest ones; returns the ids of those forgotten. */
export async function saveRun(db: Db, run: RfmRun, keep: number): Promise<readonly string[]> {
  await sql`
    insert into segments.rfm_runs
      (id, as_of, window_days, refunds, data_version, up_to, customers, scales, took_ms, computed_at)
    values (${run.id}, ${run.asOf}, ${run.windowDays}, ${run.refunds}, ${run.dataVersion}, ${run.upTo},
      ${run.customers}, ${JSON.stringify(run.scales)}::jsonb, ${run.tookMs}, ${run.computedAt})`.execute(db);
  const { rows } = await sql<{ id: string }>`
    delete from segments.rfm_runs where id in (
      select id from segments.rfm_runs order by computed_at desc, id desc offset ${keep})
    returning id`.execute(db);
  return rows.map((row) => row.id);
}

/** Rows that the analytic store has of the run: fewer than the run says when the store was emptied since. */
export async function countValues(olap: Olap, run: string): Promise<number> {
  const [row] = await olap.rows<{ rows: string }>({
    sql: 'SELECT count() AS rows FROM segments_rfm_values WHERE run_id = {run:UUID}',
    params: { run },
  });
  return Number(row?.rows ?? 0);
}

export async function dropValues(olap: Olap, run: string): Promise<void> {
  await olap.run({ sql: 'ALTER TABLE segments_rfm_values DROP PARTITION {run:UUID}', params: { run } });
}

/** Scores and group of a row, as `score.ts` computes them. */
const SCORES = `
  6 - (1 + (recency_days > {r1:Int64}) + (recency_days > {r2:Int64}) + (recency_days > {r3:Int64}) + (recency_days > {r4:Int64})) AS r,
  if(frequency = 0, 1, 1 + (frequency > {f1:Int64}) + (frequency > {f2:Int64}) + (frequency > {f3:Int64}) + (frequency > {f4:Int64})) AS f,
  if(frequency = 0, 1, 1 + (monetary_minor > {m1:Int64}) + (monetary_minor > {m2:Int64}) + (monetary_minor > {m3:Int64}) + (monetary_minor > {m4:Int64})) AS m,
  if(monetary_minor >= {gm:Float64}, 0, 4) + if(frequency >= {gf:Float64}, 0, 2) + if(recency_days <= {gr:Float64}, 0, 1) AS group_index`;

function scoreParams(scale: RfmScale): Record<string, number> {
  const { cuts, groupCuts } = scale;
  const named = (letter: string, values: readonly number[]) => values.map((value, i) => [`${letter}${i + 1}`, value]);
  return {
    ...Object.fromEntries([
      ...named('r', cuts.recencyDays),
      ...named('f', cuts.frequency),
      ...named('m', cuts.monetary),
    ]),
    gr: groupCuts.recencyDays,
    gf: groupCuts.frequency,
    gm: groupCuts.monetary,
  };
}

const tileSchema = z.object({
  r: integer,
  f: integer,
  groupIndex: integer,
  customers: integer,
  monetaryMinor: integer,
  recencyDays: integer,
  frequency: integer,
});

/** Everybody of one currency, counted by recency score, frequency score and group: at most 200 rows. */
export async function readTiles(
  olap: Olap,
  asked: { readonly run: string; readonly currency: string; readonly scale: RfmScale },
): Promise<readonly RfmTile[]> {
  const rows = await olap.rows({
    sql: `SELECT r, f, group_index AS groupIndex, count() AS customers, sum(monetary_minor) AS monetaryMinor,
        sum(recency_days) AS recencyDays, sum(values.frequency) AS frequency
      FROM (SELECT recency_days, frequency, monetary_minor, ${SCORES} FROM segments_rfm_values
        WHERE run_id = {run:UUID} AND currency = {currency:String}) AS values
      GROUP BY r, f, group_index ORDER BY r, f, group_index`,
    params: { run: asked.run, currency: asked.currency, ...scoreParams(asked.scale) },
  });
  return z.array(tileSchema).parse(rows);
}

export interface RfmFilter {
  readonly r?: number | undefined;
  readonly f?: number | undefined;
  readonly m?: number | undefined;
  readonly groupIndex?: number | undefined;
}

export interface CustomerValues extends RfmValues {
  readonly customerId: string;
  readonly currency: string;
}

const valuesSchema = z.object({
  customerId: z.string(),
  currency: z.string(),
  recencyDays: integer,
  frequency: integer,
  monetary: integer,
});
const VALUES = `toString(customer_id) AS customerId, currency, recency_days AS recencyDays, frequency,
  monetary_minor AS monetary`;

export interface ListRequest {
  readonly run: string;
  readonly currency: string;
  readonly scale: RfmScale;
  readonly filter: RfmFilter;
  /** Monetary value and id of the last row seen. */
  readonly after: readonly [monetaryMinor: number, customerId: string] | null;
  readonly limit: number;
}

/** Customers of a cell or group, the most valuable first, and how many there are in all. */
export async function listValues(
  olap: Olap,
  request: ListRequest,
): Promise<{ readonly items: readonly CustomerValues[]; readonly total: number }> {
  const { filter, after, scale } = request;
  const wanted = Object.entries({ r: filter.r, f: filter.f, m: filter.m, group_index: filter.groupIndex }).filter(
    ([, value]) => value !== undefined,
  );
  const where = ['run_id = {run:UUID}', 'currency = {currency:String}', ...wanted.map(([name]) => `${name} = {w_${name}:Int64}`)];
  const params = {
    run: request.run,
    currency: request.currency,
    ...scoreParams(scale),
    ...Object.fromEntries(wanted.map(([name, value]) => [`w_${name}`, value])),
  };
  const from = `FROM (SELECT *, ${SCORES} FROM segments_rfm_values WHERE run_id = {run:UUID}) WHERE ${where.join(' AND ')}`;
  const [rows, [count]] = await Promise.all([
    olap.rows({
      sql: `SELECT ${VALUES} ${from}
        ${after === null ? '' : 'AND (monetary_minor < {afterM:Int64} OR (monetary_minor = {afterM:Int64} AND customer_id > {afterId:UUID}))'}
        ORDER BY monetary_minor DESC, customer_id LIMIT {limit:UInt32}`,
      params: { ...params, limit: request.limit, afterM: after?.[0] ?? 0, afterId: after?.[1] ?? NOBODY },
    }),
    olap.rows<{ total: string }>({ sql: `SELECT count() AS total ${from}`, params }),
  ]);
  return { items: z.array(valuesSchema).parse(rows), total: Number(count?.total ?? 0) };
}

/** Values of some customers, one row for each currency; those who never bought are missing. */
export async function findValues(
  olap: Olap,
  run: string,
  customerIds: readonly string[],
): Promise<readonly CustomerValues[]> {
  const rows = await olap.rows({
    sql: `SELECT ${VALUES} FROM segments_rfm_values
      WHERE run_id = {run:UUID} AND customer_id IN {ids:Array(UUID)} ORDER BY frequency DESC, currency`,
    params: { run, ids: customerIds },
  });
  return z.array(valuesSchema).parse(rows);
}

const aheadSchema = z.object({ recencyDays: integer, frequency: integer, monetary: integer });

/** How many customers of the same currency one customer is ahead of in each dimension. */
export async function countBehind(olap: Olap, run: string, own: CustomerValues): Promise<z.output<typeof aheadSchema>> {
  const [row] = await olap.rows({
    sql: `SELECT countIf(recency_days > {r:Int64}) AS recencyDays, countIf(frequency < {f:Int64}) AS frequency,
        countIf(monetary_minor < {m:Int64}) AS monetary
      FROM segments_rfm_values AS v WHERE run_id = {run:UUID} AND currency = {currency:String}`,
    params: { run, currency: own.currency, r: own.recencyDays, f: own.frequency, m: own.monetary },
  });
  return aheadSchema.parse(row);
}
