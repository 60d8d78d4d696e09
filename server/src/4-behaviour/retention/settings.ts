import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** What was looked at, searched for and told, in words. */
export const KEEP_DETAILS_DAYS: SettingDefinition = {
  key: 'behaviour.keep_details_days',
  label: { 'zh-CN': '行为明细保留多久', en: 'How long the details of behaviour are kept' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN':
      '超过此天数，行为只留时间、种类、商品、活动和归属，页面、来源网站、搜索词和行为属性清空：次数、时间和商品仍可按任何时段筛选与统计，按行为属性的条件不再算它们。订单不受影响，一直可查。0 为不清空',
    en: 'After so long an event keeps when it was, its kind, goods, campaign and whose it is, without page, referring site, search words and properties: counts, times and goods can still be asked for of any time, conditions about properties no longer count it. Orders are not touched and can always be asked. 0 keeps all',
  },
  schema: z.number().int().min(0).max(3660),
  defaultValue: 0,
};

export const BEHAVIOUR_SETTINGS: readonly SettingDefinition[] = [KEEP_DETAILS_DAYS];
