import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { AGAIN_TIMER } from '../sending/service.ts';
import type { Delivering } from './service.ts';

const MINUTE_MS = 60_000;
const payload = z.object({ attemptId: z.uuid() });

/** What was put off is asked about again; what hangs is settled. */
export function deliveringTimers(delivering: Delivering): readonly TimerKind[] {
  return [
    {
      name: AGAIN_TIMER,
      payload,
      fire: ({ attemptId }: z.output<typeof payload>, { tx, context }) => delivering.again(tx, context, attemptId),
    },
    {
      name: 'contact.settle_stuck',
      payload: z.object({}),
      every: (after) => new Date(after.getTime() + MINUTE_MS),
      fire: async (_payload, { tx, context }) => {
        await delivering.settleStuck(tx, context);
      },
    },
  ];
}
