import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../server/src/0-kernel/boot/open-stores.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import { addDays } from '../server/src/0-kernel/pure/dates.ts';
import { createLoading, createShelf, DEFAULT_UNTIL } from '../server/src/9-simulator/index.ts';
import { createPlatform } from '../server/src/wiring.ts';
import { createHttpCaller, type HttpCaller } from './load/http.ts';
import { callAtRate, loadWords, summarize } from './load/measure.ts';
import { type ServedPlatform, servePlatform } from './load/serve.ts';

const BAR = 1.5;
const SOCKETS = 64;
const WARM_SECONDS = 5;
const BUYERS = 5000;
const SETTLE_MS = 900_000;

/**
 * `npm run bench -- intake-beside-report [--data FOLDER | --customers N --years Y] [--rate N] [--seconds N] [--rounds N]`:
 * orders by POST /api/v1/records at a fixed rate, whether or not the server keeps up, in turn by themselves and while
 * one person keeps asking for retention, the channel report and RFM, each time of another day. `--data` takes a base
 * that `large-base --data` made, or one of the benches of segments.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      customers: { type: 'string', default: '20000' },
      years: { type: 'string', default: '3' },
      rate: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const load = { rate: Number(values.rate), seconds: Number(values.seconds), rounds: Number(values.rounds) };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  try {
    const dataDir = values.data === undefined ? path.join(dir, 'data') : folderOf(values.data);
    if (values.data === undefined) {
      await makeBase(dataDir, { customers: Number(values.customers), years: Number(values.years) });
    }
    const platform = await servePlatform(dataDir);
    try {
      await measure(platform, load);
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The benches of segments keep notes beside the data. */
function folderOf(given: string): string {
  const inside = path.join(path.resolve(given), 'data');
  return existsSync(inside) ? inside : path.resolve(given);
}

async function makeBase(dataDir: string, size: { readonly customers: number; readonly years: number }): Promise<void> {
  const config = readConfig({ ZHIKE_DATA: dataDir });
  const stores = await openStores(config, createLogger({ level: 'warn', destination: process.stderr }));
  try {
    const { kernel, close } = await openKernel({ config, stores, log: createLogger({ level: 'silent' }) });
    try {
      const { intake, commerce, feed } = createPlatform(kernel);
      const loading = createLoading(kernel, { intake, shelf: createShelf(kernel, commerce) });
      await loading.load({ ...size, seed: 1, until: DEFAULT_UNTIL }, { onProgress: () => undefined });
      await feed.rebuild();
    } finally {
      await close();
    }
  } finally {
    await stores.close();
  }
}

interface Load {
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
}

interface Stretch {
  readonly taken: number[];
  reports: number;
  reportSeconds: number;
}

async function measure(platform: ServedPlatform, { rate, seconds, rounds }: Load): Promise<void> {
  const call = createHttpCaller(platform.url, { key: platform.key, sockets: SOCKETS });
  const base = await describeBase(call);
  const orders = createOrders(call);
  const stretches: Readonly<Record<'alone' | 'beside', Stretch>> = {
    alone: { taken: [], reports: 0, reportSeconds: 0 },
    beside: { taken: [], reports: 0, reportSeconds: 0 },
  };
  await callAtRate(() => orders.place(), { perSecond: rate / 2, seconds: WARM_SECONDS });
  await settled(platform.databaseUrl);
  const asking = createAsking(call, base.asOf);
  const offer = async ({ taken }: Stretch): Promise<void> => {
    const startedMs = performance.now();
    await callAtRate(
      async (place) => {
        await orders.place();
        // From the moment at which it was due, so that a server that falls behind cannot hide it.
        taken.push(performance.now() - startedMs - (place / rate) * 1000);
      },
      { perSecond: rate, seconds },
    );
  };
  for (let round = 0; round < rounds; round += 1) {
    await offer(stretches.alone);
    const report = asking.start(stretches.beside);
    await offer(stretches.beside);
    await report.stop();
  }
  call.close();
  tell(stretches, { rate, base: base.words });
}

/** Until no reader has anything left of what an earlier run or an upgrade left behind: only what is offered now is measured. */
async function settled(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const waiting = async (): Promise<number> => {
      const { rows } = await client.query<{ n: number }>(
        `select (select count(*)::int from graphile_worker.jobs where locked_at is not null)
           + (select count(*)::int from kernel.event_readers r
              where (r.xid, r.seq) < (select e.xid, e.seq from kernel.events e order by e.xid desc, e.seq desc limit 1)) as n`,
      );
      return rows[0]?.n ?? 0;
    };
    const startedMs = performance.now();
    while ((await waiting()) > 0 && performance.now() - startedMs < SETTLE_MS) {
      await wait(1000);
    }
    console.log(`settled after ${Math.round((performance.now() - startedMs) / 1000)} s`);
  } finally {
    await client.end();
  }
}

interface MetricSaid {
  readonly asOf: string;
  readonly value: number | null;
}

async function describeBase(call: HttpCaller): Promise<{ readonly asOf: string; readonly words: string }> {
  // `as`: the contract of this address says so
  const ask = async (name: string): Promise<MetricSaid> =>
    JSON.parse(await call('GET', `/api/v1/metrics/${name}?from=2000-01-01`)) as MetricSaid;
  const [customers, orders] = [await ask('customers'), await ask('orders')];
  const words = `${(customers.value ?? 0).toLocaleString('en')} customers, ${(orders.value ?? 0).toLocaleString('en')} orders`;
  return { asOf: orders.asOf, words };
}

function createOrders(call: HttpCaller): { place(): Promise<void> } {
  const started = Date.now();
  let next = 0;
  return {
    place: async () => {
      next += 1;
      const reply = await call('POST', '/api/v1/records', orderBody(`${started}-${next}`, next));
      if (reply.includes('"rejected"') || reply.includes('"customerId":null')) {
        throw new Error(`An order was not taken: ${reply.slice(0, 500)}`);
      }
    },
  };
}

function orderBody(key: string, n: number): string {
  const line = (at: number) => ({ sku: `BENCH-${(n * 31 + at) % 500}`, quantity: '1', unitPrice: '59.90' });
  return JSON.stringify({
    records: [
      {
        source: 'bench',
        key,
        type: 'order',
        occurredAt: new Date().toISOString(),
        customer: { identifiers: [{ type: 'account', value: `buyer-${(n * 7919) % BUYERS}` }] },
        data: { status: 'paid', currency: 'CNY', lines: [line(0), line(1), line(2)] },
      },
    ],
  });
}

/** Somebody who looks at heavy numbers without a pause, never twice at the same. */
function createAsking(call: HttpCaller, asOf: string): { start(stretch: Stretch): { stop(): Promise<void> } } {
  let day = 0;
  const once = async (): Promise<void> => {
    day += 1;
    const date = addDays(asOf, -(day % 300));
    await call('GET', `/api/v1/metrics/retention?asOf=${date}&from=${addDays(date, -720)}`);
    await call('POST', '/api/v1/reports', JSON.stringify({ week: addDays(asOf, -7 * (2 + (day % 100))) }));
    await call('GET', `/api/v1/scores/rfm?asOf=${date}`);
  };
  return {
    start: (stretch) => {
      let running = true;
      const work = (async () => {
        while (running) {
          const startedMs = performance.now();
          await once();
          stretch.reports += 1;
          stretch.reportSeconds += (performance.now() - startedMs) / 1000;
        }
      })();
      return {
        stop: async () => {
          running = false;
          await work;
        },
      };
    },
  };
}

function tell(
  { alone, beside }: Readonly<Record<'alone' | 'beside', Stretch>>,
  told: { readonly rate: number; readonly base: string },
): void {
  const [without, during] = [summarize(alone.taken), summarize(beside.taken)];
  console.table(
    [
      { what: 'orders alone', ...without },
      { what: 'orders beside the report', ...during },
    ].map(({ what, count, p50, p95, p99 }) => ({
      what,
      'offered/s': told.rate,
      orders: count,
      'p50 ms': p50.toFixed(1),
      'p95 ms': p95.toFixed(1),
      'p99 ms': p99.toFixed(1),
    })),
  );
  const each = beside.reports === 0 ? Number.NaN : beside.reportSeconds / beside.reports;
  console.log(
    `${told.base}; ${beside.reports} rounds of the report, ${each.toFixed(1)} s each; p95 is ${(during.p95 / without.p95).toFixed(2)}× of that without (bar: ${BAR}×); ${loadWords()}`,
  );
}
