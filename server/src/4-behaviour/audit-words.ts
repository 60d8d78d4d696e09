import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const BEHAVIOUR_AUDIT_WORDS: AuditWords = {
  actions: {
    'behaviour.site_changed': { 'zh-CN': '修改网站', en: 'Site changed' },
    'behaviour.site_created': { 'zh-CN': '接入网站', en: 'Site created' },
    'behaviour.site_key_rotated': { 'zh-CN': '更换网站密钥', en: 'Key of a site replaced' },
  },
  subjects: { site: { 'zh-CN': '网站', en: 'Site' } },
};
