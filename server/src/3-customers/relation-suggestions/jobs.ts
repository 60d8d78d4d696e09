import { z } from 'zod';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import { RELATION_SCAN_JOB, type RelationSuggestions } from './service.ts';

const payload = z.object({});

/** Looking for likely links, in the worker. */
export function suggestionJobs(suggestions: Pick<RelationSuggestions, 'scan'>): JobKind<z.output<typeof payload>>[] {
  return [
    {
      name: RELATION_SCAN_JOB,
      payload,
      handle: async (_payload, { context, signal }) => {
        await suggestions.scan(context, { signal });
      },
    },
  ];
}
