import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { RETENTION_JOB } from './service.ts';

const payload = z.object({});
const DAY_MS = 86_400_000;

/** Once a day: what is over its time goes. */
export function retentionTimer({ jobs }: Pick<Kernel, 'jobs'>): TimerKind<z.output<typeof payload>> {
  return {
    name: 'customers.keep_retention_daily',
    payload,
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: (_payload, { tx, context }) => jobs.add(tx, context, RETENTION_JOB, {}, { key: RETENTION_JOB }),
  };
}
