import { z } from 'zod';
import { systemClock } from '#kernel/clock.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import { createJobs } from './jobs.ts';

// A worker process for the tests: takes one job, tells the parent, and hangs until it is killed.
const log = createLogger({ level: 'silent' });
const postgres = openPostgres(process.argv[2] ?? '', { onError: () => undefined });
const jobs = createJobs({ postgres, clock: systemClock, log, metrics: createMetrics({ process: false }) });
await jobs.start([
  {
    name: 'probe.stuck',
    payload: z.unknown(),
    handle: () => {
      process.send?.('working');
      return new Promise(() => undefined);
    },
  },
]);
process.once('disconnect', () => process.exit(1));
