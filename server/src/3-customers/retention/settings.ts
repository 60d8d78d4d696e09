import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const DAYS = { 'zh-CN': '天', en: 'days' };
const TEN_YEARS = 3660;
const days = z.number().int().min(0).max(TEN_YEARS);

/** Customers who bought and were not heard of since. */
export const KEEP_CUSTOMERS_DAYS: SettingDefinition = {
  key: 'customers.keep_inactive_days',
  label: { 'zh-CN': '长期无往来的客户保留多久', en: 'How long customers without any contact are kept' },
  unit: DAYS,
  note: {
    'zh-CN':
      '没有订单、互动、授权、资料更新超过此天数的客户，按删除请求同样的方式删除：订单金额保留。0 为不删除。会计凭证等法定保存期另计，不受影响',
    en: 'Whoever neither ordered nor was in contact, said yes or no or told anything new for so long is erased as by a request; sums of orders stay. 0 keeps everybody. What the law wants kept (books) is not touched',
  },
  schema: days,
  defaultValue: 0,
};

/** People who never bought. */
export const KEEP_PROSPECTS_DAYS: SettingDefinition = {
  key: 'customers.keep_prospects_days',
  label: { 'zh-CN': '从未购买的潜客保留多久', en: 'How long people who never bought are kept' },
  unit: DAYS,
  note: {
    'zh-CN': '从未购买、且没有任何往来超过此天数的潜客被删除。0 为不删除',
    en: 'Whoever never bought and was not heard of for so long is erased. 0 keeps everybody',
  },
  schema: days,
  defaultValue: 0,
};

/** What was said in calls and chats. */
export const KEEP_WORDS_DAYS: SettingDefinition = {
  key: 'customers.keep_interaction_words_days',
  label: { 'zh-CN': '互动内容保留多久', en: 'How long the words of interactions are kept' },
  unit: DAYS,
  note: {
    'zh-CN': '超过此天数，互动只留时间、渠道和经办人，内容清空。0 为不清空',
    en: 'After so long an interaction keeps its time, channel and colleague, without its words. 0 keeps them',
  },
  schema: days,
  defaultValue: 0,
};

export const RETENTION_SETTINGS: readonly SettingDefinition[] = [
  KEEP_CUSTOMERS_DAYS,
  KEEP_PROSPECTS_DAYS,
  KEEP_WORDS_DAYS,
];
