import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { roleNameSchema } from '../roles/schema.ts';

/** E-mail addresses are compared and kept in lower case. */
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** Bounds what is hashed; the real minimum is the setting `access.password_min_length`. */
export const newPasswordSchema = z.string().min(1).max(200);

export const userNameSchema = z.string().trim().min(1).max(100);

export const assignmentSchema = z.object({
  role: roleNameSchema,
  /** Where the role holds, with everything below that scope; null is everywhere. */
  scopeId: z.uuid().nullable().default(null),
});
export type Assignment = z.output<typeof assignmentSchema>;

export const userSchema = z
  .object({
    id: z.uuid(),
    /** Masked for whoever may see users but not manage them. */
    email: z.string(),
    name: z.string(),
    locale: z.enum(LOCALES),
    disabled: z.boolean(),
    /** Null until the first sign-in. */
    lastSignInAt: z.iso.datetime().nullable(),
    /** Browsers that they are signed in with now. */
    sessions: z.number().int(),
    /** Whether the password was made for them and they have not chosen one of their own yet. */
    passwordTemporary: z.boolean(),
    createdAt: z.iso.datetime(),
    assignments: z.array(assignmentSchema),
    /** What the asker may do here. */
    can: z.object({ update: z.boolean() }),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof userSchema>;

export const newUserSchema = z.object({
  email: emailSchema,
  name: userNameSchema,
  locale: z.enum(LOCALES).default('zh-CN'),
  /** Without one a random password is made and shown once in the reply. */
  password: newPasswordSchema.optional(),
  assignments: z.array(assignmentSchema).max(50).default([]),
});
export type NewUser = z.output<typeof newUserSchema>;

export const userChangeSchema = z.object({
  email: emailSchema.optional(),
  name: userNameSchema.optional(),
  locale: z.enum(LOCALES).optional(),
  /** True ends all sessions of the user at once. */
  disabled: z.boolean().optional(),
  /** Of somebody who is disabled: the colleagues who look after their customers from now on. */
  successorIds: z.array(z.uuid()).max(20).optional(),
  /** Replaces all of them. */
  assignments: z.array(assignmentSchema).max(50).optional(),
  /** A new password, set for the user; ends all sessions. */
  password: newPasswordSchema.optional(),
});
export type UserChange = z.output<typeof userChangeSchema>;

export const listUsers = defineContract({
  name: 'access.list_users',
  method: 'GET',
  path: '/api/v1/users',
  summary: { 'zh-CN': '账号列表', en: 'Users' },
  access: { permission: 'users.read' },
  query: z.object({ ...pageQuery }),
  response: pageOf(userSchema).required({ total: true }),
});

export const createUser = defineContract({
  name: 'access.create_user',
  method: 'POST',
  path: '/api/v1/users',
  summary: { 'zh-CN': '新建账号', en: 'Add a user' },
  access: { permission: 'users.manage' },
  body: newUserSchema,
  response: z.object({
    user: userSchema,
    /** The password made for the user, shown this once; null when one was given. */
    temporaryPassword: z.string().nullable(),
  }),
  status: 201,
});

export const getUser = defineContract({
  name: 'access.get_user',
  method: 'GET',
  path: '/api/v1/users/{id}',
  summary: { 'zh-CN': '一个账号', en: 'One user' },
  access: { permission: 'users.read' },
  params: idParams,
  response: userSchema,
});

export const updateUser = defineContract({
  name: 'access.update_user',
  method: 'PATCH',
  path: '/api/v1/users/{id}',
  summary: { 'zh-CN': '修改账号、角色或停用', en: 'Change a user, their roles, or disable them' },
  access: { permission: 'users.manage' },
  params: idParams,
  body: userChangeSchema,
  response: userSchema,
});

export const resetUserPassword = defineContract({
  name: 'access.reset_user_password',
  method: 'POST',
  path: '/api/v1/users/{id}/password',
  summary: {
    'zh-CN': '为账号生成新的临时密码（其登录随即失效）',
    en: 'Make a new password for a user (ends their sessions)',
  },
  access: { permission: 'users.manage' },
  params: idParams,
  response: z.object({
    /** Shown this once; asked for again, there is another one. */
    temporaryPassword: z.string(),
  }),
});

export const endUserSessions = defineContract({
  name: 'access.end_user_sessions',
  method: 'DELETE',
  path: '/api/v1/users/{id}/sessions',
  summary: { 'zh-CN': '结束账号的全部登录', en: 'End all sessions of a user' },
  access: { permission: 'users.manage' },
  params: idParams,
  /** One's own session of this very request stays. */
  response: z.object({ ended: z.number().int() }),
});
