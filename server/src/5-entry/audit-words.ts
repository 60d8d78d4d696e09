import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const ENTRY_AUDIT_WORDS: AuditWords = {
  actions: {
    'entry.field_note_rejected': { 'zh-CN': '退回现场记录', en: 'Field note rejected' },
    'entry.field_note_revealed': { 'zh-CN': '查看未脱敏的现场记录', en: 'Field note shown unmasked' },
    'entry.form_saved': { 'zh-CN': '保存入会申请表', en: 'Membership form saved' },
    'entry.submission_accepted': { 'zh-CN': '接受提交', en: 'Submission accepted' },
    'entry.submission_rejected': { 'zh-CN': '退回提交', en: 'Submission rejected' },
  },
  subjects: {},
};
