import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const INSIGHT_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'insight.read',
    label: { 'zh-CN': '查看经营数字', en: 'See the numbers' },
    note: { 'zh-CN': '查看首页和报表', en: 'See the home page and reports' },
  },
];
