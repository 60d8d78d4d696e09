import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** How long a message is tried. */
export const GIVE_UP_HOURS = {
  key: 'intake.webhook_give_up_hours',
  label: { 'zh-CN': '外发消息重试时长', en: 'How long a webhook message is tried' },
  unit: { 'zh-CN': '小时', en: 'hours' },
  note: {
    'zh-CN': '默认 72 小时，够一个周末的停机；之后不再自动重试，可在记录中重发',
    en: 'Default 72 hours, a weekend of downtime; after that it is sent again only by hand, from the log',
  },
  schema: z.number().int().min(1).max(720),
  defaultValue: 72,
} as const satisfies SettingDefinition;

/** How long the log of messages is kept. */
export const KEEP_DAYS = {
  key: 'intake.webhook_keep_days',
  label: { 'zh-CN': '外发记录保留天数', en: 'How long the webhook log is kept' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN': '默认 30 天；更早的消息不能再重发',
    en: 'Default 30 days; older messages can no longer be replayed',
  },
  schema: z.number().int().min(1).max(365),
  defaultValue: 30,
} as const satisfies SettingDefinition;
