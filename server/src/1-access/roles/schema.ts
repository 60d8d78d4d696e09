import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { ROLE_NAMES } from './roles.ts';

export const roleNameSchema = z.enum(ROLE_NAMES);

export const textSchema = z.object({ 'zh-CN': z.string(), en: z.string() });

export const roleSchema = z
  .object({
    name: roleNameSchema,
    label: textSchema,
    note: textSchema,
    /** Names of the permissions that its holders have. */
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Role' });
export type Role = z.output<typeof roleSchema>;

export const permissionSchema = z
  .object({ name: z.string(), label: textSchema, note: textSchema })
  .meta({ id: 'Permission' });
export type Permission = z.output<typeof permissionSchema>;

export const listRoles = defineContract({
  name: 'access.list_roles',
  method: 'GET',
  path: '/api/v1/roles',
  summary: { 'zh-CN': '角色及其权限', en: 'Roles and what they may' },
  access: { permission: 'users.read' },
  response: z.object({ items: z.array(roleSchema), permissions: z.array(permissionSchema) }),
});
