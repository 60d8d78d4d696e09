import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOrderLines } from '../bench/generate/order-lines.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import { startAnalytic } from '../server/src/0-kernel/supervise/analytic-server.ts';
import { startPostgres } from '../server/src/0-kernel/supervise/postgres-server.ts';
import {
  type Client,
  getImport,
  getRfmMap,
  listCustomerOrders,
  listCustomers,
  listImportFaults,
  lookupCustomer,
  summarizeOrders,
  undoImport,
} from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { buildWebOnce, type PlatformProcess, SERVER_POLL_MS, startPlatform, until } from './platform.ts';
import { importWith, keyClient, makeKey, sendOrders } from './shop-client.ts';
import { BAD_LINES, phoneOf, shopSheet } from './shop-orders.ts';

const SHEET = shopSheet({ customers: 120, seed: 3 });
const AS_OF = '2026-11-30';
const PAGE = 100;
const LARGE_LINES = 120_000;

/** Calls go to one web process after the other. */
type NextClient = () => Client;

describe('a file on its way through one process', () => {
  const house = useHouse((dir) =>
    startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true }).then((only) => [only]),
  );

  it('becomes customers, orders and scores, and is taken back as a whole', { timeout: 180_000 }, () =>
    walk(house.next),
  );
});

describe('a file on its way through two web and two worker processes over outside stores', () => {
  let databaseUrl = '';
  const house = useHouse(async (dir, endings) => {
    const log = createLogger({ level: 'silent' });
    const postgres = await startPostgres({ dataDir: path.join(dir, 'postgres'), log });
    endings.push(() => postgres.stop());
    const analytic = await startAnalytic({ dataDir: path.join(dir, 'analytic'), log });
    endings.push(() => analytic.stop());
    databaseUrl = postgres.url;
    const stores = { databaseUrl: postgres.url, clickhouseUrl: analytic.url };
    // All at once: they meet at the migrations and at the first administrator.
    return Promise.all(
      (['web', 'web', 'worker', 'worker'] as const).map((roles) =>
        startPlatform({ dataDir: path.join(dir, 'shared'), stores, roles }),
      ),
    );
  });

  it('becomes customers, orders and scores, and is taken back as a whole', { timeout: 180_000 }, () =>
    walk(house.next),
  );

  it('is finished by the other worker when the one that works on it is killed', { timeout: 240_000 }, async () => {
    const { next } = house;
    const file = path.join(house.dir(), 'large.csv');
    await writeOrderLines(createWriteStream(file), { lines: LARGE_LINES, seed: 5 });
    const importId = await sendOrders(next(), await readFile(file, 'utf8'), { source: 'large' });
    const victim = await workerOf(databaseUrl, house.running());
    const seen = await until(
      async () => {
        const run = await next().call(getImport, { params: { id: importId } });
        return run.rows > 0 ? run : null;
      },
      { what: 'the first rows of the import', ms: 60_000, pollMs: 10 },
    );
    await victim.kill();
    expect(seen.status).toBe('running');
    const { rows, accepted, added, rejected } = await importWith(next(), importId, 'done', 150_000);
    expect({ rows, accepted, added, rejected }).toEqual({
      rows: LARGE_LINES,
      accepted: LARGE_LINES,
      added: LARGE_LINES,
      rejected: 0,
    });
  });
});

interface House {
  dir(): string;
  running(): readonly PlatformProcess[];
  readonly next: NextClient;
}

/** Processes for a group of tests, ended after them, and a client that asks one web process after the other. */
function useHouse(
  start: (dir: string, endings: (() => Promise<void>)[]) => Promise<readonly PlatformProcess[]>,
): House {
  let dir = '';
  let running: readonly PlatformProcess[] = [];
  let clients: readonly Client[] = [];
  let calls = 0;
  const endings: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    dir = await makeTempDir('processes');
    await buildWebOnce();
    running = await start(dir, endings);
    const webs = running.filter(({ url }) => url !== '');
    const key = await makeKey(webs[0]?.url ?? '');
    clients = webs.map(({ url }) => keyClient(url, key));
  }, 240_000);
  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    for (const end of endings.toReversed()) {
      await end();
    }
    await rm(dir, { recursive: true, force: true });
  }, 60_000);
  return {
    dir: () => dir,
    running: () => running,
    next: () => {
      const client = clients[calls % clients.length];
      calls += 1;
      if (client === undefined) {
        throw new Error('No web process runs');
      }
      return client;
    },
  };
}

/** In by POST, through to the scores, and out again. */
async function walk(next: NextClient): Promise<void> {
  const importId = await sendOrders(next(), SHEET.csv + BAD_LINES, { source: 'shop' });
  const { rows, accepted, added } = await importWith(next(), importId, 'done');
  expect({ rows, accepted, added }).toEqual({ rows: SHEET.lines + 3, accepted: SHEET.lines, added: SHEET.lines });
  const faults = await next().call(listImportFaults, { params: { id: importId } });
  expect(faults.items.map(({ row }) => row)).toEqual([SHEET.lines + 2, SHEET.lines + 3, SHEET.lines + 4]);

  const { customer } = await next().call(lookupCustomer, { body: { type: 'phone', value: phoneOf(7) } });
  expect(customer?.account).toBe('会员10007');
  const orders = await next().call(listCustomerOrders, { params: { id: customer?.id ?? '' } });
  expect(orders.items.length).toBeGreaterThan(0);
  expect(await everything(next)).toEqual({ customers: SHEET.customers, net: SHEET.net });

  const map = await freshMap(next, SHEET.yuanBuyers);
  expect(map.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(SHEET.yuanBuyers);
  expect(map.groups.reduce((sum, group) => sum + group.customers, 0)).toBe(SHEET.yuanBuyers);

  await next().call(undoImport, { params: { id: importId } });
  await importWith(next(), importId, 'undone');
  expect(await everything(next)).toEqual({ customers: 0, net: {} });
  await freshMap(next, 0);
}

/** The process whose worker holds the job of an import. */
async function workerOf(databaseUrl: string, running: readonly PlatformProcess[]): Promise<PlatformProcess> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const pid = await until(
      async () => {
        const { rows } = await client.query<{ pid: number }>(
          `select w.pid from kernel.workers w
             join graphile_worker._private_jobs j on j.locked_by = w.pool_id
             join graphile_worker._private_tasks t on t.id = j.task_id
           where t.identifier = 'intake.run_import'`,
        );
        return rows[0]?.pid;
      },
      { what: 'a worker to take the import' },
    );
    const found = running.find((each) => each.pid === pid);
    if (found === undefined) {
      throw new Error(`The import is worked on by ${pid}, which is none of ours`);
    }
    return found;
  } finally {
    await client.end();
  }
}

/** All customers page by page, and the sum of what they bought. */
async function everything(next: NextClient): Promise<{ customers: number; net: Record<string, number> }> {
  const net: Record<string, number> = {};
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = await next().call(listCustomers, {
      query: { limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  for (let first = 0; first < ids.length; first += PAGE) {
    const summaries = await next().call(summarizeOrders, { body: { customerIds: ids.slice(first, first + PAGE) } });
    for (const { currency, netMinor } of summaries.items.flatMap(({ totals }) => totals)) {
      net[currency] = (net[currency] ?? 0) + netMinor;
    }
  }
  return { customers: ids.length, net };
}

function freshMap(next: NextClient, customers: number) {
  return until(
    async () => {
      const map = await next().call(getRfmMap, { query: { asOf: AS_OF } });
      return map.customers === customers ? map : null;
    },
    { what: `the RFM map to hold ${customers} customers`, ms: 60_000, pollMs: SERVER_POLL_MS },
  );
}
