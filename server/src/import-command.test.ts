import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempDir, useKernel } from '#test/harness.ts';
import { TEN_ROW_FILES } from '#test/ten-rows.ts';

const CLI = path.join(import.meta.dirname, 'cli.ts');
const run = promisify(execFile);
const kernel = useKernel();
let dir: string;

beforeAll(async () => {
  dir = await makeTempDir('import-command');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** What the command says and how it ends, over the stores of this test file. */
async function command(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const { dataDir, databaseUrl, clickhouseUrl } = kernel.config;
  const env = {
    ...process.env,
    ZHIKE_DATA: dataDir,
    DATABASE_URL: databaseUrl ?? '',
    CLICKHOUSE_URL: clickhouseUrl ?? '',
  };
  try {
    const { stdout } = await run(process.execPath, [CLI, 'import', ...args], { env });
    return { code: 0, said: stdout };
  } catch (error) {
    // What execFile rejects with when the command ends with another code than 0.
    const { code, stdout, stderr } = error as {
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    };
    return { code, said: stdout + stderr };
  }
}

describe('[C008] ten rows with two faults, through the command', () => {
  it.each(TEN_ROW_FILES)(
    '$name: eight saved, two told with row, column and what would be right, in both languages',
    {
      timeout: 120_000,
    },
    async ({ kind, fileName, file, faults }) => {
      const given = path.join(dir, fileName);
      await writeFile(given, file());
      for (const [language, count] of [
        ['zh', '新增 added 8'],
        ['en', '相同 same 8'],
      ] as const) {
        const { code, said } = await command(kind, given, '--source', 'shop', '--lang', language);
        expect(code).toBe(0);
        expect(said).toContain('行 rows 10  接受 accepted 8  拒绝 rejected 2');
        expect(said).toContain(count);
        const told = said.split('\n').filter((line) => /^ {2}第 \d+ 行/.test(line));
        expect(told).toEqual(
          faults.map(({ row, column, right }) =>
            expect.stringMatching(new RegExp(`^ {2}第 ${row} 行 row ${row} ${column}: .*${right}`)),
          ),
        );
        const reasons = told.map((line) => line.slice(line.indexOf(': ') + 2).replace(/ \[.*\]$/, ''));
        expect(reasons.map((reason) => /\p{Script=Han}/u.test(reason))).toEqual(
          language === 'zh' ? [true, true] : [false, false],
        );
      }
    },
  );

  it('ends with another code and says why, in both languages, when the file cannot be taken in', {
    timeout: 60_000,
  }, async () => {
    const given = path.join(dir, 'picture.csv');
    await writeFile(given, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const { code, said } = await command('orders', given, '--source', 'shop');
    expect(code).toBe(1);
    expect(said).toMatch(/图片/);
    expect(said).toMatch(/picture/);
  });
});
