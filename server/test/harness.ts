import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createSettableClock, type SettableClock } from '#kernel/clock.ts';
import { readConfig } from '#kernel/config/config.ts';
import { migrateOlap } from '#kernel/db/migrate-olap.ts';
import { type Olap, openOlap } from '#kernel/db/olap.ts';
import { createEventLog } from '#kernel/events/log.ts';
import { createFiles } from '#kernel/files/files.ts';
import { createJobs } from '#kernel/jobs/jobs.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import type { Kernel } from '#kernel/module.ts';
import { createSealer } from '#kernel/secrets/sealer.ts';
import { createTimers } from '#kernel/timers/timers.ts';
import { createTransactions } from '#kernel/transaction.ts';
import { ANALYTIC_URL, requireAddress } from './addresses.ts';
import { type TestDatabase, useDatabase } from './database.ts';
import { makeTempDir } from './temp-dir.ts';

export { dataSet, describeWithData } from './data-sets.ts';
export { type TestDatabase, type UseDatabaseOptions, useDatabase } from './database.ts';
export { makeTempDir } from './temp-dir.ts';

/** Where the clock of every test file stands at first: Monday, 10:00 in Shanghai. */
export const TEST_NOW = new Date('2026-03-02T02:00:00.000Z');

/** A kernel on real engines whose time the test sets. */
export interface TestKernel extends Kernel {
  readonly clock: SettableClock;
}

export interface UseKernelOptions {
  /** false leaves the analytic database out; touching `kernel.olap` then throws. Saves a second per file. */
  readonly analytic?: boolean;
  readonly now?: Date;
}

/**
 * Gives the test file a kernel of its own: a clone of the migrated database, an analytic database, a folder for
 * files, a settable clock. Nothing is started (readers, jobs, timers): tests pump, drain and tick by hand.
 * Usable inside tests and hooks.
 */
export function useKernel(options: UseKernelOptions = {}): TestKernel {
  const database = useDatabase();
  let current: { readonly kernel: TestKernel; close(): Promise<void> } | null = null;
  beforeAll(async () => {
    current = await openKernel(database, options);
  });
  afterAll(async () => {
    await current?.close();
    current = null;
  });
  return later(() => {
    if (current === null) {
      throw new Error('The kernel of the file exists only while its tests and hooks run');
    }
    return current.kernel;
  });
}

async function openKernel(
  database: TestDatabase,
  options: UseKernelOptions,
): Promise<{ readonly kernel: TestKernel; close(): Promise<void> }> {
  const dir = await makeTempDir('kernel');
  const log = createLogger({ level: process.env['ZHIKE_TEST_LOG'] ?? 'silent' });
  const clock = createSettableClock(options.now ?? TEST_NOW);
  const metrics = createMetrics();
  const { postgres } = database;
  const withAnalytic = options.analytic !== false;
  const analyticUrl = requireAddress(ANALYTIC_URL);
  const olap = withAnalytic ? openOlap({ url: analyticUrl, database: database.name, log }) : WITHOUT_OLAP;
  if (withAnalytic) {
    await migrateOlap(olap, { log });
  }
  const config = readConfig({ ZHIKE_DATA: dir, DATABASE_URL: database.url, CLICKHOUSE_URL: analyticUrl });
  const sealer = createSealer(config);
  await sealer.prepare(postgres);
  const kernel: TestKernel = {
    config,
    clock,
    log,
    metrics,
    postgres,
    olap,
    events: createEventLog({ postgres, clock, log }),
    jobs: createJobs({ postgres, clock, log, metrics }),
    timers: createTimers({ postgres, clock, log, metrics }),
    files: createFiles({ dir: path.join(dir, 'files'), sealing: { sealer, db: postgres.db } }),
    sealer,
    transaction: createTransactions(postgres),
  };
  return {
    kernel,
    close: async () => {
      await Promise.all([kernel.events.stop(), kernel.jobs.stop(), kernel.timers.stop()]);
      if (withAnalytic) {
        await olap.dropDatabase();
        await olap.close();
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** An object that exists only from its first use on; its methods keep working when taken off it. */
function later<T extends object>(get: () => T): T {
  return new Proxy({} as T, {
    get: (_, key) => {
      // Asked of everything that an async function returns; not a use.
      if (key === 'then') {
        return undefined;
      }
      const target = get();
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    has: (_, key) => Reflect.has(get(), key),
  });
}

const WITHOUT_OLAP: Olap = later(() => {
  throw new Error('This test file was set up without the analytic store');
});
