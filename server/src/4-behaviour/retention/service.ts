import type { RetentionKind } from '#kernel/erasure/retention.ts';
import type { Kernel } from '#kernel/module.ts';
import { KEEP_DETAILS_DAYS } from './settings.ts';
import * as store from './store.ts';

/** An event of the log names so many. */
const AT_ONCE = 1000;
/** A busy site has hundreds of thousands a day, and each costs little. */
const TIMES = 100;
const A_DAY = 1_000_000;

/** Details of behaviour, which are of use for a time; what happened when, with which goods, stays for good. */
export function behaviourRetention({ events }: Pick<Kernel, 'events'>): RetentionKind {
  return {
    name: 'behaviour.event_details',
    label: { 'zh-CN': '行为明细', en: 'Details of behaviour' },
    setting: KEEP_DETAILS_DAYS,
    aDay: A_DAY,
    count: store.countDetailed,
    remove: async (tx, context, before, limit) => {
      const ids = await store.emptyDetails(tx, before, limit * TIMES);
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const eventIds = ids.slice(at, at + AT_ONCE);
        await events.append(tx, context, [{ type: 'behaviour.events_changed', data: { eventIds } }]);
      }
      return ids.length;
    },
  };
}
