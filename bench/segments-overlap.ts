import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { addDays } from '../server/src/0-kernel/pure/dates.ts';
import { type Base, catchUp, chosenIn, sizeOf, withBase } from './generate/open-base.ts';
import { keptSegments, saveSegments } from './generate/saved-segments.ts';
import { BASE_UNTIL } from './generate/segment-base.ts';
import { fortyRules } from './generate/segment-rules.ts';
import { at } from './measure/percentile.ts';

const LIMIT_MS = 2000;
const SETS = 12;
const context = systemContext('bench');

/**
 * `npm run bench -- segments-overlap [--customers N] [--rounds N] [--data FOLDER] [--keep]`: twelve of forty segments
 * laid over each other, who went between them in thirty days, the people of a cell and of a way, and one of them told
 * by all its traits against everybody. `--keep` takes the segments that `segments-rebuild` has filled in the folder.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const { keep, data, rounds, customers } = values;
  await withBase({ size: sizeOf(Number(customers)), data }, (base) => measure(base, { rounds: Number(rounds), keep }));
}

async function fill(base: Base): Promise<readonly string[]> {
  const ids = await saveSegments(base, fortyRules(await chosenIn(base.kernel)), 'manual');
  await base.platform.segments.refreshing.refresh(context, ids);
  await base.platform.feed.rebuild('customers_profiles');
  await catchUp(base);
  return ids;
}

async function measure(
  base: Base,
  { rounds, keep }: { readonly rounds: number; readonly keep: boolean },
): Promise<void> {
  const ids = (keep ? await keptSegments(base) : null) ?? (await fill(base));
  const segmentIds = ids.slice(0, SETS);
  const [first = '', second = '', third = ''] = segmentIds;
  const { overlap, migration, profiling, gaps } = base.platform.segments.understanding;
  const days = { from: addDays(BASE_UNTIL, -30), to: BASE_UNTIL };
  const rule = { v: 1, all: [{ is: 'segment.in', segments: [first] }] };
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    'overlap of twelve': () => overlap.overlap(context, { segmentIds }),
    'people of a cell': () => overlap.people(context, { in: [first, second], out: [third], limit: 100 }),
    'migration between twelve': () => migration.migrate(context, { segmentIds, ...days }),
    'people of a way': () => migration.people(context, { segmentIds, ...days, before: null, after: first, limit: 100 }),
    'profile against everybody': () => profiling.describe(context, { rule, against: { v: 1, all: [] } }),
    'gaps of eight': () => gaps.list(context, { segmentIds: ids.slice(0, 8), days: 90 }),
  };
  const timed: { readonly question: string; readonly p50: number; readonly p95: number }[] = [];
  for (const [question, ask] of Object.entries(questions)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      await ask();
      times.push(Math.round(performance.now() - startedMs));
    }
    timed.push({ question, p50: at(times, 0.5), p95: at(times, 0.95) });
  }
  console.table(timed);
  const slow = timed.filter(({ p95 }) => p95 > LIMIT_MS).map(({ question }) => question);
  console.log(slow.length === 0 ? `each within ${LIMIT_MS} ms` : `more than ${LIMIT_MS} ms: ${slow.join(', ')}`);
}
