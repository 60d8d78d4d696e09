import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { type Base, catchUp, chosenIn, sizeOf, withBase } from './generate/open-base.ts';
import { addSegments, keptSegments, saveSegments } from './generate/saved-segments.ts';
import { fortyRules } from './generate/segment-rules.ts';
import { at } from './measure/percentile.ts';

const LIMIT_MS = 1000;
const BATCH = 10;
const POLL_MS = 20;
const context = systemContext('bench');

interface Offer {
  readonly rate: number;
  readonly seconds: number;
  readonly segments: number;
}

/**
 * `npm run bench -- membership [--customers N] [--segments N] [--rate N] [--seconds N] [--data FOLDER] [--keep]`: so many
 * product views a second are taken in, each of another customer, who thereby enters one of forty live segments, which
 * are all looked at; how long after the moment at which the view was due membership is there to be read. `--keep` takes
 * the segments that `segments-rebuild` has worked out in the folder, which saves filling them.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      rate: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '30' },
      segments: { type: 'string', default: '40' },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const size = sizeOf(Number(values.customers));
  const offer = {
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    segments: Number(values.segments),
  };
  const { keep } = values;
  await withBase({ size, data: values.data }, async (base) => {
    const segmentId = keep ? await besideKept(base) : await fromNothing(base, offer.segments);
    await measure(base, { ...offer, segmentId });
  });
}

const VIEWED_TODAY = {
  all: [{ is: 'behaviour.count', kinds: ['product_view'], count: { min: 1 }, window: { lastDays: 1 } }],
};

/** Live segments with their members; returns the one that the views make people enter. */
async function fromNothing(base: Base, segments: number): Promise<string> {
  const forty = fortyRules(await chosenIn(base.kernel));
  const ids = await saveSegments(base, [VIEWED_TODAY, ...forty.slice(0, segments - 1)], 'live');
  await base.platform.segments.refreshing.refresh(context, ids);
  await base.platform.feed.rebuild('customers_profiles');
  return ids[0] ?? '';
}

/** The same beside the segments that are there. */
async function besideKept(base: Base): Promise<string> {
  if ((await keptSegments(base)) === null) {
    throw new Error('There are no segments to keep: run segments-rebuild first');
  }
  await base.kernel.postgres.pool.query(`update segments.segments set refresh = 'live'`);
  const ids = await addSegments(base, [VIEWED_TODAY], 'live');
  await base.platform.segments.refreshing.refresh(context, ids);
  return ids[0] ?? '';
}

async function measure(base: Base, offer: Offer & { readonly segmentId: string }): Promise<void> {
  const { kernel, platform } = base;
  await catchUp(base);
  kernel.events.start(platform.readers);
  try {
    const waits = await offerViews(base, offer);
    const { rows } = await kernel.postgres.pool.query<{ n: number }>(
      `select count(*)::int as n from segments.segments where refresh = 'live'`,
    );
    report(waits, { ...offer, segments: rows[0]?.n ?? 0 });
  } finally {
    await kernel.events.stop();
    // The folder is used again, with stores that know the same.
    await catchUp(base);
  }
}

/** Milliseconds from the moment a view was due to the moment its customer was seen among the members. */
async function offerViews(
  base: Base,
  { rate, seconds, segmentId }: Offer & { readonly segmentId: string },
): Promise<readonly number[]> {
  const people = await outsiders(base, { segmentId, count: rate * seconds });
  const due = new Map<string, number>();
  const waits: number[] = [];
  const startMs = performance.now();
  const running = new Set<Promise<unknown>>();
  const seen = watch(base, segmentId, (customerId) => {
    const dueMs = due.get(customerId);
    if (dueMs !== undefined && due.delete(customerId)) {
      waits.push(performance.now() - dueMs);
    }
  });
  for (let first = 0; first < people.length; first += BATCH) {
    const dueMs = startMs + (first / rate) * 1000;
    await wait(Math.max(0, dueMs - performance.now()));
    const batch = people.slice(first, first + BATCH);
    for (const { id } of batch) {
      due.set(id, dueMs);
    }
    const sent = send(base, batch, first).finally(() => running.delete(sent));
    running.add(sent);
  }
  await Promise.all(running);
  const patience = performance.now() + 60_000;
  while (due.size > 0 && performance.now() < patience) {
    await wait(POLL_MS);
  }
  await seen.stop();
  return [...waits, ...[...due.values()].map(() => Number.POSITIVE_INFINITY)];
}

interface Person {
  readonly id: string;
  readonly phone: string;
}

async function outsiders(
  { kernel }: Base,
  { segmentId, count }: { readonly segmentId: string; readonly count: number },
): Promise<readonly Person[]> {
  const { rows } = await kernel.postgres.pool.query<Person>(
    `select c.id, c.phone from customers.customers c
     where c.phone is not null and not exists (
       select from segments.members m where m.segment_id = $1 and m.customer_id = c.id)
     order by md5(c.id::text) limit $2`,
    [segmentId, count],
  );
  return rows;
}

async function send({ kernel, platform }: Base, people: readonly Person[], first: number): Promise<void> {
  const at0 = kernel.clock.now().toISOString();
  const taken = await platform.intake.records.take(
    context,
    people.map(({ phone }, index) => ({
      source: 'bench',
      key: `${at0}-${first + index}`,
      type: 'behaviour',
      occurredAt: at0,
      customer: { identifiers: [{ type: 'phone', value: phone }] },
      data: { event: 'product_view', url: 'https://shop.example/p/1', sku: 'SKU-1' },
    })),
  );
  const failed = taken.find(({ outcome }) => outcome !== 'added');
  if (failed !== undefined) {
    throw new Error(`A view was not taken: ${JSON.stringify(failed)}`);
  }
}

function watch({ kernel }: Base, segmentId: string, see: (customerId: string) => void) {
  let isStopped = false;
  let last = '0';
  const look = async (): Promise<void> => {
    while (!isStopped) {
      const { rows } = await kernel.postgres.pool.query<{ id: string; customer_id: string }>(
        'select id, customer_id from segments.moves where segment_id = $1 and entered and id > $2 order by id',
        [segmentId, last],
      );
      for (const { id, customer_id: customerId } of rows) {
        last = id;
        see(customerId);
      }
      await wait(POLL_MS);
    }
  };
  const looking = look();
  return {
    stop: async (): Promise<void> => {
      isStopped = true;
      await looking;
    },
  };
}

function report(waits: readonly number[], { rate, seconds, segments }: Offer): void {
  const p95 = Math.round(at(waits, 0.95));
  const verdict = p95 <= LIMIT_MS ? 'held' : 'missed';
  console.log(
    `${waits.length} views at ${rate}/s for ${seconds} s, ${segments} live segments; membership after p50 ${Math.round(at(waits, 0.5))} ms  ` +
      `p95 ${p95} ms  p99 ${Math.round(at(waits, 0.99))} ms  (bar: p95 ${LIMIT_MS} ms, ${verdict})`,
  );
}
