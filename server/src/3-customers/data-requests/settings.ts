import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** Working days in which a request about one's own data is answered. */
export const DATA_REQUEST_DAYS: SettingDefinition = {
  key: 'customers.data_request_days',
  label: { 'zh-CN': '个人信息请求的办理期限', en: 'Time to answer requests about one’s own data' },
  unit: { 'zh-CN': '个工作日', en: 'working days' },
  note: {
    'zh-CN':
      '从收到之日的次日算起，按默认工作日历。国内规范普遍为 15 个工作日（应用程序类更短），GDPR 为一个月；按适用的规定调整',
    en: 'Counted from the day after receipt by the usual calendar. Chinese rules mostly give 15 working days, the GDPR one month; set what applies',
  },
  schema: z.number().int().min(1).max(60),
  defaultValue: 15,
};

export const DATA_REQUEST_SETTINGS: readonly SettingDefinition[] = [DATA_REQUEST_DAYS];
