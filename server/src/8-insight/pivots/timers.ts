import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { type Pivots, SCHEDULE_TIMER } from './service.ts';

const payload = z.object({ pivotId: z.uuid() });

/** The time of a pivot's schedule: it makes a job of it and sets itself again. */
export function pivotTimer(pivots: Pick<Pivots, 'fire'>): TimerKind<z.output<typeof payload>> {
  return {
    name: SCHEDULE_TIMER,
    payload,
    fire: ({ pivotId }, { tx, context, dueAt }) => pivots.fire(tx, context, { id: pivotId, dueAt }),
  };
}
