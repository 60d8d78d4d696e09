import { newId } from '#kernel/clock.ts';
import { type Context, requireActor } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { Actors } from '../actors/service.ts';
import { selectApiKey } from '../api-keys/store.ts';
import type { Audit } from '../audit/service.ts';
import {
  digestSecret,
  hashPassword,
  newPassword,
  newSecret,
  type PasswordCost,
  verifyPassword,
} from '../credentials/service.ts';
import { maskNetworkAddress } from '../masking/mask-network-address.ts';
import { type Networks, networkRefused } from '../networks/service.ts';
import type { SecondFactors } from '../second-factor/service.ts';
import { SESSION_IDLE_MINUTES, SESSION_MAX_HOURS } from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import type { Attempt, SignInGuard } from '../sign-in-guard/service.ts';
import type { Users } from '../users/service.ts';
import { recordSignIn, selectUser, selectUserByEmail, type UserRow, updateUserRow } from '../users/store.ts';
import { isUser, ownId } from './own-id.ts';
import { presentMe, presentSession } from './present-session.ts';
import type { Me, Session } from './schema.ts';
import { isSessionAlive } from './session-life.ts';
import { deleteSession, deleteSessionByToken, deleteSessionsOf, insertSession, selectSessions } from './store.ts';

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator or from paper; asked for when the user has one. */
  readonly code?: string | undefined;
  readonly ip: string;
  readonly userAgent: string;
}

export interface Sessions {
  /**
   * Opens a session; the token goes into the cookie and is stored nowhere. Opens its own transactions. Throws 401
   * `sign_in_failed` for a wrong password, an unknown e-mail and a disabled user alike, 401 `second_factor_needed` and
   * `second_factor_wrong` once the password was right, 403 `network_refused`, 429 `sign_in_locked`.
   */
  signIn(context: Context, input: SignInInput): Promise<OpenedSession>;
  /** For whoever was let in by the company sign-in; null when the user was disabled meanwhile. */
  openFor(context: Context, visit: Visit & { readonly userId: string }): Promise<OpenedSession | null>;
  signOut(tx: Tx, context: Context, token: string | undefined): Promise<void>;
  me(context: Context): Promise<Me>;
  updateMe(
    tx: Tx,
    context: Context,
    change: { readonly name?: string | undefined; readonly locale?: Locale | undefined },
  ): Promise<Me>;
  /** Ends every other session. Opens its own transactions. Throws `input_invalid` (a wrong current one too), 429. */
  changePassword(context: Context, input: ChangePasswordInput): Promise<void>;
  list(context: Context, token: string | undefined): Promise<{ items: Session[] }>;
  revoke(tx: Tx, context: Context, id: string): Promise<void>;
}

export interface OpenedSession {
  readonly me: Me;
  /** For the cookie; stored nowhere. */
  readonly token: string;
  readonly maxAgeSeconds: number;
}

/** Where somebody comes from. */
export interface Visit {
  readonly ip: string;
  readonly userAgent: string;
}

export interface ChangePasswordInput {
  readonly current: string;
  readonly next: string;
  readonly ip: string;
  readonly token: string | undefined;
}

export interface SessionsOptions {
  readonly actors: Actors;
  readonly users: Users;
  readonly guard: SignInGuard;
  readonly settings: Settings;
  readonly audit: Audit;
  readonly passwordCost: PasswordCost;
  readonly factors: SecondFactors;
  readonly networks: Pick<Networks, 'admits'>;
}

/** Sign-in and what a signed-in user does about themselves, over one kernel. */
export function createSessions(kernel: Kernel, tools: SessionsOptions): Sessions {
  const { db } = kernel.postgres;
  const { timeZone } = kernel.config;
  const signIn = createSignIn(kernel, tools);
  return {
    signIn,
    openFor: (context, visit) => openFor(kernel, tools, { context, visit }),
    signOut: async (tx, context, token) => {
      requireActor(context);
      const id = token === undefined ? null : await deleteSessionByToken(tx, digestSecret(token));
      if (id !== null) {
        await tools.audit(tx, context, sessionEntry('access.signed_out', id));
      }
    },
    me: async (context) => {
      requireActor(context);
      const { actor, locale } = context;
      const user = isUser(actor) ? await selectUser(db, { id: actor.id, scopeIds: null }) : null;
      const key = actor.kind === 'api-key' && actor.id !== null ? await selectApiKey(db, actor.id) : null;
      const mustEnrol = user !== null && actor.permissions.size === 0 && (await lacksFactor(tools, db, user));
      return presentMe(actor, { user, locale, roles: key === null ? [] : [key.role], mustEnrol, timeZone });
    },
    updateMe: async (tx, context, change) => {
      const id = ownId(context);
      await updateUserRow(tx, { id, at: kernel.clock.now(), ...change });
      const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
      await tools.audit(tx, context, {
        action: 'access.user_updated',
        subjectType: 'user',
        subjectId: id,
        detail: { fields },
      });
      const user = await selectUser(tx, { id, scopeIds: null });
      return presentMe(context.actor, { user, locale: context.locale, timeZone });
    },
    changePassword: (context, input) => changePassword(kernel, tools, { context, input }),
    list: async (context, token) => {
      const id = ownId(context);
      const now = kernel.clock.now();
      const idleMinutes = await tools.settings.value<number>(SESSION_IDLE_MINUTES);
      const currentHash = token === undefined ? null : digestSecret(token);
      const alive = (await selectSessions(db, id)).filter((row) =>
        isSessionAlive({ lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }, { now, idleMinutes }),
      );
      return {
        items: alive.map((row) => presentSession(row, { current: currentHash?.equals(row.token_hash) === true })),
      };
    },
    revoke: async (tx, context, id) => {
      if (!(await deleteSession(tx, { id, userId: ownId(context) }))) {
        throw notFound({ 'zh-CN': '登录', en: 'session' }, id);
      }
      await tools.audit(tx, context, sessionEntry('access.session_revoked', id));
    },
  };
}

function createSignIn(kernel: Kernel, tools: SessionsOptions): Sessions['signIn'] {
  const { db } = kernel.postgres;
  // What an unknown e-mail is compared with, so that its answer takes as long as any other.
  let nobody: Promise<string> | null = null;
  return (context, input) => {
    const attempt: Attempt = { email: input.email, ip: input.ip };
    return tools.guard.during(attempt, async () => {
      nobody ??= hashPassword(newPassword(), tools.passwordCost);
      const nobodyHash = await nobody;
      const user = await selectUserByEmail(db, input.email);
      const matches = await verifyPassword(input.password, user?.password_hash ?? nobodyHash);
      const known = user === null || !matches || user.disabled_at !== null ? null : user;
      if (known !== null) {
        await requireAdmitted(tools, { user: known, ip: input.ip });
        await requireCode(kernel, tools, { context, user: known, code: input.code, attempt });
      }
      const opened =
        known === null ? null : await openSession(kernel, tools, { context, input, user: known, openedBy: 'password' });
      if (opened === null) {
        await tools.guard.recordFailure(context, attempt, user?.id ?? null);
        throw signInFailed();
      }
      return opened;
    });
  };
}

async function openFor(
  kernel: Kernel,
  tools: SessionsOptions,
  { context, visit }: { readonly context: Context; readonly visit: Visit & { readonly userId: string } },
): Promise<OpenedSession | null> {
  const user = await selectUser(kernel.postgres.db, { id: visit.userId, scopeIds: null });
  if (user === null || user.disabled_at !== null) {
    return null;
  }
  await requireAdmitted(tools, { user, ip: visit.ip });
  const input = { ip: visit.ip, userAgent: visit.userAgent, email: user.email };
  return openSession(kernel, tools, { context, input, user, openedBy: 'oidc' });
}

/** Null when the user was disabled or got another password since theirs was looked at. */
async function openSession(
  kernel: Kernel,
  tools: SessionsOptions,
  work: {
    readonly context: Context;
    readonly input: Visit & { readonly email: string };
    readonly user: UserRow;
    readonly openedBy: 'password' | 'oidc';
  },
): Promise<OpenedSession | null> {
  const { context, input, user, openedBy } = work;
  const maxAgeSeconds = (await tools.settings.value<number>(SESSION_MAX_HOURS)) * 3600;
  const token = newSecret();
  const id = newId();
  const at = kernel.clock.now();
  return kernel.transaction(context, async (tx) => {
    if (!(await recordSignIn(tx, { id: user.id, passwordHash: user.password_hash, at }))) {
      return null;
    }
    const actor = await tools.actors.of(tx, { kind: 'user', id: user.id, name: user.name, grants: user.grants });
    await insertSession(tx, {
      id,
      userId: user.id,
      tokenHash: digestSecret(token),
      at,
      expiresAt: new Date(at.getTime() + maxAgeSeconds * 1000),
      address: maskNetworkAddress(input.ip),
      userAgent: input.userAgent.slice(0, 300),
      openedBy,
    });
    await tools.guard.clear(tx, input);
    await tools.audit(tx, { ...context, actor }, { ...sessionEntry('access.signed_in', id), detail: { openedBy } });
    const mustEnrol = openedBy === 'password' && (await lacksFactor(tools, tx, user));
    const { timeZone } = kernel.config;
    return { me: presentMe(actor, { user, locale: user.locale, mustEnrol, timeZone }), token, maxAgeSeconds };
  });
}

async function changePassword(
  kernel: Kernel,
  tools: SessionsOptions,
  work: { readonly context: Context; readonly input: ChangePasswordInput },
): Promise<void> {
  const { context, input } = work;
  const id = ownId(context);
  const user = (await selectUser(kernel.postgres.db, { id, scopeIds: null })) ?? noUser(id);
  // A stolen session must not become a way to guess the password.
  const attempt: Attempt = { email: user.email, ip: input.ip };
  await tools.guard.during(attempt, async () => {
    if (!(await verifyPassword(input.current, user.password_hash))) {
      await tools.guard.recordFailure(context, attempt, id);
      throw passwordWrong();
    }
    const personal = [user.email, user.name];
    await tools.users.requireGoodPassword(kernel.postgres.db, { password: input.next, field: 'next', personal });
    const passwordHash = await hashPassword(input.next, tools.passwordCost);
    await kernel.transaction(context, async (tx) => {
      await updateUserRow(tx, { id, at: kernel.clock.now(), passwordHash });
      const exceptHash = input.token === undefined ? null : digestSecret(input.token);
      const endedSessions = await deleteSessionsOf(tx, { userId: id, exceptHash });
      await tools.guard.clear(tx, attempt);
      await tools.audit(tx, context, {
        action: 'access.password_changed',
        subjectType: 'user',
        subjectId: id,
        detail: { endedSessions },
      });
    });
  });
}

function sessionEntry(action: string, id: string): Parameters<Audit>[2] {
  return { action, subjectType: 'session', subjectId: id, detail: {} };
}

/** Whether one of their roles asks for a second factor that they do not have. */
async function lacksFactor(
  { factors }: Pick<SessionsOptions, 'factors'>,
  reader: Db | Tx,
  user: Pick<UserRow, 'id' | 'grants'>,
): Promise<boolean> {
  const roles = user.grants.map(({ role }) => role);
  return (await factors.isRequired(roles, reader)) && !(await factors.isOn(reader, user.id));
}

async function requireAdmitted(
  { networks }: Pick<SessionsOptions, 'networks'>,
  { user, ip }: { readonly user: UserRow; readonly ip: string },
): Promise<void> {
  const roles = user.grants.map(({ role }) => role);
  if (!(await networks.admits({ kind: 'user', id: user.id, roles, ip }))) {
    throw networkRefused();
  }
}

/** The second factor of whoever has one; a wrong code counts like a wrong password. */
async function requireCode(
  { postgres }: Pick<Kernel, 'postgres'>,
  tools: SessionsOptions,
  o: {
    readonly context: Context;
    readonly user: UserRow;
    readonly code: string | undefined;
    readonly attempt: Attempt;
  },
): Promise<void> {
  if (!(await tools.factors.isOn(postgres.db, o.user.id))) {
    return;
  }
  if (o.code === undefined) {
    throw codeNeeded();
  }
  if ((await tools.factors.take(postgres.db, o.user.id, o.code)) === 'wrong') {
    await tools.guard.recordFailure(o.context, o.attempt, o.user.id);
    throw codeWrong();
  }
}

function codeNeeded(): AppError {
  return new AppError('second_factor_needed', 401, {
    message: { 'zh-CN': '请输入验证器上的 6 位数字', en: 'Enter the six digits of your authenticator' },
  });
}

function codeWrong(): AppError {
  return new AppError('second_factor_wrong', 401, {
    message: {
      'zh-CN': '验证码不对、已用过或已过期',
      en: 'The code is wrong, was used before or is over',
    },
  });
}

function signInFailed(): AppError {
  return new AppError('sign_in_failed', 401, {
    message: { 'zh-CN': '邮箱或密码不对', en: 'The e-mail or the password is wrong' },
  });
}

/** Not 401, which would tell the browser that its session ended. */
function passwordWrong(): AppError {
  return invalidInput([
    {
      field: 'current',
      code: 'password_wrong',
      message: { 'zh-CN': '当前密码不对', en: 'is not your current password' },
    },
  ]);
}

function noUser(id: string): never {
  throw notFound({ 'zh-CN': '账号', en: 'user' }, id);
}
