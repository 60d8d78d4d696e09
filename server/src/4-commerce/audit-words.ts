import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const COMMERCE_AUDIT_WORDS: AuditWords = {
  actions: {
    'commerce.credit_limit_changed': { 'zh-CN': '调整信用额度', en: 'Credit limit changed' },
    'commerce.credit_exceeded': { 'zh-CN': '超过信用额度仍确认订单', en: 'Order confirmed over the credit limit' },
  },
  subjects: {},
};
