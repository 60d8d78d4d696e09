import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

export const STALE_AFTER_KEY = 'feed.stale_after_seconds';
export const STALE_AFTER_DEFAULT = 60;

export const FEED_SETTINGS: readonly SettingDefinition[] = [
  {
    key: STALE_AFTER_KEY,
    label: { 'zh-CN': '分析数据过期界限', en: 'Analytic data counts as stale after' },
    unit: { 'zh-CN': '秒', en: 'seconds' },
    note: {
      'zh-CN': '分析库落后超过这个时间，页面会标明数据已过期。默认 60：平常落后不到一秒，一分钟说明有故障',
      en: 'Screens say so when the analytic store is further behind than this. Default 60: it usually is less than a second behind, so a minute means trouble',
    },
    schema: z.number().int().min(1).max(86_400),
    defaultValue: STALE_AFTER_DEFAULT,
  },
];
