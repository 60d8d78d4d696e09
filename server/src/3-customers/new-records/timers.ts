import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { KEYS_JOB, KEYS_TIMER } from './service.ts';

/** Once a bulk import has been quiet for a while, its customers get their keys. */
export function renewKeysTimer(kernel: Pick<Kernel, 'jobs'>): TimerKind<Record<string, never>> {
  return {
    name: KEYS_TIMER,
    payload: z.object({}),
    fire: async (_payload, { tx, context }) => {
      await kernel.jobs.add(tx, context, KEYS_JOB, {}, { key: KEYS_JOB });
    },
  };
}
