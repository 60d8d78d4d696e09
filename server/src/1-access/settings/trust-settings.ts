import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import { CLEARANCE_LEVELS } from '../roles/grants.ts';
import { ROLE_NAMES } from '../roles/roles.ts';

/** Nobody unless told: a brand switches it on once its people have an authenticator. */
export const SECOND_FACTOR_ROLES = {
  key: 'access.second_factor_roles',
  label: { 'zh-CN': '必须使用两步验证的角色', en: 'Roles that have to have a second factor' },
  unit: null,
  note: {
    'zh-CN':
      '默认没有；建议至少包括管理员。列入的角色登录后先绑定验证器，此前什么也做不了。通过企业统一登录进来的人由那边验证',
    en: 'Default none; administrators at least are advised. Such a role first enrols an authenticator and can do nothing before. Whoever comes from the company sign-in is verified there',
  },
  schema: z.array(z.enum(ROLE_NAMES)).max(ROLE_NAMES.length),
  defaultValue: [],
} as const satisfies SettingDefinition;

export const ATTESTATION_MINUTES = {
  key: 'access.attestation_minutes',
  label: { 'zh-CN': '一次保密确认的有效期', en: 'An attestation holds for' },
  unit: { 'zh-CN': '分钟', en: 'minutes' },
  note: {
    'zh-CN': '默认 30，自行设定：够处理一位客户的事，离开座位后很快失效',
    en: 'Default 30, our choice: enough for one customer, over soon after leaving the desk',
  },
  schema: z.number().int().min(1).max(1440),
  defaultValue: 30,
} as const satisfies SettingDefinition;

export const ATTESTATION_METHODS = {
  key: 'access.attestation_methods',
  label: { 'zh-CN': '查看敏感资料前的确认方式', en: 'How people attest before sensitive values' },
  unit: null,
  note: {
    'zh-CN':
      '默认三种都可以：重新输入密码（password）、输入验证码（code）、勾选保密责任（duty）。去掉 duty 即要求重新证明身份',
    en: 'Default any of three: the password again, a code, or ticking the duty of confidentiality. Without duty people show who they are again',
  },
  schema: z.array(z.enum(['password', 'code', 'duty'])).min(1),
  defaultValue: ['password', 'code', 'duty'],
} as const satisfies SettingDefinition;

/** Nobody keeps an administrator from anything: they could take it back. */
export const ROLE_CLEARANCE = {
  key: 'access.role_clearance',
  label: { 'zh-CN': '各角色可查看到哪一级资料', en: 'How far each role sees into masked values' },
  unit: null,
  note: {
    'zh-CN':
      '默认按角色表：管理员、经理和客服到敏感级，其余只看内部级。open 只看内部级，personal 到机密级，sensitive 到敏感级；查看都要写原因并留痕。管理员不受此限',
    en: 'Default as in the role table: administrator, manager and agent up to sensitive, others internal only. open: internal, personal: confidential, sensitive: all, each look with a reason and a trace. Administrators are not limited',
  },
  schema: z.partialRecord(z.enum(ROLE_NAMES).exclude(['admin']), z.enum(CLEARANCE_LEVELS)),
  defaultValue: {},
} as const satisfies SettingDefinition;

/** The settings of second factors and attestations. */
export const TRUST_SETTINGS: readonly SettingDefinition[] = [
  SECOND_FACTOR_ROLES,
  ATTESTATION_MINUTES,
  ATTESTATION_METHODS,
  ROLE_CLEARANCE,
];
