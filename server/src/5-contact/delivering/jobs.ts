import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { SEND_JOB } from '../sending/service.ts';
import type { Delivering } from './service.ts';

const payload = z.object({ attemptId: z.uuid() });

/** Sends one message. May run again after a crash: what was on its way then is marked, not sent. */
export function sendJob(delivering: Pick<Delivering, 'deliver'>): JobKind<z.output<typeof payload>> {
  return {
    name: SEND_JOB,
    payload,
    handle: ({ attemptId }, { context }) => delivering.deliver(context, attemptId),
  };
}
