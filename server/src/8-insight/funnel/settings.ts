import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const DAYS = { 'zh-CN': '天', en: 'days' } as const;
const days = z.number().int().min(1).max(365);

/** How long the next step may take. */
export const FUNNEL_WINDOW_DAYS: SettingDefinition = {
  key: 'insight.funnel_window_days',
  label: { 'zh-CN': '漏斗：下一步最晚在几天内', en: 'Funnel: days within which the next step counts' },
  unit: DAYS,
  note: {
    'zh-CN': '默认 7：看过之后一周内才加购、下单的，算同一次购买；耐用品等考虑时间更长的应调大',
    en: 'Default 7: who fills a cart or orders within a week of looking is on one errand; raise it for goods that people think about for longer',
  },
  schema: days,
  defaultValue: 7,
};

/** How long coming back may take. */
export const FUNNEL_REPEAT_DAYS: SettingDefinition = {
  key: 'insight.funnel_repeat_days',
  label: { 'zh-CN': '漏斗：多少天内再次购买', en: 'Funnel: days within which buying again counts' },
  unit: DAYS,
  note: {
    'zh-CN': '默认 90：与“沉默”的默认天数相同，一季之内回来买第二单',
    en: 'Default 90, as the days to “quiet”: a second order within the season',
  },
  schema: days,
  defaultValue: 90,
};

export const FUNNEL_SETTINGS: readonly SettingDefinition[] = [FUNNEL_WINDOW_DAYS, FUNNEL_REPEAT_DAYS];

/** The days from the value of a setting. */
export function daysOf(value: unknown): number {
  return days.parse(value);
}
