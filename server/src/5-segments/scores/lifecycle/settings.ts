import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import type { LifecycleLimits } from './stages.ts';

const DAYS = { 'zh-CN': '天', en: 'days' } as const;
const quietSchema = z.number().int().min(1).max(3650);
const lostSchema = z.number().int().min(2).max(36_500);

/** When somebody is quiet. */
export const QUIET_DAYS = {
  key: 'segments.lifecycle_quiet_days',
  label: { 'zh-CN': '多久没有购买算沉默', en: 'Days without a purchase after which a customer is quiet' },
  unit: DAYS,
  note: {
    'zh-CN':
      '默认 90：消费品通常按季上新，一季没有回来就值得问候；复购周期更长的行业应调大。须小于流失天数，否则按流失天数算',
    en: 'Default 90: consumer goods change with the season, and who skipped one is worth a word; raise it where people buy less often. Where it is not below the days to lost, those count',
  },
  schema: quietSchema,
  defaultValue: 90,
} as const satisfies SettingDefinition;

/** When somebody is lost. */
export const LOST_DAYS = {
  key: 'segments.lifecycle_lost_days',
  label: { 'zh-CN': '多久没有购买算流失', en: 'Days without a purchase after which a customer is lost' },
  unit: DAYS,
  note: {
    'zh-CN': '默认 365：一整年，各季节与大促都错过了；之后再购买算回流',
    en: 'Default 365: a whole year with every season and sale missed; who buys after that has returned',
  },
  schema: lostSchema,
  defaultValue: 365,
} as const satisfies SettingDefinition;

/** The days of the lifecycle that people may change. */
export const LIFECYCLE_SETTINGS: readonly SettingDefinition[] = [QUIET_DAYS, LOST_DAYS];

/** The days from the values of the settings. */
export function limitsOf(quietDays: unknown, lostDays: unknown): LifecycleLimits {
  const lostAfterDays = lostSchema.parse(lostDays);
  // Nobody is lost before having been quiet.
  return { quietAfterDays: Math.min(quietSchema.parse(quietDays), lostAfterDays), lostAfterDays };
}
