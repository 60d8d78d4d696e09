import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** Tasks that one run makes at most. */
export const MAX_TASKS = {
  key: 'care.max_tasks_per_run',
  label: { 'zh-CN': '每次最多生成多少任务', en: 'Tasks that one run makes at most' },
  unit: { 'zh-CN': '个', en: 'tasks' },
  note: {
    'zh-CN': '默认 100：累计消费高的客户优先，超出的只计数，不会淹没同事',
    en: 'Default 100: those who spent most come first, the rest is counted and nobody is flooded',
  },
  schema: z.number().int().min(0).max(10_000),
  defaultValue: 100,
} as const satisfies SettingDefinition;

/** How long a purchase counts as won back. */
export const WIN_BACK_DAYS = {
  key: 'care.win_back_days',
  label: { 'zh-CN': '多少天内再次购买算挽回成功', en: 'Days in which buying again counts as won back' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN': '默认 90：从发起挽回（未挽回的从流失或统计期开始）起算',
    en: 'Default 90: from the day on which winning back began; for the untreated, from being lost or the span’s first day',
  },
  schema: z.number().int().min(1).max(3650),
  defaultValue: 90,
} as const satisfies SettingDefinition;

/** How long moves are remembered. */
export const KEEP_MOVES_DAYS = {
  key: 'care.keep_moves_days',
  label: { 'zh-CN': '阶段变动保留多久', en: 'Days for which moves between stages are kept' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN': '默认 730：两年，可与去年同期比较',
    en: 'Default 730: two years, so that a year can be held against the one before',
  },
  schema: z.number().int().min(30).max(3650),
  defaultValue: 730,
} as const satisfies SettingDefinition;

/** Tasks that one run makes for one departure at most; the others follow the next night. */
export const MAX_HANDOVER_TASKS = {
  key: 'care.max_handover_tasks_per_run',
  label: { 'zh-CN': '员工离职：每次最多生成多少交接任务', en: 'Somebody leaves: tasks that one run makes at most' },
  unit: { 'zh-CN': '个', en: 'tasks' },
  note: {
    'zh-CN': '默认 1000：最要紧的客户优先，其余次日清晨接着生成；客户页与流失原因照常提示',
    en: 'Default 1000: those who matter most come first, the others follow the next morning; pages warn of all of them',
  },
  schema: z.number().int().min(1).max(100_000),
  defaultValue: 1000,
} as const satisfies SettingDefinition;

/** How long somebody has to get in touch. */
export const HANDOVER_DAYS = {
  key: 'care.handover_days',
  label: { 'zh-CN': '员工离职：几天内完成交接', en: 'Somebody leaves: days in which customers are handed over' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN': '默认 7；预告了离职日期的，在离职当天到期',
    en: 'Default 7; where the day of leaving was announced, it is due on that day',
  },
  schema: z.number().int().min(1).max(365),
  defaultValue: 7,
} as const satisfies SettingDefinition;

/** What people may change here. */
export const CARE_SETTINGS: readonly SettingDefinition[] = [
  MAX_TASKS,
  WIN_BACK_DAYS,
  KEEP_MOVES_DAYS,
  MAX_HANDOVER_TASKS,
  HANDOVER_DAYS,
];
