import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { sessionSchema } from '../sessions/schema.ts';

export const listUserSessions = defineContract({
  name: 'access.list_user_sessions',
  method: 'GET',
  path: '/api/v1/users/{id}/sessions',
  summary: { 'zh-CN': '账号在哪里登录', en: 'Where a user is signed in' },
  access: { permission: 'users.manage' },
  params: idParams,
  response: z.object({ items: z.array(sessionSchema) }),
});

export const endUserSession = defineContract({
  name: 'access.end_user_session',
  method: 'DELETE',
  path: '/api/v1/users/{id}/sessions/{sessionId}',
  summary: { 'zh-CN': '结束账号的一个登录', en: 'End one session of a user' },
  access: { permission: 'users.manage' },
  params: z.object({ id: z.uuid(), sessionId: z.uuid() }),
});
