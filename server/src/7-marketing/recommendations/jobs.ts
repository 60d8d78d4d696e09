import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { learnAll, type MiningOptions } from './mining/service.ts';
import { LEARN_JOB } from './service.ts';

const payload = z.object({});

/** Learning from all orders, in the worker. */
export function learningJob(options: MiningOptions): JobKind<z.output<typeof payload>> {
  return { name: LEARN_JOB, payload, handle: (_, { context, signal }) => learnAll(options, context, signal) };
}
