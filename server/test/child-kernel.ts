import { systemClock } from '#kernel/clock.ts';
import { readConfig } from '#kernel/config/config.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { createEventLog } from '#kernel/events/log.ts';
import { createFiles } from '#kernel/files/files.ts';
import { createJobs } from '#kernel/jobs/jobs.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import type { Kernel } from '#kernel/module.ts';
import { createSealer } from '#kernel/secrets/sealer.ts';
import { createTimers } from '#kernel/timers/timers.ts';
import { createTransactions } from '#kernel/transaction.ts';

/** The kernel of a process beside the tests' own, without the analytic store; the environment says where the database is. */
export function openChildKernel({ filesDir }: { readonly filesDir: string }): Kernel {
  const config = readConfig(process.env);
  const log = createLogger({ level: 'silent' });
  const metrics = createMetrics();
  const clock = systemClock;
  const postgres = openPostgres(config.databaseUrl ?? '', { onError: () => undefined });
  const sealer = createSealer(config);
  return {
    config,
    clock,
    log,
    metrics,
    postgres,
    olap: openOlap({ url: 'http://127.0.0.1:9', database: 'none', log }),
    events: createEventLog({ postgres, clock, log }),
    jobs: createJobs({ postgres, clock, log, metrics }),
    timers: createTimers({ postgres, clock, log, metrics }),
    files: createFiles({ dir: filesDir, sealing: { sealer, db: postgres.db } }),
    sealer,
    transaction: createTransactions(postgres),
  };
}
