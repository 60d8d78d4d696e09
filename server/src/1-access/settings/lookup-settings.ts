import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const UNIT = { 'zh-CN': '位客户每小时', en: 'customers an hour' } as const;

export const LOOKS_PER_HOUR = {
  key: 'access.looks_per_hour',
  label: { 'zh-CN': '一小时内可打开多少位没有联系过的客户', en: 'Profiles opened in an hour without a contact' },
  unit: UNIT,
  note: {
    'zh-CN': '默认 60，自行设定：客服一小时很少处理超过 30 位客户，留一倍余量；与客户有联系记录的不计',
    en: 'Default 60, our choice: an agent seldom serves more than 30 customers an hour, and twice that is allowed; those with a contact do not count',
  },
  schema: z.number().int().min(1).max(10_000),
  defaultValue: 60,
} as const satisfies SettingDefinition;

export const REVEALS_PER_HOUR = {
  key: 'access.reveals_per_hour',
  label: { 'zh-CN': '一小时内可查看多少位没有联系过的客户的完整信息', en: 'Reveals in an hour without a contact' },
  unit: UNIT,
  note: {
    'zh-CN': '默认 20，自行设定：看完整号码通常是为了联系，联系会留下记录；与客户有联系记录的不计',
    en: 'Default 20, our choice: a full number is mostly wanted for a contact, which leaves a trace; those with one do not count',
  },
  schema: z.number().int().min(1).max(10_000),
  defaultValue: 20,
} as const satisfies SettingDefinition;

export const LOOKS_KEPT_DAYS = {
  key: 'access.looks_kept_days',
  label: { 'zh-CN': '打开记录保留多久', en: 'Looks at profiles are kept for' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN': '默认 180，自行设定：《网络安全法》要求网络日志至少留存六个月；用于事后查明谁看过哪些客户',
    en: 'Default 180, our choice: the Cybersecurity Law asks for logs of six months; tells afterwards who looked at whom',
  },
  schema: z.number().int().min(1).max(3650),
  defaultValue: 180,
} as const satisfies SettingDefinition;

/** The settings of looking at profiles. */
export const LOOKUP_SETTINGS: readonly SettingDefinition[] = [LOOKS_PER_HOUR, REVEALS_PER_HOUR, LOOKS_KEPT_DAYS];
