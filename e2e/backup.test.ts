import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getMetric, getRfmMap, listCustomerOrders, listCustomers, lookupCustomer } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { buildWebOnce, type PlatformProcess, SERVER_POLL_MS, startPlatform, until } from './platform.ts';
import { importWith, keyClient, makeKey, sendOrders, signInClient } from './shop-client.ts';
import { phoneOf, shopSheet } from './shop-orders.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const run = promisify(execFile);
const sheet = shopSheet({ customers: 120, seed: 8 });
let dir: string;
let running: PlatformProcess | null = null;

beforeAll(async () => {
  dir = await makeTempDir('backup');
  await buildWebOnce();
}, 120_000);

afterAll(async () => {
  await running?.stop();
  await rm(dir, { recursive: true, force: true });
});

function zhike(dataDir: string, ...args: string[]): Promise<{ stdout: string }> {
  const env = { ...process.env, ZHIKE_DATA: dataDir, DATABASE_URL: '', CLICKHOUSE_URL: '' };
  return run(process.execPath, ['server/src/cli.ts', ...args], { cwd: ROOT, env });
}

/** What people see of the brand: totals, the RFM map, one customer with orders, found by phone. */
async function answers(url: string, key: string): Promise<unknown> {
  const client = keyClient(url, key);
  const {
    freshness: _now,
    tookMs: _ago,
    ...revenue
  } = await until(
    async () => {
      const reply = await client.call(getMetric, {
        params: { name: 'revenue' },
        query: { asOf: '2026-11-01', from: '2000-01-01', by: 'month' },
      });
      return reply.freshness.secondsBehind === 0 && reply.currencies.length > 0 ? reply : null;
    },
    { what: 'the analytic store to have everything', ms: 60_000, pollMs: SERVER_POLL_MS },
  );
  const { freshness: _then, tookMs: _took, ...map } = await client.call(getRfmMap, { query: { asOf: '2026-11-01' } });
  const list = await client.call(listCustomers, { query: { limit: 200 } });
  const { customer } = await client.call(lookupCustomer, { body: { type: 'phone', value: phoneOf(3) } });
  const orders = await client.call(listCustomerOrders, { params: { id: customer?.id ?? '' }, query: {} });
  return { revenue, map, list, customer, orders };
}

it('[C248a] restores a backup on an empty folder to the same counts and answers, and sign-in works', {
  timeout: 240_000,
}, async () => {
  const before = path.join(dir, 'before');
  const file = path.join(dir, 'backup.tar.gz');
  running = await startPlatform({ dataDir: before, isPrepared: true });
  const key = await makeKey(running.url);
  const id = await sendOrders(keyClient(running.url, key), sheet.csv, { source: '天猫' });
  await importWith(keyClient(running.url, key), id, 'done');
  const expected = await answers(running.url, key);
  await zhike(before, 'backup', file);
  await running.stop();

  const after = path.join(dir, 'after');
  await zhike(after, 'restore', file);
  running = await startPlatform({ dataDir: after });
  expect(await answers(running.url, key)).toEqual(expected);
  // The administrator's password came with the backup; the import can still be undone.
  await signInClient(running.url);
  await expect(zhike(after, 'restore', file)).rejects.toThrow();
});
