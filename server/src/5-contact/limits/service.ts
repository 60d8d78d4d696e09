import { type Context, requirePermission } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import { type Cap, longestDays } from '../gate/caps.ts';
import { quietUntil } from '../gate/quiet-hours.ts';
import type { QuietHoursSetting } from '../gate/settings.ts';
import * as store from './store.ts';

export interface Limits {
  preview(
    context: Context,
    limits: { readonly quietHours: QuietHoursSetting; readonly caps: readonly Cap[] },
  ): Promise<{
    asOf: string;
    quiet: { until: string | null; waiting: number };
    caps: { customers: number | null }[];
    reached: number;
  }>;
}

const DAY_MS = 86_400_000;

/** What quiet hours and caps would hold back now. */
export function createLimits(kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>): Limits {
  const zone = zoneOf(kernel.config.timeZone);
  const { db } = kernel.postgres;
  return {
    preview: async (context, { quietHours, caps }) => {
      requirePermission(context, 'contact.read');
      const now = kernel.clock.now();
      const until = quietHours.channels.length === 0 ? null : quietUntil(now, quietHours, zone);
      const since = new Date(now.getTime() - longestDays(caps) * DAY_MS);
      const { reached, full } = await store.countFull(db, { caps, now, since });
      return {
        asOf: now.toISOString(),
        quiet: { until: until?.toISOString() ?? null, waiting: await store.countWaiting(db) },
        caps: caps.map(({ limit }, at) => ({ customers: limit === 0 ? null : (full[at] ?? 0) })),
        reached,
      };
    },
  };
}
