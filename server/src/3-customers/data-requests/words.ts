import type { Text } from '#kernel/pure/text.ts';

export const REQUEST_KINDS = ['access', 'copy', 'correction', 'deletion', 'withdrawal'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_WAYS = ['phone', 'email', 'counter', 'letter', 'app', 'own_page'] as const;
export type RequestWay = (typeof REQUEST_WAYS)[number];

export const REQUEST_STATES = ['open', 'done', 'refused', 'cancelled'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What people may ask about their own data (PIPL Art. 44–47, GDPR Art. 15–20). */
export const KIND_LABELS: Readonly<Record<RequestKind, Text>> = {
  access: { 'zh-CN': '查阅', en: 'Access' },
  copy: { 'zh-CN': '复制与转移', en: 'Copy and portability' },
  correction: { 'zh-CN': '更正、补充', en: 'Correction' },
  deletion: { 'zh-CN': '删除', en: 'Deletion' },
  withdrawal: { 'zh-CN': '撤回同意', en: 'Withdrawal of consent' },
};
