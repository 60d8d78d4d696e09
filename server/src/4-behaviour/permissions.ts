import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const BEHAVIOUR_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'behaviour.read',
    label: { 'zh-CN': '查看行为', en: 'See behaviour' },
    note: {
      'zh-CN': '查看客户的访问、浏览、搜索和加购',
      en: 'See what customers visited, viewed, searched and put into the cart',
    },
  },
];
