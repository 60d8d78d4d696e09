import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const DAYS = { 'zh-CN': '天', en: 'days' } as const;

/** After how long each group of fields is asked for again. */
export const CONFIRM_AFTER: SettingDefinition = {
  key: 'customers.confirm_after_days',
  label: { 'zh-CN': '定期核对：各组字段多久一次', en: 'Confirming: how often for each group of fields' },
  unit: DAYS,
  note: {
    'zh-CN':
      '每组字段多少天核对一次；不列出的分组不核对。超过此天数没有新的说法或确认，且近期有订单的客户，会生成核对任务',
    en: 'Group of fields (`contact` is name and contact data) to days; groups that are not listed are not asked for. Active customers of whom nothing new was said or confirmed for so long become tasks',
  },
  schema: z.record(z.string().min(1).max(40), z.number().int().min(1).max(3650)),
  defaultValue: { contact: 365, body: 365 },
};

export const CONFIRM_TASKS_PER_DAY: SettingDefinition = {
  key: 'customers.confirm_tasks_per_day',
  label: { 'zh-CN': '定期核对：每天最多任务数', en: 'Confirming: tasks a day at most' },
  unit: { 'zh-CN': '个', en: 'tasks' },
  note: {
    'zh-CN': '默认 50：两名客服一天能打完的电话。0 为不生成',
    en: 'Default 50: what two agents can call in a day. 0 makes none',
  },
  schema: z.number().int().min(0).max(5000),
  defaultValue: 50,
};

export const CONFIRM_ACTIVE_DAYS: SettingDefinition = {
  key: 'customers.confirm_active_days',
  label: { 'zh-CN': '定期核对：多久内有订单算活跃', en: 'Confirming: active with an order within' },
  unit: DAYS,
  note: {
    'zh-CN': '只核对活跃客户的资料，不打扰久未购买的人',
    en: 'Only the data of active customers are confirmed; who has not bought for long is left alone',
  },
  schema: z.number().int().min(1).max(3650),
  defaultValue: 365,
};

export const CONFIRM_SETTINGS: readonly SettingDefinition[] = [
  CONFIRM_AFTER,
  CONFIRM_TASKS_PER_DAY,
  CONFIRM_ACTIVE_DAYS,
];
