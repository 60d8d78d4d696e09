import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getMetric, listCustomers, listReports, listScores, listSegments } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { buildWebOnce, type PlatformProcess, SERVER_POLL_MS, startPlatform, until } from './platform.ts';
import { keyClient, makeKey } from './shop-client.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const run = promisify(execFile);
const PEOPLE = 60;
let dir: string;
let running: PlatformProcess | null = null;

beforeAll(async () => {
  dir = await makeTempDir('demo');
  await buildWebOnce();
}, 180_000);

afterAll(async () => {
  await running?.stop();
  await rm(dir, { recursive: true, force: true });
});

interface Finding {
  readonly check: string;
  readonly status: string;
}

/** What `zhike doctor` finds, also when something is at fault. */
async function examine(dataDir: string): Promise<readonly Finding[]> {
  const env = { ...process.env, ZHIKE_DATA: dataDir, DATABASE_URL: '', CLICKHOUSE_URL: '', PORT: '0' };
  const { stdout } = await run(process.execPath, ['server/src/cli.ts', 'doctor', '--json'], { cwd: ROOT, env }).catch(
    // A finding that fails ends the command with 1; what it found stands in its output all the same.
    (error: unknown) => error as { stdout: string },
  );
  return JSON.parse(stdout) as Finding[];
}

/** How many customers and orders the platform shows, once its figures are fresh. */
async function countsOf(url: string, key: string): Promise<{ readonly customers: number; readonly orders: number }> {
  const client = keyClient(url, key);
  expect((await client.call(listSegments, {})).items.length).toBeGreaterThan(2);
  const { total } = await client.call(listCustomers, { query: { limit: 1 } });
  const { value } = await until(
    async () => {
      const reply = await client.call(getMetric, { params: { name: 'orders' }, query: { from: '2000-01-01' } });
      return !reply.freshness.stale && (reply.value ?? 0) > 0 ? reply : null;
    },
    { what: 'the metrics to show orders', ms: 60_000, pollMs: SERVER_POLL_MS },
  );
  return { customers: total, orders: value ?? 0 };
}

it('[C248] the documented commands start the system with demo data on an empty folder', {
  timeout: 240_000,
}, async () => {
  const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(manifest.scripts['start']).toBe('node server/src/main.ts');

  const dataDir = path.join(dir, 'data');
  running = await startPlatform({ dataDir, args: [`--demo=${PEOPLE}`] });
  // The pages and the API answer while the data come in.
  expect((await fetch(running.url, { headers: { accept: 'text/html' } })).status).toBe(200);
  const key = await makeKey(running.url);
  const { told } = running;
  await until(() => told().includes('the demo data are in'), { what: 'the demo to be loaded', ms: 120_000 });

  const first = await countsOf(running.url, key);
  expect(first.customers).toBeGreaterThan(PEOPLE * 0.9);
  expect(first.orders).toBeGreaterThan(PEOPLE * 3);
  // Nobody has to wait for a night to see what customers are worth.
  const client = keyClient(running.url, key);
  await until(
    async () => {
      const [{ items: scores }, { items: reports }] = [
        await client.call(listScores, {}),
        await client.call(listReports, {}),
      ];
      return reports.length > 0 && scores.every(({ run: computed }) => computed !== null);
    },
    { what: 'the scores and the weekly report of the demo', ms: 120_000, pollMs: SERVER_POLL_MS * 4 },
  );
  const found = new Map((await examine(dataDir)).map(({ check, status }) => [check, status]));
  for (const check of [
    'node.version',
    'data.folder',
    'postgres.programs',
    'postgres.migrations',
    'work.dead_letters',
  ]) {
    expect(found.get(check), check).toBe('ok');
  }
  expect(found.has('machine.memory') && found.has('web.address')).toBe(true);
  await running.stop();

  // Asked for again, it is not loaded twice.
  running = await startPlatform({ dataDir, args: [`--demo=${PEOPLE}`] });
  const again = running;
  await until(() => again.told().includes('the demo data are there already'), { what: 'the second start' });
  expect(await countsOf(running.url, key)).toEqual(first);
});

it('the command makes a brand as files, and loads one beside a running server', { timeout: 180_000 }, async () => {
  const size = ['simulate', '--customers', '24', '--seed', '9', '--json'];
  const out = path.join(dir, 'brand');
  const env = { ...process.env, ZHIKE_DATA: path.join(dir, 'data'), DATABASE_URL: '', CLICKHOUSE_URL: '' };
  const zhike = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await run(process.execPath, ['server/src/cli.ts', ...size, ...args], { cwd: ROOT, env })).stdout);
  const manifest = await zhike('--out', out);
  expect(manifest).toEqual(JSON.parse(await readFile(path.join(out, 'manifest.json'), 'utf8')));
  const summary = await zhike('--load');
  expect(summary).toMatchObject({ parameters: { customers: 24, seed: 9 } });
  await expect(zhike('--load', '--out', out)).rejects.toThrow('--out');
  await expect(zhike('--load', '--years', '99')).rejects.toThrow('0.5 to 10');
});
