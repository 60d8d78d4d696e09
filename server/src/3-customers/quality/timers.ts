import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { QUALITY_JOB } from './service.ts';

const HOUR_MS = 3_600_000;

/** Every hour the worker looks whose data have become old, and whether the formula was changed. */
export function qualityTimer(kernel: Pick<Kernel, 'jobs'>): TimerKind<Record<string, never>> {
  return {
    name: 'customers.quality_hourly',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + HOUR_MS),
    fire: async (_payload, { tx, context }) => {
      await kernel.jobs.add(tx, context, QUALITY_JOB, {}, { key: QUALITY_JOB });
    },
  };
}
