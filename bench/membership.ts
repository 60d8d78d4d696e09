import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { type Base, catchUp, chosenIn, sizeOf, withBase } from './generate/open-base.ts';
import { saveSegments } from './generate/saved-segments.ts';
import { twentyRules } from './generate/segment-rules.ts';
import { at } from './measure/percentile.ts';

const LIMIT_MS = 1000;
const BATCH = 10;
const POLL_MS = 20;
const context = systemContext('bench');

interface Offer {
  readonly rate: number;
  readonly seconds: number;
}

/**
 * `npm run bench -- membership [--customers N] [--rate N] [--seconds N] [--data FOLDER]`: so many product views a
 * second are taken in, each of another customer, who thereby enters a live segment beside four others that are
 * looked at; how long after the moment at which the view was due membership is there to be read.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      rate: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '30' },
      data: { type: 'string' },
    },
  });
  const size = sizeOf(Number(values.customers));
  const offer = { rate: Number(values.rate), seconds: Number(values.seconds) };
  await withBase({ size, data: values.data }, (base) => measure(base, offer));
}

async function measure(base: Base, offer: Offer): Promise<void> {
  const { kernel, platform } = base;
  const twenty = twentyRules(await chosenIn(kernel));
  const viewedToday = {
    all: [{ is: 'behaviour.count', kinds: ['product_view'], count: { min: 1 }, window: { lastDays: 1 } }],
  };
  const others = [8, 11, 15, 19].flatMap((index) => twenty[index] ?? []);
  const ids = await saveSegments(base, [viewedToday, ...others], 'live');
  await platform.segments.refreshing.refresh(context, ids);
  await catchUp(base);
  kernel.events.start(platform.readers);
  try {
    const waits = await offerViews(base, { ...offer, segmentId: ids[0] ?? '' });
    report(waits, offer);
  } finally {
    await kernel.events.stop();
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

function report(waits: readonly number[], { rate, seconds }: Offer): void {
  const p95 = Math.round(at(waits, 0.95));
  const verdict = p95 <= LIMIT_MS ? 'held' : 'missed';
  console.log(
    `${waits.length} views at ${rate}/s for ${seconds} s; membership after p50 ${Math.round(at(waits, 0.5))} ms  ` +
      `p95 ${p95} ms  p99 ${Math.round(at(waits, 0.99))} ms  (bar: p95 ${LIMIT_MS} ms, ${verdict})`,
  );
}
