import { systemClock } from '#kernel/clock.ts';
import { readConfig } from '#kernel/config/config.ts';
import { systemContext } from '#kernel/context.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { createEventLog } from '#kernel/events/log.ts';
import { createFiles } from '#kernel/files/files.ts';
import { createJobs } from '#kernel/jobs/jobs.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createMetrics } from '#kernel/metrics/metrics.ts';
import { createTimers } from '#kernel/timers/timers.ts';
import { createTransactions } from '#kernel/transaction.ts';
import { createImportBench } from './import-bench.ts';

// A worker process for tests that kill it: runs one import of real orders to its end and tells of every chunk.
// Arguments: id of the import, folder of the files.
const [importId = '', filesDir = ''] = process.argv.slice(2);
const config = readConfig(process.env);
const log = createLogger({ level: 'silent' });
const metrics = createMetrics();
const clock = systemClock;
const postgres = openPostgres(config.databaseUrl ?? '', { onError: () => undefined });
const bench = createImportBench({
  config,
  clock,
  log,
  metrics,
  postgres,
  olap: openOlap({ url: 'http://127.0.0.1:9', database: 'none', log }),
  events: createEventLog({ postgres, clock, log }),
  jobs: createJobs({ postgres, clock, log, metrics }),
  timers: createTimers({ postgres, clock, log, metrics }),
  files: createFiles({ dir: filesDir }),
  transaction: createTransactions(postgres),
});
process.send?.({ rowsDone: 0 });
await bench.intake.running.run(systemContext('child'), importId, {
  onProgress: (row) => process.send?.({ rowsDone: row.rowsDone }),
});
await postgres.close();
process.disconnect?.();
