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

it('[C010a] the look-up benchmark asks every kind of question with its limit beside it', {
  timeout: 180_000,
}, async () => {
  const table = await runBenchmark('lookup', '--customers', '3000', '--rounds', '3');
  expect(table).toMatch(/3,000 customers in place/);
  expect(table).toMatch(/look-up by phone +\d+/);
  expect(table).toMatch(/search zs \(initials\) +\d+/);
  expect(table).toMatch(/page after 100,000 rows +\d+/);
});

it('[C247a] the benchmark of the simulator compares with the bare write of as many bytes', {
  timeout: 180_000,
}, async () => {
  const table = await runBenchmark('simulate', '--customers', '600');
  expect(table).toMatch(/simulated brand/);
  expect(table).toMatch(/bare write of as many bytes/);
  expect(table).toMatch(/600 customers, [\d,]+ order lines, [\d,]+ events/);
  expect(table).toMatch(/order lines\/s \(bar: 100,000\).*peak memory \d+ MB; \d+\.\d times the bare write/);
});

it('[C247a] the large base is made and loaded with the memory of each process, beside bare COPY', {
  timeout: 180_000,
}, async () => {
  const table = await runBenchmark('large-base', '--customers', '60', '--bare');
  expect(table).toMatch(/60 customers made and loaded in [\d.]+ s/);
  expect(table).toMatch(/peak memory: node \d+ MB, database backends \d+ MB/);
  expect(table).toMatch(/the load runs at \d+ % of that/);
});
