import type { TimelineSource } from '#customers';
import { may } from '#kernel/context.ts';
import type { Shops } from '../shops/service.ts';
import { kindOf, titleOf } from './describe.ts';
import { happenings } from './store.ts';

/** Orders on the time-line of their customers: placed, paid, shipped, back, refunded, and where the parcel is. */
export function orderTimeline(shops: Pick<Shops, 'bySource'>): TimelineSource {
  return {
    name: 'orders',
    label: { 'zh-CN': '订单', en: 'Orders' },
    entries: async (db, { customerId, before, limit, context }) => {
      if (!may(context.actor, 'orders.read')) {
        return [];
      }
      const { scopeIds } = context.actor;
      const rows = await happenings(db, { customerId, before, limit, scopeIds });
      const shopOf = await shops.bySource();
      return rows.map((row) => ({
        id: row.id,
        at: row.at,
        kind: kindOf(row),
        title: titleOf(row),
        detail: row.detail,
        channel: shopOf.get(row.source)?.channel ?? null,
        staff: row.staffId === null || row.staffName === null ? null : { id: row.staffId, name: row.staffName },
        ref: { type: 'order', id: row.orderId },
        amount: row.amountMinor === null ? null : { minor: row.amountMinor, currency: row.currency },
      }));
    },
  };
}
