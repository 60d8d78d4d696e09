import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const run = promisify(execFile);

/** What a benchmark prints; rejects when it ends with an error. */
async function runBenchmark(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['bench/run.ts', ...args], { cwd: ROOT, timeout: 170_000 });
  return stdout;
}

it('[C247a] the import benchmark compares with bare COPY plus index build in one run', {
  timeout: 180_000,
}, async () => {
  const table = await runBenchmark('import', '--lines', '20000');
  expect(table).toMatch(/lines\/s[\s\S]*import \(file to done\)/);
  expect(table).toMatch(/bare COPY of the same rows/);
  expect(table).toMatch(/building the same indexes/);
  expect(table).toMatch(/\d+ % of bare COPY plus index build/);
  expect(table).toMatch(/accepted 20,000 lines/);
});

it('[C247a] the RFM benchmark compares with the bare scan-and-group in one run', { timeout: 180_000 }, async () => {
  const table = await runBenchmark('score-rfm', '--customers', '2000', '--orders', '20000');
  expect(table).toMatch(/20000 orders of at most 2000 customers generated/);
  expect(table).toMatch(/bare scan-and-group +\d+/);
  expect(table).toMatch(/whole RFM +\d+/);
  expect(table).toMatch(/ratio \d+\.\d+ \(bar: at most 2\)/);
});
