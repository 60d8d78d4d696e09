import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const CONTACT_AUDIT_WORDS: AuditWords = {
  actions: {
    'contact.suppression_added': { 'zh-CN': '加入禁发名单', en: 'Put on the suppression list' },
    'contact.suppression_removed': { 'zh-CN': '移出禁发名单', en: 'Taken off the suppression list' },
    'contact.suppressions_added': { 'zh-CN': '批量加入禁发名单', en: 'Many put on the suppression list' },
    'contact.template_published': { 'zh-CN': '发布消息模板', en: 'Template published' },
  },
  subjects: {
    suppression: { 'zh-CN': '禁发记录', en: 'Suppression' },
    template: { 'zh-CN': '消息模板', en: 'Template' },
  },
};
