import { z } from 'zod';
import type { Olap } from '#kernel/db/olap.ts';
import type { RfmScale } from './cuts.ts';
import type { RfmTile } from './map.ts';
import type { RfmValues } from './values.ts';

const integer = z.coerce.number().int().refine(Number.isSafeInteger, 'does not fit a number');
/** Before every id in a list. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Scores and group of a row, as `score.ts` computes them. */
const SCORES = `
  6 - (1 + (recency_days > {r1:Int64}) + (recency_days > {r2:Int64}) + (recency_days > {r3:Int64}) + (recency_days > {r4:Int64})) AS r,
  if(frequency = 0, 1, 1 + (frequency > {f1:Int64}) + (frequency > {f2:Int64}) + (frequency > {f3:Int64}) + (frequency > {f4:Int64})) AS f,
  if(frequency = 0, 1, 1 + (monetary_minor > {m1:Int64}) + (monetary_minor > {m2:Int64}) + (monetary_minor > {m3:Int64}) + (monetary_minor > {m4:Int64})) AS m,
  if(frequency > 0 AND monetary_minor >= {gm:Float64}, 0, 4) + if(frequency > 0 AND frequency >= {gf:Float64}, 0, 2) + if(recency_days <= {gr:Float64}, 0, 1) AS group_index`;

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
  const where = [
    'run_id = {run:UUID}',
    'currency = {currency:String}',
    ...wanted.map(([name]) => `${name} = {w_${name}:Int64}`),
  ];
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
