import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const CONTACT_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'contact.read',
    label: { 'zh-CN': '查看触达记录', en: 'See messages' },
    note: {
      'zh-CN': '查看每条消息的结果和未发原因、禁发名单与模板，地址已脱敏',
      en: 'See what came of messages and why they did not go, the suppression list and templates; addresses are masked',
    },
  },
  {
    name: 'contact.send',
    label: { 'zh-CN': '给客户发消息', en: 'Send messages' },
    note: { 'zh-CN': '经触达网关逐个发送', en: 'Send them one by one, through the gate' },
  },
  {
    name: 'suppressions.write',
    label: { 'zh-CN': '维护禁发名单', en: 'Keep the suppression list' },
    note: {
      'zh-CN': '加入或移出地址与客户，移出须说明原因',
      en: 'Put addresses and customers on it, or take them off with a reason',
    },
  },
  {
    name: 'templates.write',
    label: { 'zh-CN': '发布消息模板', en: 'Publish templates' },
    note: { 'zh-CN': '发布模板的新版本', en: 'Publish new versions of what messages say' },
  },
];
