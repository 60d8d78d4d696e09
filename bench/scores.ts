import { parseArgs } from 'node:util';
import { SCORE_KINDS } from '../server/src/5-segments/scores/kinds.ts';
import { type Base, sizeOf, withBase } from './generate/open-base.ts';
import { BASE_UNTIL } from './generate/segment-base.ts';
import { watchMemory } from './measure/peak-memory.ts';
import { at } from './measure/percentile.ts';

const SCANS = 3;

/**
 * `npm run bench -- scores [--customers N] [--only NAME] [--data FOLDER] [--keep]`: every score over N customers and
 * ten times as many orders, with its check on time held back, against the engine's bare scan-and-group over the same
 * orders. `--keep` leaves computations of a run before where they are; they are never used again.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      only: { type: 'string' },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const size = sizeOf(Number(values.customers));
  await withBase({ size, data: values.data }, async (base) => {
    if (!values.keep) {
      await forget(base);
    }
    await measure(base, values.only);
  });
}

/** Every score is computed, and none found to be there. */
async function forget({ kernel }: Base): Promise<void> {
  await kernel.postgres.pool.query('delete from segments.score_runs');
  await kernel.olap.run({ sql: 'TRUNCATE TABLE segments_score_values' });
}

/** What any answer about customers needs at least: every order read once and brought to its customer. */
async function bareScan({ kernel }: Base): Promise<void> {
  await kernel.olap.rows({
    sql: `SELECT count(), sum(days), sum(bought), sum(worth) FROM (
        SELECT customer_id, dateDiff('day', max(business_date), {asOf:Date32}) AS days, count() AS bought, sum(sales_minor) AS worth
        FROM commerce_orders WHERE kind = 'sale' AND status != 'cancelled' AND sales_lines > 0 AND business_date <= {asOf:Date32}
        GROUP BY customer_id)`,
    params: { asOf: BASE_UNTIL },
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return Math.round(performance.now() - startedMs);
}

async function measure(base: Base, only: string | undefined): Promise<void> {
  await bareScan(base);
  const scans: number[] = [];
  for (let round = 0; round < SCANS; round += 1) {
    scans.push(await timed(() => bareScan(base)));
  }
  const scanMs = at(scans, 0.5);
  console.log(`bare scan-and-group of ${base.size.orders} orders: ${scanMs} ms`);
  console.log('score                 customers       ms   × scan   engine MB   node MB   held back');
  let total = 0;
  for (const { name } of SCORE_KINDS.filter((kind) => only === undefined || kind.name === only)) {
    const memory = watchMemory();
    const startedMs = performance.now();
    const done = await base.platform.segments.scoring.compute(name, BASE_UNTIL);
    const ms = Math.round(performance.now() - startedMs);
    const { analyticMb, nodeMb } = await memory.stop();
    total += ms;
    const auc = done.quality?.held?.auc ?? null;
    const cells = [
      name.padEnd(20),
      String(done.customers).padStart(10),
      String(ms).padStart(8),
      (ms / scanMs).toFixed(1).padStart(8),
      String(Math.round(analyticMb)).padStart(11),
      String(Math.round(nodeMb)).padStart(9),
      auc === null ? '' : `  AUC ${auc.toFixed(3)}`,
    ];
    console.log(cells.join(' '));
  }
  console.log(`all of them, with their checks on what was held back: ${(total / 1000).toFixed(1)} s`);
}
