import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** Six digits of the authenticator, or a recovery code; spaces and dashes do not matter. */
export const secondFactorCodeSchema = z.string().trim().min(6).max(40);

const password = z.string().min(1).max(200);

export const secondFactorStateSchema = z
  .object({
    on: z.boolean(),
    /** Whether one of the asker's roles has to have one; until then they can do nothing else. */
    required: z.boolean(),
    confirmedAt: z.iso.datetime().nullable(),
    recoveryCodesLeft: z.number().int(),
  })
  .meta({ id: 'SecondFactor' });
export type SecondFactorState = z.output<typeof secondFactorStateSchema>;

const recoveryCodes = z.object({
  /** Shown this once; each works once. */
  recoveryCodes: z.array(z.string()),
});

export const getSecondFactor = defineContract({
  name: 'access.get_second_factor',
  method: 'GET',
  path: '/api/v1/me/second-factor',
  summary: { 'zh-CN': '我的两步验证', en: 'My second factor' },
  access: 'signed-in',
  response: secondFactorStateSchema,
});

export const enrolSecondFactor = defineContract({
  name: 'access.enrol_second_factor',
  method: 'POST',
  path: '/api/v1/me/second-factor',
  summary: { 'zh-CN': '绑定验证器：取得密钥', en: 'Begin with an authenticator: get the secret' },
  access: 'signed-in',
  body: z.object({ password }),
  response: z.object({
    /** Base32, for typing in. */
    secret: z.string(),
    /** `otpauth://…`, for the picture. */
    uri: z.string(),
  }),
  transaction: 'own',
});

export const confirmSecondFactor = defineContract({
  name: 'access.confirm_second_factor',
  method: 'POST',
  path: '/api/v1/me/second-factor/confirm',
  summary: { 'zh-CN': '用第一个验证码确认绑定', en: 'Confirm the authenticator with its first code' },
  access: 'signed-in',
  body: z.object({ code: secondFactorCodeSchema }),
  response: recoveryCodes,
  transaction: 'own',
});

export const renewRecoveryCodes = defineContract({
  name: 'access.renew_recovery_codes',
  method: 'POST',
  path: '/api/v1/me/second-factor/recovery-codes',
  summary: { 'zh-CN': '重新生成恢复码', en: 'Make new recovery codes' },
  access: 'signed-in',
  body: z.object({ code: secondFactorCodeSchema }),
  response: recoveryCodes,
  transaction: 'own',
});

export const removeSecondFactor = defineContract({
  name: 'access.remove_second_factor',
  method: 'POST',
  path: '/api/v1/me/second-factor/remove',
  summary: { 'zh-CN': '停用我的两步验证', en: 'Do without my second factor' },
  access: 'signed-in',
  body: z.object({ password, code: secondFactorCodeSchema }),
  transaction: 'own',
});

export const resetSecondFactor = defineContract({
  name: 'access.reset_second_factor',
  method: 'DELETE',
  path: '/api/v1/users/{id}/second-factor',
  summary: {
    'zh-CN': '重置账号的两步验证（其登录随即失效）',
    en: 'Take the second factor off a user who lost it (ends their sessions)',
  },
  access: { permission: 'users.manage' },
  params: idParams,
});
