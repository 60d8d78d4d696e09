import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const SCOPE_TYPES = ['brand', 'shop', 'region', 'department', 'partner'] as const;
export type ScopeType = (typeof SCOPE_TYPES)[number];

export const scopeSchema = z
  .object({
    id: z.uuid(),
    type: z.enum(SCOPE_TYPES),
    name: z.string(),
    /** The scope that contains this one; null at the top. */
    parentId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Scope' });
export type Scope = z.output<typeof scopeSchema>;

export const newScopeSchema = z.object({
  type: z.enum(SCOPE_TYPES),
  name: z.string().trim().min(1).max(200),
  parentId: z.uuid().nullable().default(null),
});
export type NewScope = z.output<typeof newScopeSchema>;

export const listScopes = defineContract({
  name: 'access.list_scopes',
  method: 'GET',
  path: '/api/v1/scopes',
  summary: {
    'zh-CN': '数据范围（品牌、店铺、区域、部门、合作方）',
    en: 'Scopes: brands, shops, regions, departments, partners',
  },
  access: { permission: 'users.read' },
  response: z.object({ items: z.array(scopeSchema) }),
});

export const createScope = defineContract({
  name: 'access.create_scope',
  method: 'POST',
  path: '/api/v1/scopes',
  summary: { 'zh-CN': '新建数据范围', en: 'Add a scope' },
  access: { permission: 'scopes.manage' },
  body: newScopeSchema,
  response: scopeSchema,
  status: 201,
  idempotent: true,
});
