import { requirePermission } from '#kernel/context.ts';
import { type Route, route } from '#kernel/http/route.ts';
import { permissionsOf } from './grants.ts';
import { type PermissionDefinition, ROLE_NAMES, ROLES } from './roles.ts';
import { listRoles } from './schema.ts';

/** The role table over HTTP. */
export function roleRoutes(declared: readonly PermissionDefinition[]): readonly Route[] {
  return [
    route(listRoles, async ({ context }) => {
      requirePermission(context, 'users.read');
      const items = ROLE_NAMES.map((name) => ({
        name,
        label: ROLES[name].label,
        note: ROLES[name].note,
        permissions: [...permissionsOf(name, declared)],
      }));
      return { items, permissions: [...declared] };
    }),
  ];
}
