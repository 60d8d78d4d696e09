import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createHttpCaller, type HttpCaller } from './load/http.ts';
import { callInLoops, loadWords } from './load/measure.ts';
import { type ServedPlatform, servePlatform } from './load/serve.ts';

const SIZES = [1, 100, 1000] as const;
const BAR = 5000;

/**
 * `npm run bench -- records [--customers N] [--seconds N] [--callers N]`: events by POST /api/v1/records, durable and
 * each resolved to a customer, in batches of 1, 100 and 1,000, against a bare INSERT of the same rows in the same
 * batches on the same server in the same run.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '20000' },
      seconds: { type: 'string', default: '10' },
      callers: { type: 'string', default: '4' },
    },
  });
  const load = {
    customers: Number(values.customers),
    seconds: Number(values.seconds),
    callers: Number(values.callers),
  };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  try {
    const platform = await servePlatform(path.join(dir, 'data'));
    try {
      await measure(platform, load);
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Load {
  readonly customers: number;
  readonly seconds: number;
  readonly callers: number;
}

interface Line {
  readonly what: string;
  readonly batch: number;
  readonly 'events/s': number;
  readonly 'p50 ms': string;
  readonly 'p95 ms': string;
}

async function measure(platform: ServedPlatform, load: Load): Promise<void> {
  const call = createHttpCaller(platform.url, { key: platform.key, sockets: load.callers });
  const numbers = { next: 0 };
  await meetCustomers(call, load);
  const lines: Line[] = [];
  for (const batch of SIZES) {
    lines.push(await measureRecords(call, { ...load, batch, numbers }));
    lines.push(await measureBare(platform.databaseUrl, { ...load, batch, numbers }));
  }
  call.close();
  await requireAll(platform.databaseUrl, load.customers);
  console.table(lines);
  const batched = lines.filter(({ what, batch }) => what === RECORDS && batch >= 100);
  const slowest = Math.min(...batched.map((line) => line['events/s']));
  console.log(
    `${load.callers} callers, ${load.customers.toLocaleString('en')} customers, synchronous_commit as delivered; ` +
      `slowest of the batches of 100 or more: ${slowest.toLocaleString('en')} events/s (bar: ${BAR.toLocaleString('en')}); ${loadWords()}`,
  );
}

const RECORDS = 'POST /records';

interface Event {
  readonly key: string;
  readonly account: string;
  readonly sku: string;
  readonly at: string;
}

/** The n-th event: customers come in an order that looks like chance, and again and again. */
function eventOf(n: number, customers: number): Event {
  const who = (n * 7919) % customers;
  return {
    key: `event-${n}`,
    account: `u${who}`,
    sku: `SKU-${(n * 31) % 5000}`,
    at: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
  };
}

function bodyOf(events: readonly Event[]): string {
  return JSON.stringify({
    records: events.map(({ key, account, sku, at }) => ({
      source: 'bench',
      key,
      type: 'behaviour',
      occurredAt: at,
      customer: { identifiers: [{ type: 'account', value: account }] },
      data: {
        event: 'product_view',
        visitId: `v-${account}`,
        url: `https://shop.example/p/${sku}`,
        sku,
        category: 'shirts',
      },
    })),
  });
}

/** Everybody is known before the clock runs, as they are on an ordinary day. */
async function meetCustomers(call: HttpCaller, { customers }: Load): Promise<void> {
  for (let first = 0; first < customers; first += 1000) {
    const events = Array.from({ length: Math.min(1000, customers - first) }, (_, at) => ({
      ...eventOf(0, customers),
      key: `first-${first + at}`,
      account: `u${first + at}`,
    }));
    await call('POST', '/api/v1/records', bodyOf(events));
  }
}

interface Measuring extends Load {
  readonly batch: number;
  readonly numbers: { next: number };
}

function take({ batch, numbers, customers }: Measuring): Event[] {
  const first = numbers.next;
  numbers.next += batch;
  return Array.from({ length: batch }, (_, at) => eventOf(first + at, customers));
}

async function measureRecords(call: HttpCaller, measuring: Measuring): Promise<Line> {
  const { latencies, seconds } = await callInLoops(async () => {
    const reply = await call('POST', '/api/v1/records', bodyOf(take(measuring)));
    // Kept out of the way of the measurement: one look at the text instead of a parse.
    if (reply.includes('"rejected"') || reply.includes('"customerId":null')) {
      throw new Error(`An event was not taken or has no customer: ${reply.slice(0, 500)}`);
    }
  }, measuring);
  return lineOf(RECORDS, { batch: measuring.batch, latencies, seconds });
}

/** The rows alone, without claim, person and log: what the database could take at best. */
async function measureBare(databaseUrl: string, measuring: Measuring): Promise<Line> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: measuring.callers });
  try {
    await pool.query('create schema if not exists bare');
    await pool.query('create table if not exists bare.events (like behaviour.events including all)');
    const { latencies, seconds } = await callInLoops(async () => {
      const events = take(measuring);
      await pool.query(
        `insert into bare.events (id, source, key, kind, at, visit_id, path, sku, category, stated, customer_id, record_id,
           recorded_at)
         select gen_random_uuid(), 'bench', key, 'product_view', at, 'v-' || account, '/p/' || sku, sku, 'shirts', true,
           gen_random_uuid(), gen_random_uuid(), now()
         from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as event (key, account, sku, at)`,
        [
          events.map((event) => event.key),
          events.map((event) => event.account),
          events.map((event) => event.sku),
          events.map((event) => event.at),
        ],
      );
    }, measuring);
    return lineOf('bare INSERT', { batch: measuring.batch, latencies, seconds });
  } finally {
    await pool.end();
  }
}

function lineOf(
  what: string,
  measured: {
    readonly batch: number;
    readonly latencies: { readonly count: number; readonly p50: number; readonly p95: number };
    readonly seconds: number;
  },
): Line {
  const { batch, latencies, seconds } = measured;
  return {
    what,
    batch,
    'events/s': Math.round((latencies.count * batch) / seconds),
    'p50 ms': latencies.p50.toFixed(1),
    'p95 ms': latencies.p95.toFixed(1),
  };
}

/** Every event is there once, with its customer, and nobody was made twice. */
async function requireAll(databaseUrl: string, customers: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ events: string; nobody: string; customers: string }>(
      `select count(*) as events, count(*) filter (where customer_id is null) as nobody,
         (select count(*) from customers.customers) as customers from behaviour.events`,
    );
    const [found] = rows;
    console.log(`${found?.events} events stored, ${found?.nobody} without a customer, ${found?.customers} customers`);
    if (found?.nobody !== '0' || Number(found?.customers) !== customers) {
      throw new Error('Events lack their customers, or customers were made twice');
    }
  } finally {
    await client.end();
  }
}
