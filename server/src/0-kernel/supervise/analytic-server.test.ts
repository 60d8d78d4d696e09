import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Olap, openOlap } from '#kernel/db/olap.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { type AnalyticOptions, type SupervisedAnalytic, startAnalytic } from '#kernel/supervise/analytic-server.ts';

const log = createLogger({ level: 'silent' });
const MODULE = fileURLToPath(new URL('analytic-server.ts', import.meta.url));
const MIB = 1024 * 1024;

/** Asks until the answer is yes; an outside process takes its own time. */
async function until(ask: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await ask())) {
    if (performance.now() > deadline) {
      throw new Error(`Not within ${limitMs} ms: ${ask.toString()}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the supervised analytic store', () => {
  let dir: string;
  let analytic: SupervisedAnalytic | null;
  let olap: Olap | null;

  const start = async (
    options: Partial<AnalyticOptions> = {},
  ): Promise<{ analytic: SupervisedAnalytic; olap: Olap }> => {
    analytic = await startAnalytic({ dataDir: path.join(dir, 'analytic'), log, ...options });
    olap = openOlap({ url: analytic.url, database: 'kept', log });
    return { analytic, olap };
  };

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-analytic-'));
    analytic = null;
    olap = null;
  });

  afterEach(async () => {
    await olap?.close();
    await analytic?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('replaces a child killed in mid-query under the same address and loses no acknowledged row', async () => {
    const first = await start();
    await first.olap.createDatabase();
    await first.olap.run({ sql: 'CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id' });
    let acknowledged = 0;
    for (let batch = 0; batch < 20; batch += 1) {
      await first.olap.insert(
        't',
        Array.from({ length: 500 }, (_, index) => ({ id: batch * 500 + index })),
      );
      acknowledged += 500;
    }
    const victim = first.analytic.pid() ?? 0;
    const query = first.olap
      .rows({ sql: 'SELECT sum(cityHash64(number)) FROM numbers(1000000000000)' })
      .catch((error: unknown) => error);
    await until(async () => {
      const running = await first.olap.rows({
        sql: "SELECT 1 FROM system.processes WHERE query LIKE '%cityHash64%numbers(1000000000000)%'",
      });
      return running.length > 1;
    });
    process.kill(victim, 'SIGKILL');
    const broken = { code: 'analytic_store_unavailable', status: 503, retryAfterSeconds: 2 };
    expect(await query).toMatchObject(broken);
    await expect(first.olap.rows({ sql: 'SELECT 1' })).rejects.toMatchObject(broken);
    await until(() => first.olap.ping());
    expect(first.analytic.pid()).not.toBe(victim);
    expect(await first.olap.rows({ sql: 'SELECT count() AS n FROM t' })).toEqual([{ n: String(acknowledged) }]);
  }, 60_000);

  it('stops in the middle of a query, and the next start finds the data', async () => {
    const first = await start();
    await first.olap.createDatabase();
    await first.olap.run({ sql: 'CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id' });
    await first.olap.insert('t', [{ id: 1 }]);
    const pid = first.analytic.pid() ?? 0;
    const query = first.olap
      .rows({ sql: 'SELECT sum(cityHash64(number)) FROM numbers(1000000000000)' })
      .catch((error: unknown) => error);
    const startedAt = performance.now();
    await first.analytic.stop();
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(isAlive(pid)).toBe(false);
    await query;
    await first.olap.close();
    const second = await start();
    expect(await second.olap.rows({ sql: 'SELECT id FROM t' })).toEqual([{ id: '1' }]);
  }, 60_000);

  it('ends with its parent, even one that was killed, and leaves no lock behind', async () => {
    const program = `
      const { startAnalytic } = await import(${JSON.stringify(MODULE)});
      const silent = { info() {}, warn() {}, error() {}, debug() {} };
      const analytic = await startAnalytic({ dataDir: ${JSON.stringify(path.join(dir, 'analytic'))}, log: silent });
      console.log(analytic.pid());`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const child = await new Promise<number>((resolve) => {
      parent.stdout.on('data', (text) => resolve(Number(text)));
    });
    expect(isAlive(child)).toBe(true);
    parent.kill('SIGKILL');
    // At once, while the orphan may still hold the store.
    const { olap: reader } = await start();
    expect(await reader.ping()).toBe(true);
    await until(() => !isAlive(child));
  }, 60_000);

  it('replaces an idle child that holds too much memory', async () => {
    const { analytic: server, olap: reader } = await start({ recycleRssBytes: 50 * MIB, recycleIdleMs: 100 });
    const before = server.pid();
    await until(() => server.pid() !== before && server.pid() !== null);
    expect(isAlive(before ?? 0)).toBe(false);
    await until(() => reader.ping());
  }, 60_000);

  it('bounds what all queries take together', async () => {
    const { olap: reader } = await start({ memoryBytes: 600 * MIB });
    const wide = `SELECT number, count() FROM numbers(40000000) GROUP BY number
      SETTINGS max_bytes_ratio_before_external_group_by = 0, max_bytes_before_external_group_by = 0`;
    const elsewhere = openOlap({ url: analytic?.url ?? '', database: 'default', log });
    await expect(elsewhere.rows({ sql: wide })).rejects.toMatchObject({ code: '241' });
    await elsewhere.close();
    expect(await reader.ping()).toBe(true);
  }, 60_000);

  it('runs at low priority and without the secrets of its parent', async () => {
    process.env['ZHIKE_TEST_SECRET'] = 'kept to itself';
    try {
      const { analytic: server } = await start();
      expect(os.getPriority(server.pid() ?? 0)).toBe(10);
      // Where Linux shares processors among sessions first: its session is one of its own, with a small share.
      const group = await readFile(`/proc/${server.pid()}/autogroup`, 'utf8').catch(() => '');
      const ours = await readFile('/proc/self/autogroup', 'utf8').catch(() => '');
      expect(group === '' || (group.endsWith('nice 10\n') && group !== ours)).toBe(true);
      const seen = await readFile(`/proc/${server.pid()}/environ`, 'utf8').catch(() => '');
      const command = await readFile(`/proc/${server.pid()}/cmdline`, 'utf8').catch(() => '');
      expect(seen).not.toContain('ZHIKE_TEST_SECRET');
      expect(seen + command).not.toContain(new URL(server.url).password);
    } finally {
      delete process.env['ZHIKE_TEST_SECRET'];
    }
  });

  it('works in a folder whose name the engine would take for a pattern', async () => {
    const { olap: writer } = await start({ dataDir: path.join(dir, `数据 {a,b} *?[x] it's`) });
    await writer.createDatabase();
    await writer.run({ sql: 'CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id' });
    await writer.insert('t', [{ id: 1 }, { id: 2 }]);
    expect(await writer.rows({ sql: 'SELECT count() AS n FROM t' })).toEqual([{ n: '2' }]);
  });

  it('names the missing package and the way out', async () => {
    await expect(start({ enginePackage: 'chdb-for-another-machine' })).rejects.toMatchObject({
      code: 'analytic_engine_missing',
      message: expect.stringMatching(/@chdb\/lib-.*CLICKHOUSE_URL/u),
      text: { 'zh-CN': expect.stringContaining('CLICKHOUSE_URL') },
    });
  });

  it('says that another process uses the store', async () => {
    await start();
    await expect(startAnalytic({ dataDir: path.join(dir, 'analytic'), log, lockWaitMs: 500 })).rejects.toMatchObject({
      code: 'analytic_store_locked',
      message: expect.stringContaining(dir),
    });
  }, 60_000);
});
