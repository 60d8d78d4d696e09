import type { LinkProps } from '@tanstack/react-router';
import type { Text } from '@zhike/server/contracts';

export interface SettingsPage {
  readonly id: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: Text;
  readonly group: SettingsGroup;
  readonly permission: string;
}

/** What the list of pages is parted into. */
export const SETTINGS_GROUPS = {
  data: { 'zh-CN': '数据', en: 'Data' },
  systems: { 'zh-CN': '系统对接', en: 'Systems' },
  people: { 'zh-CN': '人员与时间', en: 'People and hours' },
  contact: { 'zh-CN': '触达', en: 'Contact' },
  protection: { 'zh-CN': '个人信息保护', en: 'Data protection' },
} as const satisfies Readonly<Record<string, Text>>;
export type SettingsGroup = keyof typeof SETTINGS_GROUPS;

/** The pages below Settings, in the order of their list. One without its permission is absent. */
export const SETTINGS_PAGES: readonly SettingsPage[] = [
  {
    id: 'shops',
    to: '/settings/shops',
    label: { 'zh-CN': '店铺与渠道', en: 'Shops and channels' },
    group: 'data',
    permission: 'shops.manage',
  },
  {
    id: 'fields',
    to: '/settings/fields',
    label: { 'zh-CN': '客户字段', en: 'Customer fields' },
    group: 'data',
    permission: 'fields.write',
  },
  {
    id: 'tags',
    to: '/settings/tags',
    label: { 'zh-CN': '标签', en: 'Tags' },
    group: 'data',
    permission: 'tags.manage',
  },
  {
    id: 'sources',
    to: '/settings/sources',
    label: { 'zh-CN': '数据来源', en: 'Data sources' },
    group: 'data',
    permission: 'sources.write',
  },
  {
    id: 'shared-phones',
    to: '/settings/shared-phones',
    label: { 'zh-CN': '共用号码', en: 'Shared phones' },
    group: 'data',
    permission: 'customers.merge',
  },
  {
    id: 'exports',
    to: '/settings/exports',
    label: { 'zh-CN': '导出记录', en: 'Exports' },
    group: 'data',
    permission: 'exports.write',
  },
  {
    id: 'connections',
    to: '/settings/connections',
    label: { 'zh-CN': '接入', en: 'Connections' },
    group: 'systems',
    permission: 'connections.read',
  },
  {
    id: 'webhooks',
    to: '/settings/webhooks',
    label: { 'zh-CN': '外发通知', en: 'Webhooks' },
    group: 'systems',
    permission: 'webhooks.manage',
  },
  {
    id: 'api-keys',
    to: '/settings/api-keys',
    label: { 'zh-CN': 'API 密钥', en: 'API keys' },
    group: 'systems',
    permission: 'api_keys.manage',
  },
  {
    id: 'mail',
    to: '/settings/mail',
    label: { 'zh-CN': '发信服务器', en: 'Mail server' },
    group: 'systems',
    permission: 'channels.manage',
  },
  {
    id: 'staff',
    to: '/settings/staff',
    label: { 'zh-CN': '员工', en: 'Staff' },
    group: 'people',
    permission: 'users.read',
  },
  {
    id: 'roles',
    to: '/settings/roles',
    label: { 'zh-CN': '角色与权限', en: 'Roles and rights' },
    group: 'people',
    permission: 'users.read',
  },
  {
    id: 'security',
    to: '/settings/security',
    label: { 'zh-CN': '登录安全', en: 'Sign-in security' },
    group: 'people',
    permission: 'settings.read',
  },
  {
    id: 'calendars',
    to: '/settings/calendars',
    label: { 'zh-CN': '工作日历', en: 'Calendars' },
    group: 'people',
    permission: 'work.configure',
  },
  {
    id: 'consents',
    to: '/settings/consents',
    label: { 'zh-CN': '授权目的', en: 'Consent' },
    group: 'contact',
    permission: 'consents.manage',
  },
  {
    id: 'limits',
    to: '/settings/limits',
    label: { 'zh-CN': '触达规则', en: 'Rules of contact' },
    group: 'contact',
    permission: 'settings.read',
  },
  {
    id: 'suppressions',
    to: '/settings/suppressions',
    label: { 'zh-CN': '禁发名单', en: 'Suppression list' },
    group: 'contact',
    permission: 'contact.read',
  },
  {
    id: 'attempts',
    to: '/settings/attempts',
    label: { 'zh-CN': '触达记录', en: 'Attempts' },
    group: 'contact',
    permission: 'contact.read',
  },
  {
    id: 'levels',
    to: '/settings/levels',
    label: { 'zh-CN': '保护级别', en: 'Levels of care' },
    group: 'protection',
    permission: 'settings.read',
  },
  {
    id: 'data-requests',
    to: '/settings/data-requests',
    label: { 'zh-CN': '个人信息请求', en: 'Data requests' },
    group: 'protection',
    permission: 'privacy.read',
  },
  {
    id: 'retention',
    to: '/settings/retention',
    label: { 'zh-CN': '保存期限', en: 'Retention' },
    group: 'protection',
    permission: 'privacy.read',
  },
  {
    id: 'audit',
    to: '/settings/audit',
    label: { 'zh-CN': '审计记录', en: 'Audit trail' },
    group: 'protection',
    permission: 'audit.read',
  },
  {
    id: 'alerts',
    to: '/settings/alerts',
    label: { 'zh-CN': '异常查看', en: 'Unusual looking' },
    group: 'protection',
    permission: 'alerts.read',
  },
  {
    id: 'incidents',
    to: '/settings/incidents',
    label: { 'zh-CN': '信息安全事件', en: 'Incidents' },
    group: 'protection',
    permission: 'incidents.read',
  },
  {
    id: 'processors',
    to: '/settings/processors',
    label: { 'zh-CN': '处理者清单', en: 'Processors' },
    group: 'protection',
    permission: 'processors.read',
  },
];

/** Pages that these permissions open. */
export function openSettingsPages(may: (permission: string) => boolean): readonly SettingsPage[] {
  return SETTINGS_PAGES.filter((page) => may(page.permission));
}
