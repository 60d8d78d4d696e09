import { z } from 'zod';
import type { AnalyticTable, FeedPlan } from '#kernel/feed/feed.ts';

const IMPORTED = 'commerce.orders_imported';
const CHANGED = 'commerce.orders_changed';
const REMOVED = 'commerce.orders_removed';

const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const list = z.object({ orderIds: z.array(z.uuid()) });

/** Stands for nobody: the analytic store keeps no nulls. */
export const NO_CUSTOMER_ID = '00000000-0000-0000-0000-000000000000';

/** The analytic copy of orders. An id range of an import may cover orders of others, which is harmless. */
export const ordersAnalyticTable: AnalyticTable = {
  name: 'commerce_orders',
  source: 'commerce.analytic_orders',
  key: { source: 'id', column: 'order_id' },
  columns: {
    order_id: 'id',
    customer_id: `coalesce(customer_id, '${NO_CUSTOMER_ID}')`,
    placed_at: `placed_at at time zone 'UTC'`,
    business_date: 'business_date',
    kind: 'kind',
    status: 'status',
    currency: 'currency',
    source: 'source',
    total_minor: 'total_minor',
    sales_minor: 'sales_minor',
    sales_lines: 'sales_lines',
    refunded_minor: 'refunded_minor',
    returned: 'has_returns::int',
    skus: 'skus',
    sku_minor: 'sku_minor',
    sku_quantities: 'sku_quantities',
  },
  types: [IMPORTED, CHANGED, REMOVED],
  plan: (events): FeedPlan => {
    const plan = {
      upsertIds: [] as string[],
      upsertRanges: [] as [string, string][],
      removeIds: [] as string[],
      removeRanges: [] as [string, string][],
    };
    for (const event of events) {
      if (event.type === IMPORTED) {
        const { firstId, lastId } = range.parse(event.data);
        plan.upsertRanges.push([firstId, lastId]);
      } else if (event.type === CHANGED) {
        plan.upsertIds.push(...list.parse(event.data).orderIds);
      } else {
        const data = z.union([list, range]).parse(event.data);
        if ('orderIds' in data) {
          plan.removeIds.push(...data.orderIds);
        } else {
          plan.removeRanges.push([data.firstId, data.lastId]);
        }
      }
    }
    return plan;
  },
};
