import { sql } from 'kysely';
import { z } from 'zod';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { dateOfDayNumber, dayNumber } from '#kernel/pure/dates.ts';
import { cutRank, medianRank } from '../cuts.ts';
import { windowStart } from '../purchases.ts';
import type { CurrencyScale, RfmRun, RunParameters } from '../reuse.ts';

const integer = z.coerce.number().int().refine(Number.isSafeInteger, 'does not fit a number');
const four = z.tuple([integer, integer, integer, integer]);
const dimensions = <T extends z.ZodType>(value: T) =>
  z.object({ recencyDays: value, frequency: value, monetary: value });
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
const PURCHASE = `kind = 'sale' AND status NOT IN ('cart', 'cancelled') AND sales_lines > 0`;
const REFUND = `kind = 'refund' AND status NOT IN ('cart', 'cancelled')`;

/**
 * The one scan: recency, frequency and monetary value of everybody who ever bought, by currency. FINAL leaves out
 * what later versions replaced; on a tidied table it costs nothing. Currencies enter the grouping as numbers, and not
 * at all when there is only one: the engine groups by fixed-size keys several times as fast as by texts.
 */
function scanSql(refunds: RunParameters['refunds'], hasOneCurrency: boolean): string {
  const body =
    refunds === 'ignore'
      ? { rows: PURCHASE, counts: 'business_date >= {first:Date32}', worth: 'sales_minor', having: '' }
      : {
          rows: `((${PURCHASE}) OR (${REFUND}))`,
          counts: `business_date >= {first:Date32} AND kind = 'sale'`,
          worth: 'total_minor - refunded_minor',
          having: `HAVING countIf(kind = 'sale') > 0`,
        };
  const last = refunds === 'ignore' ? 'max(business_date)' : `maxIf(business_date, kind = 'sale')`;
  return `INSERT INTO segments_rfm_values
    SELECT {run:UUID}, customer_id, {currencies:Array(String)}[${hasOneCurrency ? '1' : 'currency_no'}],
      toUInt32(dateDiff('day', ${last}, {asOf:Date32})),
      toUInt32(countIf(${body.counts}) AS bought),
      if(bought = 0, 0, sumIf(${body.worth}, business_date >= {first:Date32}))
    FROM commerce_orders FINAL
    WHERE ${body.rows} AND business_date <= {asOf:Date32} AND customer_id != toUUID('${NOBODY}')
      AND currency IN {currencies:Array(String)}
    GROUP BY customer_id${hasOneCurrency ? '' : ', toUInt16(indexOf({currencies:Array(String)}, currency)) AS currency_no'}
    ${body.having}`;
}

/** The earliest day of the analytic store's dates. */
const EARLIEST_DAY = dayNumber('1900-01-01');

/** Computes the values of a run into its own partition. */
export async function scanOrders(olap: Olap, run: string, parameters: RunParameters): Promise<void> {
  // Without FINAL: a currency too many does no harm.
  const found = await olap.rows<{ currency: string }>({
    sql: 'SELECT DISTINCT currency FROM commerce_orders ORDER BY currency',
  });
  const currencies = found.map((row) => row.currency);
  if (currencies.length === 0) {
    return;
  }
  const first = Math.max(EARLIEST_DAY, windowStart(dayNumber(parameters.asOf), parameters.windowDays));
  await olap.run({
    sql: scanSql(parameters.refunds, currencies.length === 1),
    params: { run, asOf: parameters.asOf, first: dateOfDayNumber(first), currencies },
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

/** The day of the newest purchase up to a day, or null. */
export async function newestPurchase(olap: Olap, upTo: string): Promise<string | null> {
  // Without FINAL, hence quick: a replaced row may only make the shop look a little less quiet.
  const [row] = await olap.rows<{ newest: string; purchases: string }>({
    sql: `SELECT toString(max(business_date)) AS newest, count() AS purchases FROM commerce_orders
      WHERE kind = 'sale' AND business_date <= {upTo:Date32} AND is_deleted = 0`,
    params: { upTo },
  });
  return row === undefined || Number(row.purchases) === 0 ? null : row.newest;
}

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

/** The newest run of a day up to the one named, whatever it was computed with. */
export async function findNewestRun(db: Db, upTo: string): Promise<RfmRun | null> {
  const { rows } = await sql<RunRow>`
    select * from segments.rfm_runs where as_of <= ${upTo}::date
    order by as_of desc, computed_at desc, id desc limit 1`.execute(db);
  return rows[0] === undefined ? null : toRun(rows[0]);
}

export async function readRun(db: Db, id: string): Promise<RfmRun | null> {
  const { rows } = await sql<RunRow>`select * from segments.rfm_runs where id = ${id}`.execute(db);
  return rows[0] === undefined ? null : toRun(rows[0]);
}

/** Writes the run and forgets all but the newest ones. */
export async function saveRun(
  db: Db,
  run: RfmRun,
  keep: number,
): Promise<{ readonly kept: readonly string[]; readonly forgotten: readonly string[] }> {
  await sql`
    insert into segments.rfm_runs
      (id, as_of, window_days, refunds, data_version, up_to, customers, scales, took_ms, computed_at)
    values (${run.id}, ${run.asOf}, ${run.windowDays}, ${run.refunds}, ${run.dataVersion}, ${run.upTo},
      ${run.customers}, ${JSON.stringify(run.scales)}::jsonb, ${run.tookMs}, ${run.computedAt})`.execute(db);
  const { rows: forgotten } = await sql<{ id: string }>`
    delete from segments.rfm_runs where id in (
      select id from segments.rfm_runs order by computed_at desc, id desc offset ${keep})
    returning id`.execute(db);
  const { rows: kept } = await sql<{ id: string }>`select id from segments.rfm_runs`.execute(db);
  return { kept: kept.map((row) => row.id), forgotten: forgotten.map((row) => row.id) };
}

/** Rows that the analytic store has of the run: fewer than the run says when the store was emptied since. */
export async function countValues(olap: Olap, run: string): Promise<number> {
  const [row] = await olap.rows<{ rows: string }>({
    sql: 'SELECT count() AS rows FROM segments_rfm_values WHERE run_id = {run:UUID}',
    params: { run },
  });
  return Number(row?.rows ?? 0);
}

/** Runs whose values nobody will ask for, because their computation broke off: not kept, and an hour old. */
export async function findStrays(olap: Olap, kept: readonly string[]): Promise<readonly string[]> {
  const rows = await olap.rows<{ run: string }>({
    sql: `SELECT partition AS run FROM system.parts
      WHERE database = currentDatabase() AND table = 'segments_rfm_values' AND active
        AND partition NOT IN {kept:Array(String)}
      GROUP BY partition HAVING max(modification_time) < now() - INTERVAL 1 HOUR`,
    params: { kept },
  });
  return rows.map((row) => row.run);
}

export async function dropValues(olap: Olap, run: string): Promise<void> {
  await olap.run({ sql: 'ALTER TABLE segments_rfm_values DROP PARTITION {run:UUID}', params: { run } });
}
