import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Counts } from './test-reporter.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');

/** Node reads the configuration itself: the other loaders write into node_modules, which may not be ours. */
const CONFIG_LOADER = ['--configLoader', 'native'];

/** Runs vitest with the given arguments; its exit code, or 1 when a signal ended it. */
async function runVitest(args: readonly string[], countsFile: string): Promise<number> {
  const vitest = path.join(PROJECT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=dot', `--reporter=${path.join(PROJECT, 'scripts/test-reporter.ts')}`];
  const child = spawn(process.execPath, [vitest, 'run', ...CONFIG_LOADER, ...reporters, ...args], {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, ZHIKE_TEST_COUNTS: countsFile },
  });
  // Ctrl-C reaches vitest by the terminal; we wait for its clean-up and then tell the counts.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The counts that the reporter wrote; none when vitest did not get that far. */
async function readCounts(countsFile: string): Promise<Counts> {
  try {
    return JSON.parse(await readFile(countsFile, 'utf8')) as Counts;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { passed: 0, failed: 0, skipped: 0, missing: {}, slow: [] };
    }
    throw error;
  }
}

const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-counts-'));
try {
  const countsFile = path.join(dir, 'counts.json');
  const code = await runVitest(process.argv.slice(2), countsFile);
  const counts = await readCounts(countsFile);
  // A run that broke outside its tests (no database, no files found) has failed, whatever was counted.
  const failed = code === 0 ? counts.failed : Math.max(counts.failed, 1);
  for (const { file, seconds } of counts.slow) {
    process.stdout.write(`${String(seconds).padStart(4)} s ${file}\n`);
  }
  for (const [need, tests] of Object.entries(counts.missing)) {
    process.stdout.write(`Skipped ${tests} for want of ${need}\n`);
  }
  process.stdout.write(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = failed > 0 && code === 0 ? 1 : code;
} finally {
  await rm(dir, { recursive: true, force: true });
}
