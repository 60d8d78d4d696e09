import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { conditionNodes } from '../server/src/0-kernel/pure/rules/tree.ts';
import { type Base, chosenIn, sizeOf, withBase } from './generate/open-base.ts';
import { BASE_UNTIL } from './generate/segment-base.ts';
import { IN_POSTGRES, twentyRules } from './generate/segment-rules.ts';
import { at } from './measure/percentile.ts';

const ESTIMATE_LIMIT_MS = 300;
const EXACT_LIMIT_MS = 1000;

/**
 * `npm run bench -- segment-preview [--customers N] [--rounds N] [--data FOLDER]`: twenty rules of one to eight
 * conditions over N customers with ten orders, 25 lines and ten events for each: the estimate and the exact count as
 * the builder asks for them, and five of the rules in PostgreSQL over the same tables, which must count the same.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '7' },
      data: { type: 'string' },
    },
  });
  const size = sizeOf(Number(values.customers));
  await withBase({ size, data: values.data }, (base) => measure(base, Number(values.rounds)));
}

interface Timed {
  readonly conditions: number;
  readonly count: number;
  readonly isInside: boolean;
  readonly estimate: readonly number[];
  readonly exact: readonly number[];
}

async function measure(base: Base, rounds: number): Promise<void> {
  const { preview } = base.platform.segments;
  const context = systemContext('bench');
  const rules = twentyRules(await chosenIn(base.kernel));
  const timed: Timed[] = [];
  for (const rule of rules) {
    const asked = { rule: { v: 1, ...rule }, asOf: BASE_UNTIL };
    const [estimate, exact]: [number[], number[]] = [[], []];
    let [count, isInside] = [0, false];
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      const first = await preview.preview(context, { ...asked, estimate: true });
      const middleMs = performance.now();
      const whole = await preview.preview(context, { ...asked, estimate: false });
      estimate.push(middleMs - startedMs);
      exact.push(performance.now() - middleMs);
      count = whole.count;
      const { low, high } = ('interval' in first ? first.interval : undefined) ?? {
        low: first.count,
        high: first.count,
      };
      isInside = low <= count && count <= high;
    }
    timed.push({ conditions: conditionNodes(rule).length, count, isInside, estimate, exact });
  }
  const inPostgres = await timePostgres(base, timed);
  console.table(
    timed.map(({ conditions, count, isInside, estimate, exact }, index) => ({
      conditions,
      count,
      'in interval': isInside,
      'estimate p50': Math.round(at(estimate, 0.5)),
      'estimate p95': Math.round(at(estimate, 0.95)),
      'exact p50': Math.round(at(exact, 0.5)),
      'exact p95': Math.round(at(exact, 0.95)),
      PostgreSQL: inPostgres.get(index) ?? '',
    })),
  );
  printRow(
    'estimate',
    timed.flatMap(({ estimate }) => estimate),
    ESTIMATE_LIMIT_MS,
  );
  printRow(
    'exact',
    timed.flatMap(({ exact }) => exact),
    EXACT_LIMIT_MS,
  );
}

/** Milliseconds by the place of the rule. Throws when PostgreSQL counts otherwise. */
async function timePostgres({ kernel }: Base, timed: readonly Timed[]): Promise<ReadonlyMap<number, number>> {
  const taken = new Map<number, number>();
  for (const { rule, sql } of IN_POSTGRES) {
    const startedMs = performance.now();
    const { rows } = await kernel.postgres.pool.query<{ n: string }>(sql);
    taken.set(rule, Math.round(performance.now() - startedMs));
    if (Number(rows[0]?.n) !== timed[rule]?.count) {
      throw new Error(`rule ${rule}: PostgreSQL counts ${rows[0]?.n}, the analytic store ${timed[rule]?.count}`);
    }
  }
  return taken;
}

function printRow(name: string, times: readonly number[], limitMs: number): void {
  const p95 = Math.round(at(times, 0.95));
  const verdict = p95 <= limitMs ? 'held' : 'missed';
  console.log(
    `${name.padEnd(10)} p50 ${Math.round(at(times, 0.5))} ms  p95 ${p95} ms  (bar: p95 ${limitMs} ms, ${verdict})`,
  );
}
