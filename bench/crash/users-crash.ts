import { setTimeout as pause } from 'node:timers/promises';
import { type PlatformProcess, startPlatform } from '../../e2e/platform.ts';
import { makeKey } from '../../e2e/shop-client.ts';
import { readAddresses } from '../../server/src/0-kernel/boot/open-stores.ts';
import { openPostgres, type Postgres } from '../../server/src/0-kernel/db/postgres.ts';
import { fillCustomers, phoneOf } from '../generate/customers.ts';
import { createHttpCaller, type HttpCaller } from '../load/http.ts';
import { type Latencies, summarize } from '../load/measure.ts';

export interface UsersOptions {
  /** Empty folder that the database's account can enter. */
  readonly dataDir: string;
  readonly customers: number;
  /** People who work at the same time. */
  readonly users: number;
  /** Seconds until everything is killed. */
  readonly seconds: number;
  /** The longest pause of a person between two steps, in milliseconds. */
  readonly thinkMs: number;
  /** Begins on a copy of a folder that a test run has set up. */
  readonly isPrepared?: boolean;
}

export interface UsersResult {
  readonly actions: readonly (Latencies & { readonly what: string })[];
  readonly all: Latencies;
  /** Orders that were answered as taken before the kill, and those whose answer never came. */
  readonly accepted: number;
  readonly unanswered: number;
  readonly readySeconds: number;
  /** What is not as it should be: calls that failed, orders lost or doubled; empty when all is well. */
  readonly faults: readonly string[];
}

const SOURCE = 'counter';

/** What people at their desks do, in turn. */
const STEPS: readonly string[] = [
  'list',
  'customer',
  'time-line',
  'look-up',
  'search',
  'order',
  'order',
  'estimate',
  'metric',
  'customer',
];

const KINDS = new Set(STEPS).size;

/**
 * Several people work at once, each with pauses as people make them; then every process is killed while they do, all is
 * started again, what was never answered is sent once more under its old key, and the orders are counted.
 */
export async function workTogether(options: UsersOptions): Promise<UsersResult> {
  const first = await startPlatform({ dataDir: options.dataDir, isPrepared: options.isPrepared ?? false });
  let second: PlatformProcess | null = null;
  try {
    const key = await makeKey(first.url);
    const ids = await withPostgres(options.dataDir, async (postgres) => {
      await fillCustomers(postgres, options.customers);
      const { rows } = await postgres.pool.query<{ id: string }>('select id from customers.customers limit 5000');
      return rows.map(({ id }) => id);
    });
    const desks = createDesks(createHttpCaller(first.url, { key, sockets: options.users }), { ...options, ids });
    const untilMs = performance.now() + options.seconds * 1000;
    const isShort = (): boolean => desks.taken.size < KINDS || desks.accepted.size < options.users;
    // Long enough for everything to have been done at least once, however busy the machine is.
    while (performance.now() < untilMs || (isShort() && desks.failures.length === 0)) {
      await pause(20);
    }
    desks.stopCounting();
    await first.kill();
    await desks.ended;
    const restartedMs = performance.now();
    second = await startPlatform({ dataDir: options.dataDir });
    const readySeconds = (performance.now() - restartedMs) / 1000;
    const call = createHttpCaller(second.url, { key, sockets: 4 });
    for (const order of desks.unanswered) {
      await call('POST', '/api/v1/records', orderBody(order));
    }
    call.close();
    const faults = [
      ...desks.failures,
      ...(await compareOrders(options.dataDir, [...desks.accepted, ...desks.unanswered])),
    ];
    const taken = [...desks.taken].map(([what, times]) => ({ what, ...summarize(times) }));
    return {
      actions: taken,
      all: summarize([...desks.taken.values()].flat()),
      accepted: desks.accepted.size,
      unanswered: desks.unanswered.size,
      readySeconds,
      faults,
    };
  } finally {
    await first.kill();
    await second?.stop();
  }
}

interface Desks {
  readonly taken: ReadonlyMap<string, readonly number[]>;
  readonly accepted: ReadonlySet<string>;
  readonly unanswered: ReadonlySet<string>;
  readonly failures: readonly string[];
  /** From now on a call that breaks is no failure of the server: it is about to be killed. */
  stopCounting(): void;
  readonly ended: Promise<unknown>;
}

function createDesks(
  call: HttpCaller,
  { ids, users, customers, thinkMs }: UsersOptions & { readonly ids: readonly string[] },
): Desks {
  const taken = new Map<string, number[]>();
  const [accepted, unanswered] = [new Set<string>(), new Set<string>()];
  const failures: string[] = [];
  let isCounting = true;
  const step = async (what: string, turn: { readonly user: number; readonly n: number }): Promise<void> => {
    const place = turn.user * 7919 + turn.n * 104_729;
    const id = ids[place % ids.length] ?? '';
    if (what === 'order') {
      const order = `${turn.user}-${turn.n}`;
      unanswered.add(order);
      const reply = await call('POST', '/api/v1/records', orderBody(order));
      if (reply.includes('"rejected"')) {
        throw new Error(`Order ${order} was rejected: ${reply.slice(0, 300)}`);
      }
      unanswered.delete(order);
      accepted.add(order);
      return;
    }
    await look(call, what, { id, phone: phoneOf(place % customers), place });
  };
  const person = async (user: number): Promise<void> => {
    // Not all in step.
    await pause((thinkMs * user) / users);
    for (let n = 0; isCounting; n += 1) {
      const what = STEPS[(user + n * 3) % STEPS.length] ?? 'list';
      const startedMs = performance.now();
      try {
        await step(what, { user, n });
      } catch (error) {
        if (isCounting) {
          failures.push(`${what}: ${String(error)}`);
        }
        continue;
      }
      taken.set(what, [...(taken.get(what) ?? []), performance.now() - startedMs]);
      await pause(thinkMs * (0.5 + ((user * 31 + n * 17) % 50) / 100));
    }
  };
  const ended = Promise.all(Array.from({ length: users }, (_, user) => person(user))).finally(() => call.close());
  return {
    taken,
    accepted,
    unanswered,
    failures,
    ended,
    stopCounting: () => {
      isCounting = false;
    },
  };
}

async function look(
  call: HttpCaller,
  what: string,
  { id, phone, place }: { readonly id: string; readonly phone: string; readonly place: number },
): Promise<void> {
  switch (what) {
    case 'customer':
      await call('GET', `/api/v1/customers/${id}`);
      return;
    case 'time-line':
      await call('GET', `/api/v1/customers/${id}/timeline`);
      return;
    case 'look-up':
      await call('POST', '/api/v1/customers/lookup', JSON.stringify({ type: 'phone', value: phone }));
      return;
    case 'search':
      await call('POST', '/api/v1/customers/search', JSON.stringify({ text: phone.slice(-4) }));
      return;
    case 'estimate': {
      const rule = { v: 1, all: [{ is: 'orders.count', count: { min: 1 + (place % 3) } }] };
      await call('POST', '/api/v1/segments/preview', JSON.stringify({ rule, estimate: true }));
      return;
    }
    case 'metric':
      await call('GET', '/api/v1/metrics/revenue?by=day');
      return;
    default:
      await call('GET', '/api/v1/customers?limit=50');
  }
}

function orderBody(key: string): string {
  const record = {
    source: SOURCE,
    key,
    type: 'order',
    occurredAt: '2026-10-14T09:30:00Z',
    customer: { identifiers: [{ type: 'phone', value: phoneOf(Number(key.split('-')[0])) }] },
    data: { status: 'paid', currency: 'CNY', lines: [{ sku: 'SHIRT-1', quantity: '1', unitPrice: '59.90' }] },
  };
  return JSON.stringify({ records: [record] });
}

/** Every order once, and no other. */
async function compareOrders(dataDir: string, expected: readonly string[]): Promise<readonly string[]> {
  const { rows } = await withPostgres(dataDir, ({ pool }) =>
    pool.query<{ number: string; times: number }>(
      'select number, count(*)::int as times from commerce.orders where source = $1 group by number',
      [SOURCE],
    ),
  );
  const found = new Map(rows.map(({ number, times }) => [number, times]));
  return [
    ...expected.filter((order) => !found.has(order)).map((order) => `order ${order} is lost`),
    ...rows.filter(({ times }) => times > 1).map(({ number, times }) => `order ${number} is there ${times} times`),
    ...rows.filter(({ number }) => !expected.includes(number)).map(({ number }) => `nobody sent order ${number}`),
  ];
}

async function withPostgres<T>(dataDir: string, work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const addresses = await readAddresses(dataDir);
  if (addresses === null) {
    throw new Error(`No server runs on ${dataDir}`);
  }
  const postgres = openPostgres(addresses.databaseUrl, { onError: () => undefined });
  try {
    return await work(postgres);
  } finally {
    await postgres.close();
  }
}
