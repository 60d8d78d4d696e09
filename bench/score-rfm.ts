import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../server/src/0-kernel/clock.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { migratePostgres } from '../server/src/0-kernel/db/migrate.ts';
import { migrateOlap } from '../server/src/0-kernel/db/migrate-olap.ts';
import { type Olap, openOlap } from '../server/src/0-kernel/db/olap.ts';
import { openPostgres } from '../server/src/0-kernel/db/postgres.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import { createMetrics } from '../server/src/0-kernel/metrics/metrics.ts';
import { startAnalytic } from '../server/src/0-kernel/supervise/analytic-server.ts';
import { startPostgres } from '../server/src/0-kernel/supervise/postgres-server.ts';
import { createRfm, type Rfm } from '../server/src/5-segments/scores/rfm/service.ts';
import { RFM_SETTINGS } from '../server/src/5-segments/scores/rfm/settings.ts';

const ROUNDS = 5;
const CHUNK = 1_000_000;
const AS_OF = '2026-03-01';

/**
 * `npm run bench -- score-rfm [--customers N] [--orders N] [--seed S]`: the whole RFM of a population (scan, exact
 * cuts, map with groups) against the engine's bare scan-and-group over the same table, in one run.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      orders: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const size = { customers: Number(values.customers), orders: Number(values.orders), seed: Number(values.seed) };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o711);
  const log = createLogger({ level: 'warn', destination: process.stderr });
  const postgresServer = await startPostgres({ dataDir: path.join(dir, 'postgres'), log });
  const analytic = await startAnalytic({ dataDir: path.join(dir, 'analytic'), log });
  const postgres = openPostgres(postgresServer.url, { onError: (error) => log.warn({ err: error }) });
  const olap = openOlap({ url: analytic.url, database: 'bench', log });
  try {
    await migratePostgres(postgres, { log });
    await migrateOlap(olap, { log });
    await generateOrders(olap, size);
    let version = 0;
    const rfm = createRfm({
      kernel: {
        postgres,
        olap,
        clock: systemClock,
        config: readConfig({ ZHIKE_DATA: dir }),
        metrics: createMetrics({ process: false }),
      },
      feed: {
        // Each question finds the facts changed, so that nothing is answered from an earlier run.
        dataVersion: async () => String((version += 1)),
        freshness: async () => ({ upTo: new Date(0), secondsBehind: 0, stale: false }),
      },
      setting: async (key) => RFM_SETTINGS.find((definition) => definition.key === key)?.defaultValue,
      customerNames: async () => new Map(),
    });
    await compare({
      olap,
      rfm,
      pid: () => analytic.pid(),
      forget: () => postgres.pool.query('delete from segments.rfm_runs'),
    });
  } finally {
    await olap.close();
    await postgres.close();
    await analytic.stop();
    await postgresServer.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Size {
  readonly customers: number;
  readonly orders: number;
  readonly seed: number;
}

/**
 * Orders over three years whose customers follow a skewed law (half of all orders come from a tenth of them), ids in
 * the order of time, one in twenty a refund, one in fifty cancelled.
 */
async function generateOrders(olap: Olap, size: Size): Promise<void> {
  const startedMs = performance.now();
  for (let first = 0; first < size.orders; first += CHUNK) {
    await olap.run({
      sql: `INSERT INTO commerce_orders
        WITH (cityHash64(number, {seed:UInt64}) / 18446744073709551616.) AS chance,
          toUInt64(floor({customers:UInt64} * pow(chance, 3))) AS customer,
          toInt64(exp(4 + 3 * (cityHash64(number, {seed:UInt64}, 2) / 18446744073709551616.)) * 100) AS fen,
          toDateTime64('2023-03-02 00:00:00', 3, 'UTC') + toIntervalSecond(intDiv(number * 94694400, {orders:UInt64})) AS placed,
          cityHash64(number, {seed:UInt64}, 3) % 20 = 0 AS refunded,
          leftPad(hex(toUInt64(toUnixTimestamp64Milli(placed))), 12, '0') AS ms
        SELECT toUUID(concat(substring(ms, -12, 8), '-', substring(ms, -4), '-7000-8000-', right(leftPad(hex(number), 12, '0'), 12))),
          toUUID(concat('00000000-0000-7000-9000-', right(leftPad(hex(customer), 12, '0'), 12))),
          placed, toDate32(placed + toIntervalHour(8)), if(refunded, 'refund', 'sale'),
          if(cityHash64(number, {seed:UInt64}, 4) % 50 = 0, 'cancelled', 'completed'), 'CNY', 'shop',
          if(refunded, -fen, fen), if(refunded, 0, fen), if(refunded, 0, 1 + number % 4), 0, 0, [], [], [], 1, 0
        FROM numbers({first:UInt64}, {count:UInt64})`,
      params: { ...size, first, count: Math.min(CHUNK, size.orders - first) },
      maxSeconds: 600,
    });
  }
  await olap.run({ sql: 'OPTIMIZE TABLE commerce_orders FINAL', maxSeconds: 3600 });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(
    `${size.orders} orders of at most ${size.customers} customers generated and tidied in ${seconds} s (seed ${size.seed})`,
  );
}

/** What any answer about customers needs at least: every row read once and brought to its customer. */
async function scanAndGroup(olap: Olap): Promise<void> {
  await olap.rows({
    sql: `SELECT count(), sum(days), sum(bought), sum(worth) FROM (
        SELECT customer_id, dateDiff('day', max(business_date), {asOf:Date32}) AS days, count() AS bought, sum(sales_minor) AS worth
        FROM commerce_orders
        WHERE kind = 'sale' AND status != 'cancelled' AND sales_lines > 0 AND business_date <= {asOf:Date32}
        GROUP BY customer_id)`,
    params: { asOf: AS_OF },
  });
}

interface Bench {
  readonly olap: Olap;
  readonly rfm: Rfm;
  pid(): number | null;
  /** Lets each round start without the runs of earlier ones. */
  forget(): Promise<unknown>;
}

async function compare(bench: Bench): Promise<void> {
  const context = systemContext('bench');
  const ask = async (): Promise<number> => (await bench.rfm.getMap(context, { asOf: AS_OF })).customers;
  // Once each to warm up, then in turns, so that a busy moment of the machine meets both.
  await scanAndGroup(bench.olap);
  const customers = await ask();
  const bare: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await timed(() => scanAndGroup(bench.olap)));
    await bench.forget();
    whole.push(await timed(ask));
  }
  const [bareMs, wholeMs] = [median(bare), median(whole)];
  const peaks = await measurePeaks(bench, ask);
  console.log(`${customers} customers scored as of ${AS_OF}; medians of ${ROUNDS}`);
  console.log('                        ms    all rounds (ms)                  peak of the engine');
  printRow('bare scan-and-group', bareMs, { all: bare, peak: peaks.bare });
  printRow('whole RFM', wholeMs, { all: whole, peak: peaks.whole });
  console.log(`ratio ${(wholeMs / bareMs).toFixed(2)} (bar: at most 2)`);
}

function printRow(
  name: string,
  ms: number,
  more: { readonly all: readonly number[]; readonly peak: number | null },
): void {
  const rounds = more.all.map((each) => Math.round(each)).join(' ');
  const peak = more.peak === null ? 'not known here' : `${Math.round(more.peak / 1024)} MiB`;
  console.log(`${name.padEnd(20)} ${String(Math.round(ms)).padStart(5)}    ${rounds.padEnd(32)} ${peak}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Peak memory of the engine's process in KiB during each; null where the system does not say. */
async function measurePeaks(bench: Bench, ask: () => Promise<unknown>) {
  const peakOf = async (work: () => Promise<unknown>): Promise<number | null> => {
    const folder = `/proc/${bench.pid()}`;
    try {
      // 5: forget the peak so far (proc_pid_clear_refs(5))
      await writeFile(`${folder}/clear_refs`, '5');
      await work();
      const status = await readFile(`${folder}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN);
    } catch (error) {
      console.log(`no memory figures: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  return { bare: await peakOf(() => scanAndGroup(bench.olap)), whole: await peakOf(ask) };
}
