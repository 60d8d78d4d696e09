import path from 'node:path';
import { type Clock, systemClock } from '#kernel/clock.ts';
import type { Config } from '#kernel/config/config.ts';
import { migratePostgres } from '#kernel/db/migrate.ts';
import { migrateOlap } from '#kernel/db/migrate-olap.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { openPostgres, type Postgres, requireServerVersion } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { createEventLog } from '#kernel/events/log.ts';
import { createFiles } from '#kernel/files/files.ts';
import { createJobs, migrateJobs } from '#kernel/jobs/jobs.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import type { Kernel } from '#kernel/module.ts';
import { createSealer, type Sealer } from '#kernel/secrets/sealer.ts';
import { createTimers } from '#kernel/timers/timers.ts';
import { createTransactions } from '#kernel/transaction.ts';
import { endAll } from './end-all.ts';
import type { Stores } from './open-stores.ts';

/** Nothing listens there: requests fail at once as `analytic_store_unavailable`. */
const NO_ANALYTIC_URL = 'http://127.0.0.1:9';
const ANALYTIC_DATABASE = 'zhike';
const WEB_AND_JOBS_CONNECTIONS = 20;

export interface OpenKernelOptions {
  readonly config: Config;
  readonly stores: Pick<Stores, 'databaseUrl' | 'clickhouseUrl'>;
  readonly log: Logger;
  readonly clock?: Clock;
  /** false: the stores are taken as they are (a command on an empty folder that fills it itself). */
  readonly migrate?: boolean;
}

export interface OpenKernel {
  readonly kernel: Kernel;
  close(): Promise<void>;
}

/** The technical ground over two stores: connected, migrated, nothing started yet. */
export async function openKernel({ config, stores, log, ...options }: OpenKernelOptions): Promise<OpenKernel> {
  const clock = options.clock ?? systemClock;
  const postgres = openPostgres(stores.databaseUrl, {
    maxConnections: WEB_AND_JOBS_CONNECTIONS,
    onError: (error) => log.error({ err: error }, 'A database connection was lost'),
  });
  const olap = openOlap({ url: stores.clickhouseUrl ?? NO_ANALYTIC_URL, database: ANALYTIC_DATABASE, log });
  const sealer = createSealer(config);
  try {
    await requireServerVersion(postgres);
    if (options.migrate !== false) {
      await migratePostgres(postgres, { log });
      await migrateJobs(postgres);
      await prepareKeys(sealer, postgres, log);
      await migrateAnalytic(postgres, () => migrateOlap(olap, { log }), log);
    }
  } catch (error) {
    await endAll([() => postgres.close(), () => olap.close()]);
    throw error;
  }
  const metrics = createMetrics();
  const kernel: Kernel = {
    config,
    clock,
    log,
    postgres,
    olap,
    metrics,
    events: createEventLog({ postgres, clock, log, metrics }),
    jobs: createJobs({ postgres, clock, log, metrics }),
    timers: createTimers({ postgres, clock, log, metrics }),
    files: createFiles({ dir: path.join(config.dataDir, 'files'), sealing: { sealer, db: postgres.db } }),
    sealer,
    transaction: createTransactions(postgres),
  };
  return {
    kernel,
    close: () =>
      endAll([
        () => postgres.close(),
        () => olap.close(),
        () => kernel.jobs.stop(),
        () => kernel.timers.stop(),
        () => kernel.events.stop(),
      ]),
  };
}

/** Without the key of a restored installation life goes on; what it sealed stays closed until its key is back. */
async function prepareKeys(sealer: Sealer, postgres: Postgres, log: Logger): Promise<void> {
  const { unreadable } = await sealer.prepare(postgres);
  if (unreadable > 0) {
    log.error({ unreadable }, 'Sealed values cannot be read: put keys/secrets.key (or ZHIKE_SECRETS_KEY) back');
  }
}

const MIGRATE_LOCK = 'select pg_advisory_lock(hashtextextended($1, 0))';
const MIGRATE_UNLOCK = 'select pg_advisory_unlock(hashtextextended($1, 0))';
const LOCK_NAME = 'zhike:migrate-analytic';

/**
 * One process at a time migrates the analytic store, which has no lock of its own. Without the store life goes on;
 * a migration that is refused or fails ends the start.
 */
async function migrateAnalytic(postgres: Postgres, migrate: () => Promise<unknown>, log: Logger): Promise<void> {
  const client = await postgres.pool.connect();
  try {
    await client.query(MIGRATE_LOCK, [LOCK_NAME]);
    await migrate();
    await client.query(MIGRATE_UNLOCK, [LOCK_NAME]);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'analytic_store_unavailable')) {
      throw error;
    }
    log.warn({ err: error }, 'The analytic store is not migrated; reports wait until the next start');
  } finally {
    // Closing the connection lets go of the lock, however this ended.
    client.release(true);
  }
}
