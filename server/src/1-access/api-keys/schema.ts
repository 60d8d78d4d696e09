import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { roleNameSchema } from '../roles/schema.ts';

/** Every key starts so, which lets secret scanners find one that was leaked. */
export const API_KEY_PREFIX = 'zhk_';

export const apiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** The first characters of the key, to tell keys apart. */
    hint: z.string(),
    role: roleNameSchema,
    scopeId: z.uuid().nullable(),
    /** What data it may send in the name of; null is any. */
    sources: z.array(z.string()).nullable(),
    createdAt: z.iso.datetime(),
    /** Null never expires. */
    expiresAt: z.iso.datetime().nullable(),
    /** Right to within a minute; null when never used. */
    lastUsedAt: z.iso.datetime().nullable(),
    /** Null while it works. */
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof apiKeySchema>;

/** As records and imports name their source. */
const sourceName = z.string().trim().min(1).max(100);

export const newApiKeySchema = z.object({
  name: z.string().trim().min(1).max(100),
  role: roleNameSchema,
  /** Where the role holds; null is everywhere. */
  scopeId: z.uuid().nullable().default(null),
  /** Sources that it may write as, by name; null is any. */
  sources: z.array(sourceName).min(1).max(50).nullable().default(null),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type NewApiKey = z.output<typeof newApiKeySchema>;

export const listApiKeys = defineContract({
  name: 'access.list_api_keys',
  method: 'GET',
  path: '/api/v1/api-keys',
  summary: { 'zh-CN': 'API 密钥列表', en: 'API keys' },
  access: { permission: 'api_keys.manage' },
  response: z.object({ items: z.array(apiKeySchema) }),
});

export const createApiKey = defineContract({
  name: 'access.create_api_key',
  method: 'POST',
  path: '/api/v1/api-keys',
  summary: { 'zh-CN': '新建 API 密钥（只显示一次）', en: 'Make an API key (shown once)' },
  access: { permission: 'api_keys.manage' },
  body: newApiKeySchema,
  response: z.object({ id: z.uuid(), key: z.string() }),
  status: 201,
});

export const changeApiKey = defineContract({
  name: 'access.change_api_key',
  method: 'PATCH',
  path: '/api/v1/api-keys/{id}',
  summary: { 'zh-CN': '修改 API 密钥的名称或可用来源', en: 'Change the name of an API key or the sources it may use' },
  access: { permission: 'api_keys.manage' },
  params: idParams,
  body: newApiKeySchema
    .pick({ name: true })
    .partial()
    .extend({
      /** From the next request on; null is any. */
      sources: z.array(sourceName).min(1).max(50).nullable().optional(),
    }),
  response: apiKeySchema,
  idempotent: true,
});

export const revokeApiKey = defineContract({
  name: 'access.revoke_api_key',
  method: 'DELETE',
  path: '/api/v1/api-keys/{id}',
  summary: { 'zh-CN': '吊销 API 密钥', en: 'Revoke an API key' },
  access: { permission: 'api_keys.manage' },
  params: idParams,
});
