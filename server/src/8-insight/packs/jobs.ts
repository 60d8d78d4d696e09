import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { PACK_JOB, type Packs } from './service.ts';

const payload = z.object({ month: z.iso.date() });

/** Makes the pack of a month whose time has come. While the analytic store is behind the job waits and tries again. */
export function packJob(packs: Pick<Packs, 'makeDue'>): JobKind<z.output<typeof payload>> {
  return {
    name: PACK_JOB,
    payload,
    handle: ({ month }, { context }) => packs.makeDue(context, month),
  };
}
