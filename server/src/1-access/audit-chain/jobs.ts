import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { type AuditChain, VERIFY_JOB } from './service.ts';

const payload = z.object({ verificationId: z.uuid() });

/** Goes over the whole chain for somebody who asked. */
export function verifyAuditJob(chain: AuditChain): JobKind<z.output<typeof payload>> {
  return {
    name: VERIFY_JOB,
    payload,
    maxAttempts: 3,
    handle: ({ verificationId }, { context, signal }) => chain.runRequested(context, verificationId, { signal }),
  };
}
