import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = path.join(import.meta.dirname, '..', 'cli.ts');
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-commands-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

function zhike(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(dir, name), text);
  return path.join(dir, name);
}

describe('commands on plain files', { timeout: 60_000 }, () => {
  it('[C029] say in both languages which row and column is at fault, and end with 1, without a trace of code', async () => {
    const orders = await file('orders.csv', 'id,day,sum\na,2026-01-01,1e9\na,soon,3\nb,2026-01-01,-4\n');
    const asked = ['--customer', 'id', '--date', 'day', '--amount', 'sum', '--until', '2026-02-01'];
    const { status, stdout, stderr } = zhike('clv', 'fit', orders, ...asked, '--horizon-weeks', '4');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('无法读取 2');
    expect(stderr).toContain('1 are refunds');
    expect(stderr).toContain('第 2 行 row 2, sum: “1e9”不是金额 / "1e9" is not an amount');
    expect(stderr).toContain('第 3 行 row 3, day: “soon”不是日期');
    expect(stderr).not.toMatch(/ at .*\.ts/u);
  });

  it('refuse words and empty numbers that they do not know', async () => {
    const orders = await file('few.csv', 'id,day,sum\na,2026-01-01,1\n');
    const rfm = ['score', 'rfm', orders, '--customer', 'id', '--date', 'day', '--amount', 'sum'];
    const { status, stderr } = zhike(...rfm, '--as-of', '2026-02-01', '--out', dir, '--refunds', 'halve');
    expect([status, stderr]).toEqual([1, expect.stringContaining('ignore, subtract')]);
    const mine = ['baskets', 'mine', orders, '--lines', '--min-support', '0.5', '--min-confidence', ''];
    expect(zhike(...mine)).toMatchObject({ status: 1, stderr: expect.stringContaining('min-confidence') });
  });

  it('end quietly when whoever reads has seen enough', async () => {
    const wide = Array.from({ length: 14 }, (_, n) => `a long name of the article number ${n}`).join(',');
    const lines = await file('lines.csv', `${wide}\n`);
    const args = ['baskets', 'mine', lines, '--lines', '--min-support', '1', '--min-confidence', '0', '--json'];
    const child = spawn(process.execPath, [CLI, ...args]);
    let told = '';
    child.stderr.on('data', (data: Buffer) => {
      told += data.toString();
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    expect([code, told]).toEqual([0, '']);
  });
});
