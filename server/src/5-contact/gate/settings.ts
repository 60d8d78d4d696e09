import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { capsSchema, quietHoursSchema } from '../limits/schema.ts';

export type { QuietHoursSetting } from '../limits/schema.ts';

export const QUIET_HOURS = {
  key: 'contact.quiet_hours',
  label: { 'zh-CN': '免打扰时段', en: 'Quiet hours' },
  unit: null,
  note: {
    'zh-CN':
      '默认 21:00 至次日 9:00，按收件人所在时区，所有会响的渠道；标为紧急的服务通知除外，其余消息推迟到时段结束再发',
    en: 'Default 21:00 to 9:00 by the recipient’s clock, on every channel that rings; messages wait until they end, except service notices marked urgent',
  },
  schema: quietHoursSchema,
  defaultValue: { from: '21:00', until: '09:00', channels: ['email', 'sms', 'wechat', 'wecom', 'phone', 'app'] },
} as const satisfies SettingDefinition;

export const CAPS = {
  key: 'contact.caps',
  label: { 'zh-CN': '发送频率上限', en: 'Frequency caps' },
  unit: { 'zh-CN': '条', en: 'messages' },
  note: {
    'zh-CN':
      '默认每位客户 7 天最多 2 条营销消息、30 天最多 1 份问卷、一天最多 2 条需要同意的消息；超过的不发并记录原因。目的留空表示所有需要同意的消息合计',
    en: 'Default two marketing messages in 7 days, one survey in 30, two messages that need a consent in a day, for each customer; what is beyond does not go, and says why. Without a purpose: all that need a consent together',
  },
  schema: capsSchema,
  defaultValue: [
    { purpose: 'marketing', channel: null, limit: 2, days: 7 },
    { purpose: 'survey', channel: null, limit: 1, days: 30 },
    { purpose: null, channel: null, limit: 2, days: 1 },
  ],
} as const satisfies SettingDefinition;

export const PUBLIC_ADDRESS = {
  key: 'contact.public_address',
  label: { 'zh-CN': '对外网址', en: 'Public address' },
  unit: null,
  note: {
    'zh-CN': '邮件里的退订和偏好链接以它开头，例如 https://crm.example.com；为空时用本机地址，只在本机能打开',
    en: 'What links in messages begin with, such as https://crm.example.com; empty: this machine’s own address, which opens only here',
  },
  schema: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(200)]),
  defaultValue: '',
} as const satisfies SettingDefinition;

export const CONFIRM_DAYS = {
  key: 'contact.confirm_days',
  label: { 'zh-CN': '订阅确认链接有效期', en: 'How long a confirmation link works' },
  unit: { 'zh-CN': '天', en: 'days' } satisfies Text,
  note: { 'zh-CN': '默认 7 天；链接只能用一次', en: 'Default 7 days; a link works once' },
  schema: z.number().int().min(1).max(60),
  defaultValue: 7,
} as const satisfies SettingDefinition;

/** Figures of the door out that people may change. */
export const CONTACT_SETTINGS: readonly SettingDefinition[] = [QUIET_HOURS, CAPS, PUBLIC_ADDRESS, CONFIRM_DAYS];
