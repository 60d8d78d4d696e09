import type { Actor } from '#kernel/context.ts';
import { maskEmail } from '../masking/mask-email.ts';
import { type Grant, missingForGrants } from '../roles/grants.ts';
import { isRoleName, type PermissionDefinition } from '../roles/roles.ts';
import type { Assignment, User } from './schema.ts';

/** What of a stored user may leave the server. */
export interface PresentableUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: User['locale'];
  readonly disabled_at: Date | null;
  readonly last_sign_in_at: Date | null;
  readonly password_temporary: boolean;
  readonly created_at: Date;
  readonly grants: readonly Grant[];
}

/** Whether the actor may change a user who holds these grants. */
export function mayManageUser(
  actor: Actor,
  options: { readonly grants: readonly Grant[]; readonly declared: readonly PermissionDefinition[] },
): boolean {
  return manages(actor) && missingForGrants(actor, options) === null;
}

const manages = (actor: Actor): boolean => actor.permissions.has('*') || actor.permissions.has('users.manage');

/** A user as the asker sees them: never the password's hash, and the address masked unless they manage users. */
export function presentUser(
  row: PresentableUser,
  options: { readonly actor: Actor; readonly declared: readonly PermissionDefinition[]; readonly sessions: number },
): User {
  const isWhole = manages(options.actor) || options.actor.id === row.id;
  return {
    id: row.id,
    email: isWhole ? row.email : maskEmail(row.email),
    name: row.name,
    locale: row.locale,
    disabled: row.disabled_at !== null,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    sessions: options.sessions,
    passwordTemporary: row.password_temporary,
    createdAt: row.created_at.toISOString(),
    assignments: row.grants.flatMap(presentGrant),
    can: { update: mayManageUser(options.actor, { grants: row.grants, declared: options.declared }) },
  };
}

/** Roles that this version does not know give nothing and are not shown. */
function presentGrant(grant: Grant): readonly Assignment[] {
  return isRoleName(grant.role) ? [{ role: grant.role, scopeId: grant.scopeId }] : [];
}
