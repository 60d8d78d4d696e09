import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const CHANNELS_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'channels.manage',
    label: { 'zh-CN': '管理发送渠道', en: 'Manage channels' },
    note: { 'zh-CN': '设置发信服务器及其密码', en: 'Set the mail server and its password' },
  },
];
