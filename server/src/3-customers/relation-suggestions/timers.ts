import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { RELATION_SCAN_JOB } from './service.ts';

const DAY_MS = 86_400_000;

/** Once a day the worker looks for likely links. */
export function relationScanTimer(kernel: Pick<Kernel, 'jobs'>): TimerKind<Record<string, never>> {
  return {
    name: 'customers.scan_relations_daily',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: async (_payload, { tx, context }) => {
      await kernel.jobs.add(tx, context, RELATION_SCAN_JOB, {}, { key: RELATION_SCAN_JOB });
    },
  };
}
