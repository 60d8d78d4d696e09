import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openPostgres } from '../server/src/0-kernel/db/postgres.ts';
import { fillCustomers, phoneOf } from './generate/customers.ts';
import { createHttpCaller } from './load/http.ts';
import { callAtRate, loadWords } from './load/measure.ts';
import { type ServedPlatform, servePlatform } from './load/serve.ts';

const BAR_MS = 20;
const SOCKETS = 64;
const IDS = 5000;

/**
 * `npm run bench -- api-read [--customers N] [--rate N] [--seconds N]`: one customer by id and one by phone, in turn,
 * at a fixed rate whether or not the server keeps up.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '100000' },
      rate: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '20' },
    },
  });
  const load = { customers: Number(values.customers), rate: Number(values.rate), seconds: Number(values.seconds) };
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
  readonly rate: number;
  readonly seconds: number;
}

async function measure(platform: ServedPlatform, { customers, rate, seconds }: Load): Promise<void> {
  const postgres = openPostgres(platform.databaseUrl, { onError: () => undefined });
  let ids: string[] = [];
  try {
    await fillCustomers(postgres, customers);
    const { rows } = await postgres.pool.query<{ id: string }>(
      `select id from customers.customers order by md5(id::text) limit ${IDS}`,
    );
    ids = rows.map((row) => row.id);
  } finally {
    await postgres.close();
  }
  const call = createHttpCaller(platform.url, { key: platform.key, sockets: SOCKETS });
  const work = async (place: number): Promise<void> => {
    if (place % 2 === 0) {
      await call('GET', `/api/v1/customers/${ids[place % ids.length]}`);
      return;
    }
    const body = JSON.stringify({ type: 'phone', value: phoneOf((place * 7919) % customers) });
    const reply = await call('POST', '/api/v1/customers/lookup', body);
    if (reply.includes('"customer":null')) {
      throw new Error(`Nobody was found: ${body}`);
    }
  };
  await callAtRate(work, { perSecond: rate / 4, seconds: 3 });
  const { latencies, achievedPerSecond } = await callAtRate(work, { perSecond: rate, seconds });
  call.close();
  console.table([
    {
      what: 'GET customer, POST lookup',
      'offered/s': rate,
      'sent/s': Math.round(achievedPerSecond),
      'p50 ms': latencies.p50.toFixed(1),
      'p95 ms': latencies.p95.toFixed(1),
      'p99 ms': latencies.p99.toFixed(1),
    },
  ]);
  console.log(
    `${latencies.count.toLocaleString('en')} reads over ${customers.toLocaleString('en')} customers; p95 ${latencies.p95.toFixed(1)} ms (bar: ${BAR_MS} ms); ${loadWords()}`,
  );
}
