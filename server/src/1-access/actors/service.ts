import { type Actor, ANONYMOUS_ACTOR } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale } from '#kernel/pure/text.ts';
import { API_KEY_PREFIX } from '../api-keys/schema.ts';
import { digestSecret } from '../credentials/service.ts';
import { type Networks, networkRefused } from '../networks/service.ts';
import { type Clearance, type Grant, rightsOf } from '../roles/grants.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import { selectScopesBelow } from '../scopes/store.ts';
import type { SecondFactors } from '../second-factor/service.ts';
import { SESSION_COOKIE } from '../sessions/schema.ts';
import { isSessionAlive } from '../sessions/session-life.ts';
import { SESSION_IDLE_MINUTES } from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import { ROLE_CLEARANCE } from '../settings/trust-settings.ts';
import { selectApiKeyActor, selectSessionActor, touchApiKey, touchSession } from './store.ts';

/** What of a request says who sent it. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The peer's address, for lists of allowed networks. */
  readonly ip?: string;
}

/** An actor with the language they chose; keys choose none. */
export type LocalizedActor = Actor & { readonly locale?: Locale };

/** Who a user or key is when it acts. */
export interface Principal {
  readonly kind: 'user' | 'api-key';
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
}

export interface Actors {
  /** Scopes are resolved downwards at each request, so that a new shop belongs to its region's staff at once. */
  of(db: Db | Tx, principal: Principal): Promise<Actor>;
  /**
   * A bearer key, else a session cookie, else nobody. A key that does not work is refused with 401; a session that
   * ended makes nobody, so that signing in again works.
   */
  authenticate(request: SignedRequest): Promise<LocalizedActor>;
}

export interface ActorsOptions {
  readonly declared: readonly PermissionDefinition[];
  readonly settings: Settings;
  readonly networks: Pick<Networks, 'admits'>;
  readonly factors: Pick<SecondFactors, 'isRequired'>;
}

/** When a session or key was last used is kept to the minute: a write per request would cost more than it tells. */
const SEEN_STEP_MS = 60_000;

/** Tells who acts, over one kernel. */
export function createActors(kernel: Kernel, options: ActorsOptions): Actors {
  const { db } = kernel.postgres;
  const of = async (reader: Db | Tx, principal: Principal): Promise<Actor> => {
    const clearance = await options.settings.value<Clearance>(ROLE_CLEARANCE, reader);
    const rights = rightsOf(principal.grants, options.declared, clearance);
    const named = rights.scopeIds;
    const scopeIds = named === null || named.length === 0 ? named : await selectScopesBelow(reader, named);
    return {
      kind: principal.kind,
      id: principal.id,
      name: principal.name,
      permissions: rights.permissions,
      scopeIds,
    };
  };
  const bySession = async (token: string, ip: string | undefined): Promise<LocalizedActor> => {
    const now = kernel.clock.now();
    const row = await selectSessionActor(db, digestSecret(token));
    if (row === null || row.disabled) {
      return ANONYMOUS_ACTOR;
    }
    const idleMinutes = await options.settings.value<number>(SESSION_IDLE_MINUTES);
    if (!isSessionAlive({ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }, { now, idleMinutes })) {
      return ANONYMOUS_ACTOR;
    }
    const roles = row.grants.map(({ role }) => role);
    // As nobody they can still sign in, which says why they are refused.
    if (!(await options.networks.admits({ kind: 'user', id: row.user_id, roles, ip }))) {
      return ANONYMOUS_ACTOR;
    }
    if (isStale(row.last_seen_at, now)) {
      await touchSession(db, row.session_id, now);
    }
    const actor = await of(db, { kind: 'user', id: row.user_id, name: row.name, grants: row.grants });
    const lacksFactor =
      row.opened_by === 'password' && !row.has_second_factor && (await options.factors.isRequired(roles));
    // Whoever has to enrol first can do that, and nothing that takes a right.
    const permissions = lacksFactor ? new Set<string>() : actor.permissions;
    return { ...actor, permissions, attestedUntil: row.attested_until, locale: row.locale };
  };
  return {
    of,
    authenticate: async (request) => {
      const key = bearerKey(request.headers['authorization']);
      if (key !== null) {
        return byKey(kernel, options, { key, ip: request.ip, of });
      }
      const token = request.cookies[SESSION_COOKIE];
      return token === undefined || token === '' ? ANONYMOUS_ACTOR : bySession(token, request.ip);
    },
  };
}

async function byKey(
  kernel: Kernel,
  options: ActorsOptions,
  { key, ip, of }: { readonly key: string; readonly ip: string | undefined; readonly of: Actors['of'] },
): Promise<LocalizedActor> {
  const { db } = kernel.postgres;
  const now = kernel.clock.now();
  const row = await selectApiKeyActor(db, digestSecret(key));
  if (row === null || (row.expires_at !== null && row.expires_at <= now)) {
    throw keyInvalid();
  }
  if (!(await options.networks.admits({ kind: 'api-key', id: row.id, roles: [row.role], ip }))) {
    throw networkRefused();
  }
  if (isStale(row.last_used_at, now)) {
    await touchApiKey(db, row.id, now);
  }
  const grants = [{ role: row.role, scopeId: row.scope_id }];
  const actor = await of(db, { kind: 'api-key', id: row.id, name: row.name, grants });
  return row.sources === null ? actor : { ...actor, sources: row.sources };
}

function bearerKey(header: string | readonly string[] | undefined): string | null {
  const text = typeof header === 'string' ? header : header?.[0];
  return /^bearer\s+(\S+)\s*$/iu.exec(text ?? '')?.[1] ?? basicKey(text);
}

/** As Segment's libraries send it: the key as user name, without a password. */
function basicKey(header: string | undefined): string | null {
  const packed = /^basic\s+(\S+)\s*$/iu.exec(header ?? '')?.[1];
  const name = packed === undefined ? '' : (Buffer.from(packed, 'base64').toString('utf8').split(':')[0] ?? '');
  return name.startsWith(API_KEY_PREFIX) ? name : null;
}

function isStale(last: Date | null, now: Date): boolean {
  return last === null || now.getTime() - last.getTime() >= SEEN_STEP_MS;
}

function keyInvalid(): AppError {
  return new AppError('api_key_invalid', 401, {
    message: {
      'zh-CN': 'API 密钥不存在、已吊销或已过期',
      en: 'The API key does not exist, was revoked or has expired',
    },
  });
}
