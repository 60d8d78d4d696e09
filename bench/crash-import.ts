import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildWebIfStale } from '../server/src/0-kernel/boot/web-build.ts';
import { chooseDatabaseAccount, openTempDir } from '../server/src/0-kernel/supervise/postgres-account.ts';
import { type CrashResult, crashOnce } from './crash/crash-once.ts';
import { totalsOfFile } from './crash/expected.ts';
import { createRandom, writeOrderLines } from './generate/order-lines.ts';

/** The crash comes before this share of the rows is in, so that something is left to do. */
const LATEST_SHARE = 0.9;
/** Longer than one chunk takes, so that the crash may come anywhere within one. */
const MAX_DELAY_MS = 400;

/**
 * `npm run bench -- crash-import [--lines N] [--times N] [--seed S]`: a generated file is imported through a running
 * server; at a random moment every process is killed (SIGKILL); after a new start the import has to finish by itself,
 * and both stores have to agree with the file to the last minor unit. Each time on a fresh data folder.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: 'string', default: '500000' },
      times: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
    },
  });
  const lines = Number(values.lines);
  const random = createRandom(Number(values.seed));
  await buildWebIfStale(path.resolve(import.meta.dirname, '..'), { tell: console.log });
  const dir = await mkdtemp(path.join(await openTempDir(await chooseDatabaseAccount('')), 'zhike-crash-'));
  await chmod(dir, 0o711);
  const results: CrashResult[] = [];
  try {
    const file = path.join(dir, 'orders.csv');
    await writeOrderLines(createWriteStream(file), { lines, seed: Number(values.seed) });
    const totals = await totalsOfFile(file);
    console.log(
      `${totals.lines} lines, ${totals.orders} orders, ${totals.customers} customers, sum ${totals.minor} in minor units (seed ${values.seed})`,
    );
    const wanted = Number(values.times);
    const hits = (): number => results.filter((result) => result.inMidImport).length;
    // A kill that comes too late is tried again, within reason.
    for (let time = 1; hits() < wanted && time <= wanted * 2; time += 1) {
      const dataDir = path.join(dir, `data-${time}`);
      const result = await crashOnce({
        dataDir,
        file,
        totals,
        afterRows: Math.floor(random() * LATEST_SHARE * lines),
        delayMs: Math.floor(random() * MAX_DELAY_MS),
      });
      results.push(result);
      console.log(`${time}: ${verdictOf(result)}`);
      await rm(dataDir, { recursive: true, force: true });
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  report(results);
}

function verdictOf({ faults, inMidImport }: CrashResult): string {
  if (faults.length > 0) {
    return faults.join('; ');
  }
  return inMidImport ? 'exact' : 'exact, but the import was done before the kill: does not count';
}

function report(results: readonly CrashResult[]): void {
  console.table(
    results.map((result) => ({
      'killed after s': result.momentSeconds.toFixed(2),
      'rows done at the kill': result.rowsAtCrash,
      'processes killed': result.killed,
      'ready again after s': result.readySeconds.toFixed(1),
      'import done after s': result.doneSeconds.toFixed(1),
      verdict: verdictOf(result),
    })),
  );
  const exact = results.filter((result) => result.inMidImport && result.faults.length === 0).length;
  const failed = results.filter((result) => result.faults.length > 0).length;
  console.log(`${exact} crashes in mid-import with everything exact afterwards, ${failed} with differences`);
  if (failed > 0) {
    process.exitCode = 1;
  }
}
