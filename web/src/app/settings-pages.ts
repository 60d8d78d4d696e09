import type { LinkProps } from '@tanstack/react-router';
import type { Text } from '@zhike/server/contracts';

export interface SettingsPage {
  readonly id: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: Text;
  readonly permission: string;
}

/** The pages below Settings, in the order of their list. One without its permission is absent. */
export const SETTINGS_PAGES: readonly SettingsPage[] = [
  {
    id: 'shops',
    to: '/settings/shops',
    label: { 'zh-CN': '店铺与渠道', en: 'Shops and channels' },
    permission: 'shops.manage',
  },
  {
    id: 'fields',
    to: '/settings/fields',
    label: { 'zh-CN': '客户字段', en: 'Customer fields' },
    permission: 'fields.write',
  },
  {
    id: 'tags',
    to: '/settings/tags',
    label: { 'zh-CN': '标签', en: 'Tags' },
    permission: 'tags.manage',
  },
  {
    id: 'sources',
    to: '/settings/sources',
    label: { 'zh-CN': '数据来源', en: 'Data sources' },
    permission: 'sources.write',
  },
  {
    id: 'shared-phones',
    to: '/settings/shared-phones',
    label: { 'zh-CN': '共用号码', en: 'Shared phones' },
    permission: 'customers.merge',
  },
  {
    id: 'connections',
    to: '/settings/connections',
    label: { 'zh-CN': '接入', en: 'Connections' },
    permission: 'connections.read',
  },
  {
    id: 'webhooks',
    to: '/settings/webhooks',
    label: { 'zh-CN': '外发通知', en: 'Webhooks' },
    permission: 'webhooks.manage',
  },
  {
    id: 'api-keys',
    to: '/settings/api-keys',
    label: { 'zh-CN': 'API 密钥', en: 'API keys' },
    permission: 'api_keys.manage',
  },
  {
    id: 'staff',
    to: '/settings/staff',
    label: { 'zh-CN': '员工', en: 'Staff' },
    permission: 'users.read',
  },
  {
    id: 'roles',
    to: '/settings/roles',
    label: { 'zh-CN': '角色与权限', en: 'Roles and rights' },
    permission: 'users.read',
  },
  {
    id: 'security',
    to: '/settings/security',
    label: { 'zh-CN': '登录安全', en: 'Sign-in security' },
    permission: 'settings.read',
  },
  {
    id: 'levels',
    to: '/settings/levels',
    label: { 'zh-CN': '保护级别', en: 'Levels of care' },
    permission: 'settings.read',
  },
  {
    id: 'audit',
    to: '/settings/audit',
    label: { 'zh-CN': '审计记录', en: 'Audit trail' },
    permission: 'audit.read',
  },
  {
    id: 'alerts',
    to: '/settings/alerts',
    label: { 'zh-CN': '异常查看', en: 'Unusual looking' },
    permission: 'alerts.read',
  },
  {
    id: 'incidents',
    to: '/settings/incidents',
    label: { 'zh-CN': '信息安全事件', en: 'Incidents' },
    permission: 'incidents.read',
  },
  {
    id: 'consents',
    to: '/settings/consents',
    label: { 'zh-CN': '授权目的', en: 'Consent' },
    permission: 'consents.manage',
  },
  {
    id: 'attempts',
    to: '/settings/attempts',
    label: { 'zh-CN': '触达记录', en: 'Attempts' },
    permission: 'contact.read',
  },
  {
    id: 'suppressions',
    to: '/settings/suppressions',
    label: { 'zh-CN': '禁发名单', en: 'Suppression list' },
    permission: 'contact.read',
  },
  {
    id: 'limits',
    to: '/settings/limits',
    label: { 'zh-CN': '触达规则', en: 'Rules of contact' },
    permission: 'settings.read',
  },
  {
    id: 'mail',
    to: '/settings/mail',
    label: { 'zh-CN': '发信服务器', en: 'Mail server' },
    permission: 'channels.manage',
  },
  {
    id: 'data-requests',
    to: '/settings/data-requests',
    label: { 'zh-CN': '个人信息请求', en: 'Data requests' },
    permission: 'privacy.read',
  },
  {
    id: 'retention',
    to: '/settings/retention',
    label: { 'zh-CN': '保存期限', en: 'Retention' },
    permission: 'privacy.read',
  },
  {
    id: 'processors',
    to: '/settings/processors',
    label: { 'zh-CN': '处理者清单', en: 'Processors' },
    permission: 'processors.read',
  },
  {
    id: 'calendars',
    to: '/settings/calendars',
    label: { 'zh-CN': '工作日历', en: 'Calendars' },
    permission: 'work.configure',
  },
  {
    id: 'exports',
    to: '/settings/exports',
    label: { 'zh-CN': '导出记录', en: 'Exports' },
    permission: 'exports.write',
  },
];

/** Pages that these permissions open. */
export function openSettingsPages(may: (permission: string) => boolean): readonly SettingsPage[] {
  return SETTINGS_PAGES.filter((page) => may(page.permission));
}
