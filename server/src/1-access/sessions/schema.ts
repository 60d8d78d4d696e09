import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { emailSchema, newPasswordSchema, userNameSchema } from '../users/schema.ts';

/** The cookie that carries a session of the browser. */
export const SESSION_COOKIE = 'zhike_session';

export const meSchema = z
  .object({
    /** Id of the user or of the API key; null for the platform itself. */
    id: z.uuid().nullable(),
    kind: z.enum(['user', 'api-key', 'system']),
    name: z.string(),
    /** Null for an API key. */
    email: z.string().nullable(),
    locale: z.enum(LOCALES),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
    /** Ids of the scopes the asker is limited to; null for all. */
    scopeIds: z.array(z.uuid()).nullable(),
    /** Whether the password was made for them: they are to choose one of their own. */
    passwordTemporary: z.boolean(),
    /** Whether a role of theirs asks for a second factor that they do not have: until then they hold no permission. */
    mustEnrol: z.boolean(),
    /** The business's, in which dates are shown and days begin. */
    timeZone: z.string(),
  })
  .meta({ id: 'Me' });
export type Me = z.output<typeof meSchema>;

export const sessionSchema = z
  .object({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    /** The network it was opened from, last part hidden. */
    address: z.string(),
    /** The browser as it named itself. */
    userAgent: z.string(),
    /** The session of this very request. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof sessionSchema>;

export const signIn = defineContract({
  name: 'access.sign_in',
  method: 'POST',
  path: '/api/v1/session',
  summary: { 'zh-CN': '登录', en: 'Sign in' },
  access: 'public',
  body: z.object({
    email: emailSchema,
    password: z.string().min(1).max(200),
    /** Of the authenticator or from paper; asked for (401 `second_factor_needed`) when the user has one. */
    code: z.string().trim().min(6).max(40).optional(),
  }),
  response: meSchema,
  transaction: 'own',
});

export const signOut = defineContract({
  name: 'access.sign_out',
  method: 'DELETE',
  path: '/api/v1/session',
  summary: { 'zh-CN': '退出登录', en: 'Sign out' },
  access: 'signed-in',
});

export const getMe = defineContract({
  name: 'access.get_me',
  method: 'GET',
  path: '/api/v1/me',
  summary: { 'zh-CN': '我是谁、能做什么', en: 'Who I am and what I may do' },
  access: 'signed-in',
  response: meSchema,
});

export const updateMe = defineContract({
  name: 'access.update_me',
  method: 'PATCH',
  path: '/api/v1/me',
  summary: { 'zh-CN': '修改自己的姓名或语言', en: 'Change my name or language' },
  access: 'signed-in',
  body: z.object({ name: userNameSchema.optional(), locale: z.enum(LOCALES).optional() }),
  response: meSchema,
});

export const changeMyPassword = defineContract({
  name: 'access.change_my_password',
  method: 'POST',
  path: '/api/v1/me/password',
  summary: {
    'zh-CN': '修改自己的密码（其他登录随即失效）',
    en: 'Change my password (ends my other sessions)',
  },
  access: 'signed-in',
  body: z.object({ current: z.string().min(1).max(200), next: newPasswordSchema }),
  transaction: 'own',
});

export const listMySessions = defineContract({
  name: 'access.list_my_sessions',
  method: 'GET',
  path: '/api/v1/me/sessions',
  summary: { 'zh-CN': '我的登录', en: 'Where I am signed in' },
  access: 'signed-in',
  response: z.object({ items: z.array(sessionSchema) }),
});

export const revokeMySession = defineContract({
  name: 'access.revoke_my_session',
  method: 'DELETE',
  path: '/api/v1/me/sessions/{id}',
  summary: { 'zh-CN': '结束我的一个登录', en: 'End one of my sessions' },
  access: 'signed-in',
  params: idParams,
});
