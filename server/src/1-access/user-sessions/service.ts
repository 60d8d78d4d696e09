import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { digestSecret } from '../credentials/service.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import { presentSession } from '../sessions/present-session.ts';
import type { Session } from '../sessions/schema.ts';
import { isSessionAlive } from '../sessions/session-life.ts';
import { deleteSession, selectSessions } from '../sessions/store.ts';
import { SESSION_IDLE_MINUTES } from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import { requireGrantable } from '../users/service.ts';
import { selectUser } from '../users/store.ts';

export interface UserSessions {
  list(context: Context, userId: string, token: string | undefined): Promise<{ items: Session[] }>;
  /** Throws `grant_exceeds_own` for the session of somebody stronger, 404. */
  end(tx: Tx, context: Context, of: { readonly id: string; readonly sessionId: string }): Promise<void>;
}

export interface UserSessionsOptions {
  readonly declared: readonly PermissionDefinition[];
  readonly settings: Settings;
  readonly audit: Audit;
}

/** Where others are signed in, for whoever manages users. */
export function createUserSessions(kernel: Kernel, { declared, settings, audit }: UserSessionsOptions): UserSessions {
  const { db } = kernel.postgres;
  return {
    list: async (context, userId, token) => {
      requirePermission(context, 'users.manage');
      if ((await selectUser(db, { id: userId, scopeIds: context.actor.scopeIds })) === null) {
        throw noUser(userId);
      }
      const idleMinutes = await settings.value<number>(SESSION_IDLE_MINUTES);
      const now = kernel.clock.now();
      const own = token === undefined ? null : digestSecret(token);
      const alive = (await selectSessions(db, userId)).filter((row) =>
        isSessionAlive({ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }, { now, idleMinutes }),
      );
      return { items: alive.map((row) => presentSession(row, { current: own?.equals(row.token_hash) === true })) };
    },
    end: async (tx, context, { id, sessionId }) => {
      requirePermission(context, 'users.manage');
      const user = await selectUser(tx, { id, scopeIds: context.actor.scopeIds });
      if (user === null) {
        throw noUser(id);
      }
      await requireGrantable(tx, { context, grants: user.grants, declared });
      if (!(await deleteSession(tx, { id: sessionId, userId: id }))) {
        throw notFound({ 'zh-CN': '登录', en: 'session' }, sessionId);
      }
      await audit(tx, context, {
        action: 'access.session_revoked',
        subjectType: 'session',
        subjectId: sessionId,
        detail: { userId: id },
      });
    },
  };
}

function noUser(id: string): Error {
  return notFound({ 'zh-CN': '账号', en: 'user' }, id);
}
