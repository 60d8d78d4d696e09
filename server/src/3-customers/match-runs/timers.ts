import { z } from 'zod';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { isRunDue, nextHour } from './hours.ts';
import { RUN_JOB } from './service.ts';
import { type ReadSetting, RUN_DAILY, RUN_HOUR } from './settings.ts';
import { lastStarted } from './store.ts';

/** Looks at each full hour whether the daily matching is due. */
export function matchRunTimer(
  kernel: Pick<Kernel, 'jobs' | 'config'>,
  setting: ReadSetting<Db | Tx>,
): TimerKind<Record<string, never>> {
  const zone = zoneOf(kernel.config.timeZone);
  return {
    name: 'customers.match_daily',
    payload: z.object({}),
    every: nextHour,
    fire: async (_payload, { tx, context, dueAt }) => {
      const isOn = await setting<boolean>(RUN_DAILY.key, tx);
      const hour = await setting<number>(RUN_HOUR.key, tx);
      if (isOn && isRunDue(dueAt, { hour, zone, lastStarted: await lastStarted(tx) })) {
        await kernel.jobs.add(tx, context, RUN_JOB, {}, { key: RUN_JOB });
      }
    },
  };
}
