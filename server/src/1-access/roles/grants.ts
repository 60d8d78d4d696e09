import { isRoleName, type PermissionDefinition, ROLES } from './roles.ts';

/** A role and where it holds; null is everywhere. */
export interface Grant {
  readonly role: string;
  readonly scopeId: string | null;
}

/** What a user or key may do: the union over its roles, and where. */
export interface Rights {
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
  /** The scopes named by the grants, without those below; null as soon as one grant holds everywhere. */
  readonly scopeIds: readonly string[] | null;
}

/** What any role lists; whoever holds `all` holds it even where the declaring module is not there (tests, commands). */
const LISTED = Object.values(ROLES).flatMap(({ permissions }) => (permissions === 'all' ? [] : permissions));

/** How far a role sees into masked values, where the business decided otherwise than the role table. */
export type Clearance = Readonly<Record<string, ClearanceLevel | undefined>>;
/** `open`: nothing that is masked; `personal`: confidential values too; `sensitive`: all. */
export const CLEARANCE_LEVELS = ['open', 'personal', 'sensitive'] as const;
export type ClearanceLevel = (typeof CLEARANCE_LEVELS)[number];

/** In the order of their levels; whoever has a later one has those before. */
const CLEARED_BY = ['customers.reveal', 'customers.reveal_sensitive'] as const;

function withClearance(permissions: ReadonlySet<string>, level: ClearanceLevel | undefined): ReadonlySet<string> {
  if (level === undefined) {
    return permissions;
  }
  const cleared = CLEARED_BY.slice(0, CLEARANCE_LEVELS.indexOf(level));
  const others = [...permissions].filter((name) => !CLEARED_BY.some((each) => each === name));
  return new Set([...others, ...cleared]);
}

/** The permissions of one role. A role this version does not know (left over from a removed module) has none. */
export function permissionsOf(role: string, declared: readonly PermissionDefinition[]): ReadonlySet<string> {
  if (!isRoleName(role)) {
    return new Set();
  }
  const { permissions } = ROLES[role];
  return new Set(permissions === 'all' ? [...LISTED, ...declared.map((permission) => permission.name)] : permissions);
}

/**
 * Adds grants up. Permissions and scopes are added separately: whoever is agent in shop A and analyst everywhere
 * holds both roles everywhere, so give narrow roles to narrow users.
 */
export function rightsOf(
  grants: readonly Grant[],
  declared: readonly PermissionDefinition[],
  clearance: Clearance = {},
): Rights {
  const permissions = new Set(
    grants.flatMap(({ role }) => [...withClearance(permissionsOf(role, declared), clearance[role])]),
  );
  const everywhere = grants.some((grant) => grant.scopeId === null);
  const scopeIds = grants.flatMap((grant) => (grant.scopeId === null ? [] : [grant.scopeId]));
  return {
    roles: [...new Set(grants.map((grant) => grant.role))],
    permissions,
    scopeIds: everywhere ? null : [...new Set(scopeIds)],
  };
}

/** Who gives: what they hold and where (with the scopes below). */
export interface Grantor {
  readonly permissions: ReadonlySet<string>;
  readonly scopeIds: readonly string[] | null;
}

/**
 * The first permission or scope in the grants that the giver lacks, or null when nothing is missing. Nobody can
 * give, take away or take over what they do not hold themselves.
 */
export function missingForGrants(
  giver: Grantor,
  options: { readonly grants: readonly Grant[]; readonly declared: readonly PermissionDefinition[] },
): { readonly kind: 'permission' | 'scope'; readonly name: string } | null {
  for (const grant of options.grants) {
    const lacking = [...permissionsOf(grant.role, options.declared)].find((name) => !holds(giver, name));
    if (lacking !== undefined) {
      return { kind: 'permission', name: lacking };
    }
    const inScope = giver.scopeIds === null || (grant.scopeId !== null && giver.scopeIds.includes(grant.scopeId));
    if (!inScope) {
      return { kind: 'scope', name: grant.scopeId ?? '*' };
    }
  }
  return null;
}

function holds(giver: Grantor, permission: string): boolean {
  return giver.permissions.has('*') || giver.permissions.has(permission);
}
