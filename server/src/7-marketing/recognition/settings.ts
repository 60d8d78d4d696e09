import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** Whoever is on the phone waits no longer for what is only good to know. */
export const RECOGNITION_PATIENCE = {
  key: 'marketing.recognition_patience_ms',
  label: { 'zh-CN': '识别来客：最多等评分和建议多久', en: 'Recognition: longest wait for scores and advice' },
  unit: { 'zh-CN': '毫秒', en: 'milliseconds' },
  note: {
    'zh-CN': '默认 700：到时还没有答复的部分不再等，页面会注明；姓名、订单和禁忌总在',
    en: 'Default 700: a part that has not answered by then is left out, and the page says so; name, orders and what to mind are always there',
  },
  schema: z.number().int().min(100).max(10_000),
  defaultValue: 700,
} as const satisfies SettingDefinition;
