import { z } from 'zod';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { PULL_JOB, PULL_TIMER } from './pulling/service.ts';
import { deleteDeliveries } from './store.ts';

const DAY_MS = 86_400_000;
/** How long the log of deliveries is kept. */
const KEPT_DAYS = 90;

const payload = z.object({ connectorId: z.uuid() });

/** When a connector is due, a worker pulls, one connector never twice at the same time; once a day the log is cut. */
export function connectorTimers({ jobs, clock }: Pick<Kernel, 'jobs' | 'clock'>): TimerKind[] {
  const sweep: TimerKind<object> = {
    name: 'intake.sweep_deliveries',
    payload: z.object({}),
    every: (after) => new Date(after.getTime() + DAY_MS),
    fire: (_, { tx }) => deleteDeliveries(tx, new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS)),
  };
  const timer: TimerKind<z.output<typeof payload>> = {
    name: PULL_TIMER,
    payload,
    fire: ({ connectorId }, { tx, context }) =>
      jobs.add(tx, context, PULL_JOB, { connectorId }, { key: `pull:${connectorId}`, queue: `pull:${connectorId}` }),
  };
  return [timer, sweep];
}
