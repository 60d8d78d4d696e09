import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import { copiedLimits, eraseCreditRows } from '../credit/store.ts';
import { copiedMovements, copiedOrders, eraseCommerceRows } from './store.ts';

/** Orders stay with their amounts; what was written about them goes. */
export const commerceErasure: ErasureParticipant = {
  name: 'commerce',
  tables: {
    orders: 'keeps',
    order_lines: 'keeps',
    // Former states of an order, which has no names or addresses.
    order_versions: 'keeps',
    order_changes: 'empties',
    order_dates: 'keeps',
    former_owners: 'keeps',
    // For whom in a household a line was bought, by ids.
    line_recipients: 'keeps',
    import_marks: 'none',
    payments: 'keeps',
    refunds: 'empties',
    returns: 'empties',
    shipments: 'empties',
    categories: 'none',
    brands: 'none',
    products: 'none',
    skus: 'none',
    product_keys: 'none',
    price_changes: 'none',
    price_lines: 'none',
    listing_steps: 'none',
    product_images: 'none',
    product_versions: 'none',
    credit_limits: 'empties',
    credit_crossings: 'keeps',
    open_orders: 'keeps',
    channels: 'none',
    shops: 'none',
    shop_sources: 'none',
  },
  erase: async (tx, _context, subject) => ({
    ...(await eraseCommerceRows(tx, subject)),
    ...(await eraseCreditRows(tx, subject)),
  }),
  copy: async (reader, subject) => [
    { name: 'orders', label: { 'zh-CN': '订单', en: 'Orders' }, rows: await copiedOrders(reader, subject) },
    {
      name: 'order_movements',
      label: { 'zh-CN': '付款、发货、退换', en: 'Payments, parcels, returns' },
      rows: await copiedMovements(reader, subject),
    },
    {
      name: 'credit_limits',
      label: { 'zh-CN': '信用额度', en: 'Credit limits' },
      rows: await copiedLimits(reader, subject),
    },
  ],
};
