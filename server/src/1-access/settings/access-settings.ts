import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { LOOKUP_SETTINGS } from './lookup-settings.ts';
import { TRUST_SETTINGS } from './trust-settings.ts';

const MINUTES: Text = { 'zh-CN': '分钟', en: 'minutes' };
const SECONDS: Text = { 'zh-CN': '秒', en: 'seconds' };
const TIMES: Text = { 'zh-CN': '次', en: 'times' };

/** A working day: whoever comes back the next morning signs in again. */
export const SESSION_IDLE_MINUTES = {
  key: 'access.session_idle_minutes',
  label: { 'zh-CN': '闲置多久后需重新登录', en: 'Sign-in ends after being idle for' },
  unit: MINUTES,
  note: {
    'zh-CN': '默认 8 小时，即一个工作日；敏感岗位可缩短，NIST SP 800-63B 第二级建议 60 分钟',
    en: 'Default 8 hours, one working day; shorten it for sensitive work (NIST SP 800-63B suggests 60 minutes at its second level)',
  },
  schema: z.number().int().min(5).max(43_200),
  defaultValue: 480,
} as const satisfies SettingDefinition;

export const SESSION_MAX_HOURS = {
  key: 'access.session_max_hours',
  label: { 'zh-CN': '一次登录最长有效期', en: 'A sign-in lasts at most' },
  unit: { 'zh-CN': '小时', en: 'hours' },
  note: {
    'zh-CN': '默认 7 天，自行设定；NIST SP 800-63B 第一级上限为 30 天。只影响之后的登录',
    en: 'Default 7 days, our choice; NIST SP 800-63B allows 30 days at its first level. Holds for sign-ins from then on',
  },
  schema: z.number().int().min(1).max(720),
  defaultValue: 168,
} as const satisfies SettingDefinition;

export const PASSWORD_MIN_LENGTH = {
  key: 'access.password_min_length',
  label: { 'zh-CN': '密码最短长度', en: 'Shortest password' },
  unit: { 'zh-CN': '个字符', en: 'characters' },
  note: {
    'zh-CN': '默认 10，高于 NIST SP 800-63B 的下限 8；只检查新设的密码',
    en: 'Default 10, above the floor of 8 in NIST SP 800-63B; checked when a password is set',
  },
  schema: z.number().int().min(8).max(64),
  defaultValue: 10,
} as const satisfies SettingDefinition;

export const SIGN_IN_ATTEMPTS = {
  key: 'access.sign_in_attempts',
  label: { 'zh-CN': '同一账号连续输错几次后锁定', en: 'Wrong passwords before a pause, per account' },
  unit: TIMES,
  note: {
    'zh-CN': '默认 5，银行业常见的 3 至 6 次之间；按账号与网络地址一起计数，别人输错不会锁住本人',
    en: 'Default 5, within the 3 to 6 usual in banking; counted per account and network address together, so that others cannot lock the owner out',
  },
  schema: z.number().int().min(2).max(100),
  defaultValue: 5,
} as const satisfies SettingDefinition;

export const SIGN_IN_NETWORK_ATTEMPTS = {
  key: 'access.sign_in_network_attempts',
  label: { 'zh-CN': '同一网络地址输错几次后锁定', en: 'Wrong passwords before a pause, per network address' },
  unit: TIMES,
  note: {
    'zh-CN': '默认 50：一个办公室常共用一个地址，要容得下几十人偶尔输错',
    en: 'Default 50: an office often shares one address, and dozens of people mistype now and then',
  },
  schema: z.number().int().min(5).max(10_000),
  defaultValue: 50,
} as const satisfies SettingDefinition;

export const SIGN_IN_LOCK_SECONDS = {
  key: 'access.sign_in_lock_seconds',
  label: { 'zh-CN': '首次锁定时长', en: 'First pause after wrong passwords' },
  unit: SECONDS,
  note: {
    'zh-CN': '默认 60，自行设定：本人能等，猜密码的程序等不起；之后每错一次加倍',
    en: 'Default 60, our choice: a person can wait, a guessing program cannot; doubles with each further failure',
  },
  schema: z.number().int().min(1).max(86_400),
  defaultValue: 60,
} as const satisfies SettingDefinition;

export const SIGN_IN_LOCK_MAX_MINUTES = {
  key: 'access.sign_in_lock_max_minutes',
  label: { 'zh-CN': '最长锁定时长', en: 'Longest pause after wrong passwords' },
  unit: MINUTES,
  note: {
    'zh-CN': '默认 60，自行设定：每天至多再猜二十几次，本人一小时后仍可登录',
    en: 'Default 60, our choice: leaves some two dozen guesses a day, and the owner can sign in within the hour',
  },
  schema: z.number().int().min(1).max(1440),
  defaultValue: 60,
} as const satisfies SettingDefinition;

export const SIGN_IN_FORGET_MINUTES = {
  key: 'access.sign_in_forget_minutes',
  label: { 'zh-CN': '多久不再输错便重新计数', en: 'Failures are forgotten after' },
  unit: MINUTES,
  note: {
    'zh-CN': '默认 1440，即一天，自行设定；登录成功时该账号立即清零',
    en: 'Default 1440, one day, our choice; a successful sign-in clears the account at once',
  },
  schema: z.number().int().min(1).max(43_200),
  defaultValue: 1440,
} as const satisfies SettingDefinition;

/** The settings of this module. */
export const ACCESS_SETTINGS: readonly SettingDefinition[] = [
  SESSION_IDLE_MINUTES,
  SESSION_MAX_HOURS,
  PASSWORD_MIN_LENGTH,
  SIGN_IN_ATTEMPTS,
  SIGN_IN_NETWORK_ATTEMPTS,
  SIGN_IN_LOCK_SECONDS,
  SIGN_IN_LOCK_MAX_MINUTES,
  SIGN_IN_FORGET_MINUTES,
  ...TRUST_SETTINGS,
  ...LOOKUP_SETTINGS,
];
