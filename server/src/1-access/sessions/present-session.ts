import type { Actor } from '#kernel/context.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { Grant } from '../roles/grants.ts';
import type { Me, Session } from './schema.ts';

/** Who the asker is: from the actor what they may do, from their account, when they have one, who they are. */
export function presentMe(
  actor: Actor,
  options: {
    readonly user: {
      readonly name: string;
      readonly email: string;
      readonly locale: Locale;
      readonly grants: readonly Grant[];
      readonly password_temporary: boolean;
    } | null;
    readonly locale: Locale;
    /** Roles of a key, which has no account. */
    readonly roles?: readonly string[];
    /** They are to enrol a second factor before anything else. */
    readonly mustEnrol?: boolean;
    readonly timeZone: string;
  },
): Me {
  const { user } = options;
  return {
    id: actor.id,
    // Nobody is refused before.
    kind: actor.kind === 'anonymous' ? 'system' : actor.kind,
    name: user?.name ?? actor.name,
    email: user?.email ?? null,
    locale: user?.locale ?? options.locale,
    roles: [...new Set(user?.grants.map((grant) => grant.role) ?? options.roles ?? [])],
    permissions: options.mustEnrol === true ? [] : [...actor.permissions].toSorted(),
    scopeIds: actor.scopeIds === null ? null : [...actor.scopeIds],
    passwordTemporary: user?.password_temporary ?? false,
    mustEnrol: options.mustEnrol === true,
    timeZone: options.timeZone,
  };
}

/** A session as its user sees it: never the token's digest. */
export function presentSession(
  row: {
    readonly id: string;
    readonly created_at: Date;
    readonly last_seen_at: Date;
    readonly expires_at: Date;
    readonly address: string;
    readonly user_agent: string;
  },
  options: { readonly current: boolean },
): Session {
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    address: row.address,
    userAgent: row.user_agent,
    current: options.current,
  };
}
