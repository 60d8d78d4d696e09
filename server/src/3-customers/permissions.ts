import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const CUSTOMERS_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'customers.read',
    label: { 'zh-CN': '查看客户', en: 'See customers' },
    note: { 'zh-CN': '查看客户，手机、邮箱、地址已脱敏', en: 'See customers; phone, e-mail and address are masked' },
  },
  {
    name: 'customers.reveal',
    label: { 'zh-CN': '查看完整个人信息', en: 'See personal data in full' },
    note: {
      'zh-CN': '说明原因后查看未脱敏的信息，每次都记入审计',
      en: 'See it unmasked after giving a reason; each time is logged',
    },
  },
];
