import type { Text } from '#kernel/pure/text.ts';

/** What the platform's own ways in are called until somebody describes them otherwise. */
export const USUAL_LABELS: Readonly<Record<string, Text>> = {
  'business-card': { 'zh-CN': '名片', en: 'Business cards' },
  campus_agent: { 'zh-CN': '校园代理', en: 'Campus agents' },
  membership_form: { 'zh-CN': '会员登记表', en: 'Membership form' },
  newsletter: { 'zh-CN': '邮件订阅', en: 'Newsletter' },
  terminal: { 'zh-CN': '终端小票', en: 'Slips of terminals' },
};
