import { EventEmitter } from 'node:events';
import type { RunnerOptions, WorkerEvents } from 'graphile-worker';
import type { Postgres } from '#kernel/db/postgres.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import { announceWorker } from './liveness.ts';
import { openQueuePool, queueLogger } from './queue.ts';

/** Fetching and finishing jobs, and one connection that hears of new ones. */
const QUEUE_CONNECTIONS = 4;
/** Finishing a job takes a few milliseconds. */
const QUEUE_FREE_MS = 20;

/** What graphile-worker needs to run in this process. */
export interface OpenQueue {
  readonly settings: RunnerOptions;
  readonly release: () => Promise<void>;
}

/** Connections of the queue and a sign of life that carries the name under which this process locks jobs. */
export async function openQueue({
  postgres,
  log,
  concurrentJobs,
}: {
  readonly postgres: Postgres;
  readonly log: Logger;
  readonly concurrentJobs: number;
}): Promise<OpenQueue> {
  const liveness = await announceWorker({ postgres, log });
  const pool = openQueuePool(postgres, { max: QUEUE_CONNECTIONS, log });
  const events: WorkerEvents = new EventEmitter();
  let named: Promise<void> = Promise.resolve();
  events.on('pool:create', ({ workerPool }) => {
    named = named
      .then(() => liveness.setPool(workerPool.id))
      .catch((error: unknown) => log.error({ err: error }, 'naming the worker failed'));
  });
  // A job is finished in the background, so the worker that looks next finds its queue still taken and would sleep
  // until the next poll.
  events.on('job:complete', ({ worker: { workerPool }, job }) => {
    if (job.job_queue_id !== null) {
      setTimeout(() => workerPool._active && workerPool.nudge(1), QUEUE_FREE_MS).unref();
    }
  });
  return {
    settings: {
      pgPool: pool,
      noHandleSignals: true,
      logger: queueLogger(log),
      events,
      // Batches make the end of a run wait until its results are stored. No local queue: a job fetched ahead would
      // wait behind a long one while another process is idle.
      preset: { worker: { concurrentJobs, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    },
    release: async () => {
      await named;
      await pool.end();
      await liveness.close();
    },
  };
}
