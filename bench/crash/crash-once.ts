import { openAsBlob } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type PlatformProcess, startPlatform, until } from '../../e2e/platform.ts';
import { isRunning } from '../../e2e/processes.ts';
import { type ImportRun, importWith, keyClient, makeKey } from '../../e2e/shop-client.ts';
import { createImport, getImport } from '../../server/src/contracts.ts';
import { compareStores } from './check-stores.ts';
import type { Totals } from './expected.ts';

export interface CrashOptions {
  /** Empty folder that the database's account can enter. */
  readonly dataDir: string;
  readonly file: string;
  readonly totals: Totals;
  /** The crash comes once so many rows are in, */
  readonly afterRows: number;
  /** and so many milliseconds later. */
  readonly delayMs: number;
}

export interface CrashResult {
  /** The import was still on its way when everything was killed. */
  readonly inMidImport: boolean;
  /** Seconds from the upload's acceptance to the crash. */
  readonly momentSeconds: number;
  /** Rows seen as done at the last look before the crash. */
  readonly rowsAtCrash: number;
  readonly killed: number;
  /** Seconds from the new start until it was ready, and until the import was done. */
  readonly readySeconds: number;
  readonly doneSeconds: number;
  /** What is not exact; empty when everything is. */
  readonly faults: readonly string[];
}

const IMPORT_MS = 600_000;

/**
 * Imports a file through a running server, kills every process of it (node, PostgreSQL, the analytic child) at the
 * given moment, starts again, lets the import finish by itself and compares both stores with the file.
 */
export async function crashOnce(options: CrashOptions): Promise<CrashResult> {
  const { dataDir, totals } = options;
  const first = await startPlatform({ dataDir });
  let second: PlatformProcess | null = null;
  try {
    const key = await makeKey(first.url);
    const client = keyClient(first.url, key);
    const { id } = await client.call(createImport, {
      query: { kind: 'orders', source: 'crash', fileName: 'orders.csv' },
      body: await openAsBlob(options.file),
    });
    const acceptedMs = performance.now();
    const seen = await until(
      async () => {
        const run = await client.call(getImport, { params: { id } });
        return run.rows >= options.afterRows || run.status === 'done' ? run : null;
      },
      { what: `${options.afterRows} rows to be in`, ms: IMPORT_MS, pollMs: 5 },
    );
    await pause(options.delayMs);
    const killed = await first.kill();
    const crashedAt = new Date();
    const momentSeconds = (performance.now() - acceptedMs) / 1000;
    const restartedMs = performance.now();
    second = await startPlatform({ dataDir });
    const readySeconds = (performance.now() - restartedMs) / 1000;
    const again = keyClient(second.url, key);
    const done = await importWith(again, id, 'done', IMPORT_MS);
    const doneSeconds = (performance.now() - restartedMs) / 1000;
    return {
      inMidImport: done.finishedAt !== null && new Date(done.finishedAt) > crashedAt,
      momentSeconds,
      rowsAtCrash: seen.rows,
      killed: killed.length,
      readySeconds,
      doneSeconds,
      faults: [
        ...killed.filter((pid) => isRunning(pid)).map((pid) => `process ${pid} outlived the kill`),
        ...compareCounts(done, totals),
        ...(await compareStores(dataDir, totals)),
      ],
    };
  } finally {
    await first.kill();
    await second?.stop();
  }
}

function compareCounts(run: ImportRun, totals: Totals): string[] {
  const expected = {
    rows: totals.lines,
    accepted: totals.lines,
    rejected: 0,
    added: totals.lines,
    changed: 0,
    same: 0,
  };
  return Object.entries(expected)
    .filter(([name, value]) => run[name as keyof typeof expected] !== value)
    .map(([name, value]) => `the import says ${name} ${run[name as keyof typeof expected]}, the file ${value}`);
}
