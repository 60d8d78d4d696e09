import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { verifyPassword } from '../credentials/service.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import type { SecondFactors } from '../second-factor/service.ts';
import { deleteSecondFactor, selectSecondFactor } from '../second-factor/store.ts';
import { ownId } from '../sessions/own-id.ts';
import { deleteSessionsOf } from '../sessions/store.ts';
import type { Attempt, SignInGuard } from '../sign-in-guard/service.ts';
import { requireGrantable } from '../users/service.ts';
import { lockUserChanges, selectUser, type UserRow } from '../users/store.ts';
import type { SecondFactorState } from './schema.ts';

/** What somebody gives to show that it is them, and from where. */
export interface Shown {
  readonly password?: string;
  readonly code?: string;
  readonly ip: string;
}

export interface OwnSecondFactor {
  state(context: Context): Promise<SecondFactorState>;
  /** Throws `input_invalid` for a wrong password, 409 `second_factor_there`, 429. */
  enrol(context: Context, shown: Shown & { readonly password: string }): Promise<{ secret: string; uri: string }>;
  confirm(context: Context, shown: Shown & { readonly code: string }): Promise<{ recoveryCodes: string[] }>;
  renewCodes(context: Context, shown: Shown & { readonly code: string }): Promise<{ recoveryCodes: string[] }>;
  /** Throws 409 `second_factor_required` when a role has to have one. */
  remove(context: Context, shown: Required<Shown>): Promise<void>;
  /** For somebody who lost theirs. Throws `grant_exceeds_own`, 404. */
  reset(tx: Tx, context: Context, userId: string): Promise<void>;
  /** Throws `input_invalid` unless password and code, those that are given, are right; failures count as at sign-in. */
  requireShown(context: Context, user: UserRow, shown: Shown): Promise<void>;
}

export interface OwnSecondFactorOptions {
  readonly declared: readonly PermissionDefinition[];
  readonly factors: SecondFactors;
  readonly guard: SignInGuard;
  readonly audit: Audit;
}

/** What a signed-in user does about their second factor, over one kernel. */
export function createOwnSecondFactor(kernel: Kernel, tools: OwnSecondFactorOptions): OwnSecondFactor {
  const { db } = kernel.postgres;
  const { factors } = tools;
  const requireShown = createRequireShown(kernel, tools);
  const me = async (context: Context): Promise<UserRow> => {
    const id = ownId(context);
    return (await selectUser(db, { id, scopeIds: null })) ?? noUser(id);
  };
  const isRequired = (user: UserRow): Promise<boolean> => factors.isRequired(user.grants.map(({ role }) => role));
  const codesFor = (context: Context, user: UserRow, action: string): Promise<{ recoveryCodes: string[] }> =>
    kernel.transaction(context, async (tx) => {
      await note(tools, tx, context, { action, userId: user.id });
      return { recoveryCodes: await factors.newRecoveryCodes(tx, user.id) };
    });
  return {
    requireShown,
    state: async (context) => {
      const user = await me(context);
      const row = await selectSecondFactor(db, user.id);
      const isOn = row !== null && row.confirmedAt !== null;
      return {
        on: isOn,
        required: await isRequired(user),
        confirmedAt: row?.confirmedAt?.toISOString() ?? null,
        recoveryCodesLeft: isOn ? row.codesLeft : 0,
      };
    },
    enrol: async (context, shown) => {
      const user = await me(context);
      await requireShown(context, user, shown);
      return (await kernel.transaction(context, (tx) => factors.begin(tx, user))) ?? alreadyThere();
    },
    confirm: async (context, { code, ip }) => {
      const user = await me(context);
      await takeFirstCode(kernel, tools, { context, user, code, ip });
      return codesFor(context, user, 'access.second_factor_enrolled');
    },
    renewCodes: async (context, shown) => {
      const user = await me(context);
      await requireShown(context, user, shown);
      return codesFor(context, user, 'access.recovery_codes_renewed');
    },
    remove: async (context, shown) => {
      const user = await me(context);
      if (await isRequired(user)) {
        throw stillRequired();
      }
      await requireShown(context, user, shown);
      await kernel.transaction(context, async (tx) => {
        await deleteSecondFactor(tx, user.id);
        await note(tools, tx, context, { action: 'access.second_factor_removed', userId: user.id });
      });
    },
    reset: (tx, context, userId) => reset(tools, tx, context, userId),
  };
}

function note(
  { audit }: Pick<OwnSecondFactorOptions, 'audit'>,
  tx: Tx,
  context: Context,
  { action, userId }: { readonly action: string; readonly userId: string },
): Promise<void> {
  return audit(tx, context, { action, subjectType: 'user', subjectId: userId, detail: {} });
}

function createRequireShown(
  { postgres }: Pick<Kernel, 'postgres'>,
  { factors, guard }: OwnSecondFactorOptions,
): OwnSecondFactor['requireShown'] {
  return async (context, user, { password, code, ip }) => {
    const attempt: Attempt = { email: user.email, ip };
    await guard.during(attempt, async () => {
      if (password !== undefined && !(await verifyPassword(password, user.password_hash))) {
        await guard.recordFailure(context, attempt, user.id);
        throw wrong('password');
      }
      if (code !== undefined && (await factors.take(postgres.db, user.id, code)) === 'wrong') {
        await guard.recordFailure(context, attempt, user.id);
        throw wrong('code');
      }
    });
  };
}

async function takeFirstCode(
  kernel: Kernel,
  { factors, guard }: OwnSecondFactorOptions,
  o: { readonly context: Context; readonly user: UserRow; readonly code: string; readonly ip: string },
): Promise<void> {
  const attempt: Attempt = { email: o.user.email, ip: o.ip };
  await guard.during(attempt, async () => {
    if (!(await kernel.transaction(o.context, (tx) => factors.confirm(tx, o.user.id, o.code)))) {
      await guard.recordFailure(o.context, attempt, o.user.id);
      throw wrong('code');
    }
  });
}

async function reset(tools: OwnSecondFactorOptions, tx: Tx, context: Context, userId: string): Promise<void> {
  requirePermission(context, 'users.manage');
  await lockUserChanges(tx);
  const user = (await selectUser(tx, { id: userId, scopeIds: context.actor.scopeIds })) ?? noUser(userId);
  await requireGrantable(tx, { context, grants: user.grants, declared: tools.declared });
  if (!(await deleteSecondFactor(tx, userId))) {
    throw notFound({ 'zh-CN': '两步验证', en: 'second factor' }, userId);
  }
  await deleteSessionsOf(tx, { userId, exceptHash: null });
  await note(tools, tx, context, { action: 'access.second_factor_reset', userId });
}

/** Not 401, which would tell the browser that its session ended. */
function wrong(field: 'password' | 'code'): AppError {
  const message =
    field === 'password'
      ? { 'zh-CN': '密码不对', en: 'is not your password' }
      : { 'zh-CN': '验证码不对、已用过或已过期', en: 'is wrong, was used before or is over' };
  return invalidInput([{ field, code: `${field}_wrong`, message }]);
}

function alreadyThere(): never {
  throw new AppError('second_factor_there', 409, {
    message: {
      'zh-CN': '已经绑定了验证器；换新的请先停用旧的',
      en: 'There is an authenticator already; to change it, do without the old one first',
    },
  });
}

function stillRequired(): AppError {
  return new AppError('second_factor_required', 409, {
    message: {
      'zh-CN': '你的角色必须使用两步验证，不能停用；换验证器请找管理员重置',
      en: 'Your role has to have a second factor; ask an administrator to reset it when you change the device',
    },
  });
}

function noUser(id: string): never {
  throw notFound({ 'zh-CN': '账号', en: 'user' }, id);
}
