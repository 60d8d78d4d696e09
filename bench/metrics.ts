import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { addDays } from '../server/src/0-kernel/pure/dates.ts';
import { type Base, sizeOf, withBase } from './generate/open-base.ts';
import { BASE_UNTIL } from './generate/segment-base.ts';

const LIMIT_MS = 2000;
const ROWS = 1000;
const context = systemContext('bench');

/**
 * `npm run bench -- metrics [--customers N] [--data FOLDER]`: every metric once over N customers with ten orders and
 * ten events for each: of the usual thirty days, and of a year by month where it can be split so. Nothing is answered
 * from what was kept: each question is asked for the first time.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { customers: { type: 'string', default: '1000000' }, data: { type: 'string' } },
  });
  await withBase({ size: sizeOf(Number(values.customers)), data: values.data }, measure);
}

async function measure({ platform }: Base): Promise<void> {
  const { metrics } = platform.insight;
  const { items } = await metrics.list(context);
  const timed: { readonly metric: string; readonly month: number; readonly year: number | null }[] = [];
  for (const { name, by } of items) {
    const time = async (asked: { readonly from?: string; readonly by?: ['month'] }): Promise<number> => {
      const startedMs = performance.now();
      await metrics.get(context, name, { asOf: BASE_UNTIL, limit: ROWS, ...asked });
      return Math.round(performance.now() - startedMs);
    };
    const canSplit = by.some((dimension) => dimension.name === 'month');
    timed.push({
      metric: name,
      month: await time({}),
      year: canSplit ? await time({ from: addDays(BASE_UNTIL, -364), by: ['month'] }) : null,
    });
  }
  console.table(
    timed.map(({ metric, month, year }) => ({ metric, '30 days, ms': month, 'a year by month, ms': year })),
  );
  const slow = timed.filter(({ month, year }) => Math.max(month, year ?? 0) > LIMIT_MS).map(({ metric }) => metric);
  console.log(
    slow.length === 0
      ? `${timed.length} metrics, each within ${LIMIT_MS} ms`
      : `${slow.length} of ${timed.length} metrics take more than ${LIMIT_MS} ms: ${slow.join(', ')}`,
  );
}
