import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateOlap } from '#kernel/db/migrate-olap.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { makeTempDir, useKernel } from '#test/harness.ts';
import { withParts } from '#test/http.ts';
import { MANAGER, useRuleBench } from '#test/rule-bench.ts';
import { createPlatform } from './wiring.ts';

const CLI = path.join(import.meta.dirname, 'cli.ts');
const run = promisify(execFile);
const kernel = useKernel();
// A server runs over the same stores all the while.
const bench = useRuleBench(kernel);
const WOMEN = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] };
const ids: string[] = [];
let dir: string;

beforeAll(async () => {
  dir = await makeTempDir('segment-command');
  for (const name of ['王芳', '李丽', '赵敏']) {
    ids.push((await bench.person(name, { attributes: { gender: 'female' } })).customerId);
  }
  await bench.person('刘强', { attributes: { gender: 'male' } });
  await bench.settle();
  await bench.call('POST', '/segments', { name: '女性客户', rule: WOMEN }, MANAGER);
  await bench.settle();
  // Commands read the analytic database of a real installation.
  const { clickhouseUrl } = kernel.config;
  const olap = openOlap({ url: clickhouseUrl ?? '', database: 'zhike', log: kernel.log });
  await migrateOlap(olap, { log: kernel.log });
  await createPlatform(withParts(kernel, { olap })).feed.rebuild();
  await olap.close();
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

/** What the command says on its two ways out and how it ends. */
async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { dataDir, databaseUrl, clickhouseUrl } = kernel.config;
  const env = {
    ...process.env,
    ZHIKE_DATA: dataDir,
    DATABASE_URL: databaseUrl ?? '',
    CLICKHOUSE_URL: clickhouseUrl ?? '',
  };
  try {
    const { stdout, stderr } = await run(process.execPath, [CLI, 'segment', ...args], { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    // What execFile rejects with when the command ends with another code than 0.
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('[C031] zhike segment', { timeout: 240_000 }, () => {
  it('counts a segment, a rule, a file with a rule and words of either language', async () => {
    const file = path.join(dir, 'rule.json');
    await writeFile(file, JSON.stringify(WOMEN));
    const named = await command('count', '女性客户');
    expect(named.code, named.err).toBe(0);
    expect(named.out).toContain('全部满足（资料“性别”为“女”）');
    expect(named.out).toContain('all of (field “Gender” is “Female”)');
    expect(named.out).toMatch(/^3 \/ 4 · 2\d{3}-\d{2}-\d{2} · \d+ ms$/m);
    for (const args of [
      ['--rule', `@${file}`],
      ['--text', 'field “gender” is “female”', '--estimate'],
    ]) {
      const { code, out, err } = await command('count', ...args, '--json');
      expect([args, code, err]).toEqual([args, 0, '']);
      expect(JSON.parse(out)).toMatchObject({ count: 3, of: 4, sentence: { en: expect.stringContaining('Female') } });
    }
  });

  it('lists members, as many as wanted, one id a line or as JSON', async () => {
    const all = await command('members', '女性客户');
    expect(all.out.trim().split('\n').toSorted()).toEqual(ids.toSorted());
    const some = await command('members', '女性客户', '--limit', '2', '--json');
    expect(JSON.parse(some.out)).toMatchObject({ segment: { name: '女性客户' }, total: 3 });
    expect(JSON.parse(some.out).customerIds).toHaveLength(2);
  });

  it.each([
    ['an unknown segment', ['members', '没有的'], /没有客群“没有的”/, /there is no segment “没有的”/],
    [
      'a wrong rule',
      ['count', '--rule', '{"all":[{"is":"profile.age"}]}'],
      /rule\.all\[0\]\.args\.years: 必填/,
      /is required/,
    ],
    ['no such file', ['count', '--rule', '@/nowhere.json'], /无法读取/, /cannot be read/],
    ['no number', ['members', '女性客户', '--limit', 'x'], /--limit: 应是/, /whole number/],
  ])('ends with another code and says why in both languages: %s', async (_, args, zh, en) => {
    const { code, out, err } = await command(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(zh);
    expect(err).toMatch(en);
    expect(err).not.toContain('    at ');
  });
});
