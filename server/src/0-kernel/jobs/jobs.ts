import { type Runner, type RunnerOptions, run, runOnce, type TaskList } from 'graphile-worker';
import type { Clock } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import { buryJobs, type DeadLetterPage, listDeadLetters, retryDeadLetter } from './dead-letters.ts';
import { unlockLostWorkers } from './liveness.ts';
import { openQueue } from './open-queue.ts';
import { hastenJobs, insertJob, migrateJobs, unknownKinds } from './queue.ts';
import { createTasks, type JobKind } from './task.ts';

export { migrateJobs } from './queue.ts';
export type { JobKind } from './task.ts';

export interface AddJobOptions {
  /** A waiting job of the same key is replaced; one that has started runs on and this one comes after it. */
  readonly key?: string;
  /** Jobs of one queue run one after the other, over all processes. */
  readonly queue?: string;
  readonly maxAttempts?: number;
}

/** Work that is due now, done by whichever worker is free. What is due later is a timer. */
export interface Jobs {
  /**
   * Adds a job in the caller's transaction; it starts after the commit. The payload must be JSON without personal
   * data. Throws at once when the kind is registered here and the payload does not fit it.
   */
  add(tx: Tx, context: Context, name: string, payload: unknown, options?: AddJobOptions): Promise<void>;
  /** Makes kinds known to `add` without working on them (a process that only serves the web). */
  register(kinds: readonly JobKind[]): void;
  /** Works on the kinds until stopped. Jobs of other kinds stay for processes that know them. */
  start(kinds: readonly JobKind[]): Promise<void>;
  /** Waits for running jobs; after five seconds their signals abort. */
  stop(): Promise<void>;
  /** Jobs and timers that failed for the last time, oldest first. */
  deadLetters(options: { readonly cursor?: string | undefined; readonly limit: number }): Promise<DeadLetterPage>;
  /** Puts one back to work. Throws 404 when it is not on the list (any more). */
  retryDeadLetter(tx: Tx, id: string): Promise<void>;
  /**
   * For tests and commands: runs every job of the kinds in this process, retries without their waiting time, until
   * none is left. Says how many runs that were; failures are on the dead-letter list.
   */
  drain(kinds: readonly JobKind[]): Promise<number>;
}

export interface JobsOptions {
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Jobs at the same time in one process (default 5). */
  readonly concurrency?: number;
}

const MAX_ATTEMPTS = 10;
const CONCURRENCY = 5;
const MAINTENANCE_MS = 5000;
const RESTART_MS = 1000;

interface Workings {
  readonly stop: () => Promise<void>;
}

export function createJobs(options: JobsOptions): Jobs {
  const { postgres, clock } = options;
  const registered = new Map<string, JobKind>();
  let workings: Workings | null = null;
  const register = (kinds: readonly JobKind[]): void => {
    for (const kind of kinds) {
      registered.set(kind.name, kind);
    }
  };
  return {
    register,
    add: async (tx, context, name, payload, { key, queue, maxAttempts } = {}) => {
      const kind = registered.get(name);
      kind?.payload.parse(payload);
      await insertJob(tx, context, {
        name,
        payload,
        key,
        queue,
        maxAttempts: maxAttempts ?? kind?.maxAttempts ?? MAX_ATTEMPTS,
      });
    },
    start: async (kinds) => {
      if (workings !== null) {
        throw new Error('The jobs are already started');
      }
      register(kinds);
      workings = await startWorking(kinds, options);
    },
    stop: async () => {
      const stopping = workings;
      workings = null;
      await stopping?.stop();
    },
    deadLetters: (page) => listDeadLetters(postgres.db, page),
    retryDeadLetter: (tx, id) => retryDeadLetter(tx, id, clock.now()),
    drain: (kinds) => {
      register(kinds);
      return drainJobs(kinds, options);
    },
  };
}

/** Runs until no job of the kinds is left, with every run counted. */
async function drainJobs(kinds: readonly JobKind[], options: JobsOptions): Promise<number> {
  const { postgres, clock } = options;
  let runs = 0;
  const tasks = createTasks(
    kinds.map((kind) => ({
      ...kind,
      handle: (payload: unknown, run: Parameters<JobKind['handle']>[1]) => {
        runs += 1;
        return kind.handle(payload, run);
      },
    })),
    options,
  );
  const names = kinds.map((kind) => kind.name);
  const { settings, release } = await openQueue({ ...options, concurrentJobs: 1 });
  try {
    while ((await hastenJobs(postgres.db, names)) > 0) {
      await runOnce(settings, tasks);
      await buryJobs(postgres.db, clock.now());
    }
  } finally {
    await release();
  }
  return runs;
}

/** A runner that is started again when it gives up, which it does when a result cannot be stored. */
async function keepRunning(settings: RunnerOptions, tasks: TaskList, log: Logger): Promise<Workings> {
  let runner: Runner | null = null;
  let restart: NodeJS.Timeout | null = null;
  let stopping = false;
  const launch = async (): Promise<void> => {
    const launched = await run(settings, tasks);
    runner = launched;
    launched.promise.then(() => ended(null), ended);
  };
  const ended = (error: unknown): void => {
    runner = null;
    if (stopping) {
      return;
    }
    log.error({ err: error ?? new Error('it gave up') }, 'the job runner ended and is started again');
    restart = setTimeout(() => {
      launch().catch(ended);
    }, RESTART_MS);
  };
  await launch();
  return {
    stop: async () => {
      stopping = true;
      if (restart !== null) {
        clearTimeout(restart);
      }
      await runner?.stop();
    },
  };
}

/** The runner, its sign of life, and the upkeep that graphile-worker leaves to us. */
async function startWorking(kinds: readonly JobKind[], options: JobsOptions): Promise<Workings> {
  const { postgres, log, concurrency = CONCURRENCY } = options;
  await migrateJobs(postgres, { log });
  const { settings, release } = await openQueue({ postgres, log, concurrentJobs: concurrency });
  const running = await keepRunning(settings, createTasks(kinds, options), log);
  const maintenance = startMaintenance(kinds, options);
  return {
    stop: async () => {
      await maintenance.stop();
      await running.stop();
      await release();
    },
  };
}

/** Every five seconds: frees jobs of dead workers, moves exhausted jobs to the list, names kinds nobody here knows. */
function startMaintenance(kinds: readonly JobKind[], options: JobsOptions): { stop(): Promise<void> } {
  const { postgres, clock, log } = options;
  const names = kinds.map((kind) => kind.name);
  const reported = new Set<string>();
  const maintain = async (): Promise<void> => {
    const lost = await unlockLostWorkers(postgres);
    if (lost > 0) {
      log.warn({ workers: lost }, 'freed the jobs of workers that ended without a word');
    }
    for (const { kind } of await buryJobs(postgres.db, clock.now())) {
      log.error({ job: kind }, 'a job is on the dead-letter list');
    }
    for (const kind of await unknownKinds(postgres.db, names)) {
      if (!reported.has(kind)) {
        reported.add(kind);
        log.warn({ job: kind }, 'jobs of this kind wait for a process that knows it');
      }
    }
  };
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  const schedule = (waitMs: number): void => {
    timer = setTimeout(() => {
      working = maintain()
        .catch((error: unknown) => log.warn({ err: error }, 'upkeep of the job queue failed'))
        .finally(() => {
          if (!stopped) {
            schedule(MAINTENANCE_MS);
          }
        });
    }, waitMs);
  };
  schedule(0);
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) {
        clearTimeout(timer);
      }
      await working;
    },
  };
}
