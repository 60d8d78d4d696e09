import { AppError } from '#kernel/errors.ts';
import type { Locale } from '#kernel/pure/text.ts';

/** Limits an actor to some brands, shops, regions, departments or partners; `null` means all. */
export type ScopeLimit = readonly string[] | null;

/** Who acts. Permissions are words such as `customers.read`; `1-access` decides who holds which. */
export interface Actor {
  readonly kind: 'user' | 'api-key' | 'system' | 'anonymous';
  /** The id of the user or key; null for system and anonymous. */
  readonly id: string | null;
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
  /** Ids of the scopes this actor may see; null for all. */
  readonly scopeIds: ScopeLimit;
  /** Names of the sources this actor may write as; absent for all. */
  readonly sources?: readonly string[];
  /** Until when somebody who signed in attested before sensitive values; null for not, absent for who is no person. */
  readonly attestedUntil?: Date | null;
}

/** What travels with every use-case, from the request or the job to its logs, events and audit rows. */
export interface Context {
  readonly actor: Actor;
  readonly requestId: string;
  readonly locale: Locale;
}

/** The platform itself: start-up, timers, jobs, commands run on the machine. Holds every permission. */
export const SYSTEM_ACTOR: Actor = {
  kind: 'system',
  id: null,
  name: 'system',
  permissions: new Set(['*']),
  scopeIds: null,
};

export const ANONYMOUS_ACTOR: Actor = {
  kind: 'anonymous',
  id: null,
  name: 'anonymous',
  permissions: new Set(),
  scopeIds: [],
};

/** A context of the platform itself. */
export function systemContext(requestId: string, locale: Locale = 'zh-CN'): Context {
  return { actor: SYSTEM_ACTOR, requestId, locale };
}

/** Whether the actor holds the permission. */
export function may(actor: Actor, permission: string): boolean {
  return actor.permissions.has('*') || actor.permissions.has(permission);
}

/** The first statement of a use-case. Throws 401 for nobody, 403 for somebody without the permission. */
export function requirePermission(context: Context, permission: string): void {
  requireActor(context);
  if (!may(context.actor, permission)) {
    throw new AppError('permission_missing', 403, {
      message: { 'zh-CN': `需要权限 ${permission}`, en: `This needs the permission ${permission}` },
    });
  }
}

/** Before data is written in the name of sources. Throws 403 `source_refused` naming those that the actor may use. */
export function requireSources({ actor }: Context, sources: Iterable<string>): void {
  const { sources: own } = actor;
  const strange = own === undefined ? undefined : [...sources].find((source) => !own.includes(source));
  if (own !== undefined && strange !== undefined) {
    throw new AppError('source_refused', 403, {
      message: {
        'zh-CN': `这个密钥不能写入来源“${strange}”，只能用：${own.join('、')}`,
        en: `This key may not write as the source ${strange}, only as ${own.join(', ')}`,
      },
    });
  }
}

/** Throws 401 unless somebody is signed in. */
export function requireActor(context: Context): void {
  if (context.actor.kind === 'anonymous') {
    throw new AppError('sign_in_required', 401, {
      message: { 'zh-CN': '请先登录', en: 'Sign in first' },
    });
  }
}
