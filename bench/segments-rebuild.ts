import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { type Base, catchUp, chosenIn, sizeOf, withBase } from './generate/open-base.ts';
import { keptSegments, saveSegments } from './generate/saved-segments.ts';
import { fortyRules } from './generate/segment-rules.ts';
import { at } from './measure/percentile.ts';

const LIMIT_MS = 10_000;
const context = systemContext('bench');

/**
 * `npm run bench -- segments-rebuild [--customers N] [--rounds N] [--changes N] [--data FOLDER] [--keep]`: forty
 * segments are worked out for everybody, together, after N customers have bought or given something back since; before
 * that once from nothing, when every member is written. `--keep` leaves that out where a run before has done it.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      changes: { type: 'string', default: '5000' },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const size = sizeOf(Number(values.customers));
  const { keep } = values;
  await withBase({ size, data: values.data }, (base) =>
    measure(base, { rounds: Number(values.rounds), changes: Number(values.changes), keep }),
  );
}

interface Measuring {
  readonly rounds: number;
  readonly changes: number;
  readonly keep: boolean;
}

/** Forty segments with their members, known to the analytic store. */
async function fillSegments(base: Base): Promise<readonly string[]> {
  const ids = await saveSegments(base, fortyRules(await chosenIn(base.kernel)), 'manual');
  const first = await timeRefresh(base, ids);
  console.log(`${ids.length} segments from nothing: ${first.ms} ms, ${first.moved} members written`);
  const startedMs = performance.now();
  // Nearly every row has changed: copied anew as a whole they take less time than one by one.
  await base.platform.feed.rebuild('customers_profiles');
  await catchUp(base);
  console.log(`the analytic store knows the members after ${Math.round(performance.now() - startedMs)} ms more`);
  return ids;
}

async function measure(base: Base, { rounds, changes, keep }: Measuring): Promise<void> {
  const ids = (keep ? await keptSegments(base) : null) ?? (await fillSegments(base));
  // Nobody follows the changes before the rebuild does.
  await base.kernel.postgres.pool.query(`update segments.segments set refresh = 'manual'`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await changeOrders(base, { round, changes });
    await catchUp(base);
    const { ms, moved } = await timeRefresh(base, ids);
    console.log(`round ${round + 1}: ${ms} ms, ${moved} entered or left`);
    times.push(ms);
    await catchUp(base);
  }
  const p95 = at(times, 0.95);
  const verdict = p95 <= LIMIT_MS ? 'held' : 'missed';
  console.log(
    `${ids.length} segments rebuilt together: p50 ${at(times, 0.5)} ms  p95 ${p95} ms  (bar: ${LIMIT_MS} ms, ${verdict})`,
  );
}

async function timeRefresh(
  { platform }: Base,
  ids: readonly string[],
): Promise<{ readonly ms: number; readonly moved: number }> {
  const startedMs = performance.now();
  const done = await platform.segments.refreshing.refresh(context, ids);
  return {
    ms: Math.round(performance.now() - startedMs),
    moved: done.reduce((sum, { entered, left }) => sum + entered + left, 0),
  };
}

/** Of a part of the orders something comes back: they are told as changed. */
async function changeOrders(
  { kernel, size }: Base,
  { round, changes }: { readonly round: number; readonly changes: number },
): Promise<void> {
  const { rows } = await kernel.postgres.pool.query<{ id: string }>(
    `update commerce.orders set has_returns = not has_returns where id in (
       select id from commerce.orders where kind = 'sale' and customer_id is not null
       order by placed_at desc, id desc offset $1 limit $2) returning id`,
    [Math.min(size.orders - changes, (round + 1) * changes * 3), changes],
  );
  for (let first = 0; first < rows.length; first += 1000) {
    const orderIds = rows.slice(first, first + 1000).map(({ id }) => id);
    await kernel.transaction(context, (tx) =>
      kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds } }]),
    );
  }
}
