import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const COMMERCE_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'orders.read',
    label: { 'zh-CN': '查看订单', en: 'See orders' },
    note: { 'zh-CN': '查看订单、退款及其明细', en: 'See orders and refunds with their lines' },
  },
];
