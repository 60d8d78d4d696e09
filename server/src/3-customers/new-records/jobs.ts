import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { KEYS_JOB, type NewRecords, RESOLVE_JOB } from './service.ts';

const some = z.object({ customerIds: z.array(z.uuid()) });
const none = z.object({});

/** New customers are looked at one by one, those of bulk imports get their keys. */
export function newRecordJobs(newRecords: Pick<NewRecords, 'resolve' | 'renewKeys'>): JobKind[] {
  const resolving: JobKind<z.output<typeof some>> = {
    name: RESOLVE_JOB,
    payload: some,
    handle: async ({ customerIds }, { context }) => {
      await newRecords.resolve(context, customerIds);
    },
  };
  const renewing: JobKind<z.output<typeof none>> = {
    name: KEYS_JOB,
    payload: none,
    handle: async (_, { context, signal }) => {
      await newRecords.renewKeys(context, { signal });
    },
  };
  return [resolving, renewing];
}
