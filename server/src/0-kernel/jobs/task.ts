import type { Job, JobHelpers, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Context } from '#kernel/context.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import { contextOf } from './envelope.ts';

/** A kind of work that is done now, outside the request. */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of kinds mixes payloads
export interface JobKind<P = any> {
  /** `module.verb_noun`; never reused for something else. */
  readonly name: string;
  /** Ids and small choices only: payloads outlive erasure in the queue and on the dead-letter list. */
  readonly payload: z.ZodType<P>;
  /** Attempts before it is put on the dead-letter list (default 10, some four hours). */
  readonly maxAttempts?: number;
  /** May run more than once for one job: after a crash, after a failure half-way. */
  handle(
    payload: P,
    run: {
      readonly context: Context;
      readonly log: Logger;
      /** Counts from 1. */
      readonly attempt: number;
      /** Aborted some seconds after the process was asked to stop. */
      readonly signal: AbortSignal;
    },
  ): Promise<void>;
}

const envelopeSchema = z.object({
  payload: z.unknown(),
  requestId: z.string(),
  actorKind: z.string(),
  actorId: z.string().nullable(),
  locale: z.string(),
});

export interface TaskOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
}

const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600];

/** The handlers in the form in which graphile-worker calls them. */
export function createTasks(kinds: readonly JobKind[], { log, metrics }: TaskOptions): TaskList {
  const outcomes = metrics.counter('zhike_jobs_total', 'Runs of jobs by kind and outcome', ['kind', 'outcome']);
  const seconds = metrics.histogram('zhike_job_seconds', 'Duration of one run of a job', ['kind'], SECONDS);
  const runJob = async (kind: JobKind, raw: unknown, job: Job, signal: AbortSignal): Promise<void> => {
    const { payload, ...origin } = envelopeSchema.parse(raw);
    const jobLog = log.child({ requestId: origin.requestId, job: kind.name, jobId: job.id, attempt: job.attempts });
    const stopTimer = seconds.startTimer({ kind: kind.name });
    try {
      const parsed: unknown = kind.payload.parse(payload);
      await kind.handle(parsed, { context: contextOf(origin), log: jobLog, attempt: job.attempts, signal });
      outcomes.inc({ kind: kind.name, outcome: 'done' });
      jobLog.debug('job done');
    } catch (error) {
      const isLast = job.attempts >= job.max_attempts;
      outcomes.inc({ kind: kind.name, outcome: isLast ? 'dead' : 'failed' });
      jobLog[isLast ? 'error' : 'warn'](
        { err: error },
        isLast ? 'job failed for the last time' : 'job failed and will be tried again',
      );
      throw error;
    } finally {
      stopTimer();
    }
  };
  return Object.fromEntries(
    kinds.map((kind) => [
      kind.name,
      // A list as the result would mean "which of these failed" to graphile-worker, so nothing is returned.
      async (raw: unknown, helpers: JobHelpers): Promise<void> => {
        await runJob(kind, raw, helpers.job, helpers.abortSignal);
      },
    ]),
  );
}
