import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const CHANNELS_AUDIT_WORDS: AuditWords = {
  actions: {
    'channels.email_removed': { 'zh-CN': '移除发信服务器', en: 'Mail server removed' },
    'channels.email_set': { 'zh-CN': '设置发信服务器', en: 'Mail server set' },
    'channels.email_tested': { 'zh-CN': '发送测试邮件', en: 'Test message sent' },
  },
  subjects: { channel: { 'zh-CN': '渠道', en: 'Channel' } },
};
