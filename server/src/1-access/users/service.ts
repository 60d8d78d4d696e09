import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Audit } from '../audit/service.ts';
import { passwordFaults } from '../credentials/password-faults.ts';
import { hashPassword, newPassword, type PasswordCost } from '../credentials/service.ts';
import { type Grant, missingForGrants } from '../roles/grants.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import { requireScopes } from '../scopes/service.ts';
import { deleteSessionsOf } from '../sessions/store.ts';
import { PASSWORD_MIN_LENGTH } from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import { presentUser } from './present-user.ts';
import type { NewUser, User, UserChange } from './schema.ts';
import {
  countUsers,
  insertUser,
  lockUserChanges,
  replaceAssignments,
  selectAdmins,
  selectUser,
  selectUserByEmail,
  selectUsers,
  type UserRow,
  updateUserRow,
} from './store.ts';

/** A new password with the form field it came in, and the user's e-mail and name, which it must not repeat. */
export interface WantedPassword {
  readonly password: string;
  readonly field: string;
  readonly personal: readonly string[];
}

export interface Users {
  list(
    context: Context,
    query: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: User[]; nextCursor: string | null; total: number }>;
  get(context: Context, id: string): Promise<User>;
  /** Throws `user_email_taken`, `grant_exceeds_own`, `input_invalid`. */
  create(tx: Tx, context: Context, user: NewUser): Promise<{ user: User; temporaryPassword: string | null }>;
  /** Throws the same, and `last_admin` when nobody would be left who can act everywhere. */
  update(tx: Tx, context: Context, change: UserChange & { readonly id: string }): Promise<User>;
  /** Throws `input_invalid` when the password will not do. */
  requireGoodPassword(reader: Db | Tx, wanted: WantedPassword): Promise<void>;
}

export interface UsersOptions {
  readonly declared: readonly PermissionDefinition[];
  readonly settings: Settings;
  readonly audit: Audit;
  readonly passwordCost: PasswordCost;
}

/** Users over one kernel. */
export function createUsers(kernel: Kernel, options: UsersOptions): Users {
  const { db } = kernel.postgres;
  const requireGoodPassword: Users['requireGoodPassword'] = async (reader, { password, field, personal }) => {
    const minLength = await options.settings.value<number>(PASSWORD_MIN_LENGTH, reader);
    const faults = passwordFaults(password, { field, personal, minLength });
    if (faults.length > 0) {
      throw invalidInput(faults);
    }
  };
  return {
    requireGoodPassword,
    list: async (context, query) => {
      requirePermission(context, 'users.read');
      const { scopeIds } = context.actor;
      const beforeId = query.cursor === undefined ? null : readIdCursor(query.cursor);
      const [rows, total] = await Promise.all([
        selectUsers(db, { scopeIds, beforeId, limit: query.limit + 1 }),
        countUsers(db, scopeIds),
      ]);
      const page = rows.slice(0, query.limit);
      const lastId = page.at(-1)?.id;
      return {
        items: page.map((row) => presentUser(row, { actor: context.actor, declared: options.declared })),
        nextCursor: rows.length > query.limit && lastId !== undefined ? encodeCursor([lastId]) : null,
        total,
      };
    },
    get: async (context, id) => {
      requirePermission(context, 'users.read');
      const row = await selectUser(db, { id, scopeIds: context.actor.scopeIds });
      return presentUser(row ?? noUser(id), { actor: context.actor, declared: options.declared });
    },
    create: (tx, context, user) => createUser(kernel, { ...options, requireGoodPassword }, { tx, context, user }),
    update: (tx, context, change) => updateUser(kernel, { ...options, requireGoodPassword }, { tx, context, change }),
  };
}

type Tools = UsersOptions & Pick<Users, 'requireGoodPassword'>;

async function createUser(
  kernel: Kernel,
  tools: Tools,
  work: { readonly tx: Tx; readonly context: Context; readonly user: NewUser },
): Promise<{ user: User; temporaryPassword: string | null }> {
  const { tx, context, user } = work;
  requirePermission(context, 'users.manage');
  await lockUserChanges(tx);
  await requireGrantable(tx, { context, grants: user.assignments, declared: tools.declared });
  if (user.password !== undefined) {
    await tools.requireGoodPassword(tx, {
      password: user.password,
      field: 'password',
      personal: [user.email, user.name],
    });
  }
  const temporaryPassword = user.password === undefined ? newPassword() : null;
  const id = newId();
  const added = await insertUser(tx, {
    id,
    email: user.email,
    name: user.name,
    locale: user.locale,
    passwordHash: await hashPassword(user.password ?? temporaryPassword ?? '', tools.passwordCost),
    at: kernel.clock.now(),
  });
  if (!added) {
    throw emailTaken();
  }
  await replaceAssignments(tx, id, user.assignments);
  await tools.audit(tx, context, {
    action: 'access.user_created',
    subjectType: 'user',
    subjectId: id,
    detail: { assignments: user.assignments },
  });
  const row = (await selectUser(tx, { id, scopeIds: null })) ?? noUser(id);
  return { user: presentUser(row, { actor: context.actor, declared: tools.declared }), temporaryPassword };
}

async function updateUser(
  kernel: Kernel,
  tools: Tools,
  work: { readonly tx: Tx; readonly context: Context; readonly change: UserChange & { readonly id: string } },
): Promise<User> {
  const { tx, context, change } = work;
  requirePermission(context, 'users.manage');
  await lockUserChanges(tx);
  const before = (await selectUser(tx, { id: change.id, scopeIds: context.actor.scopeIds })) ?? noUser(change.id);
  // Whoever could set the password of a stronger user would become that user.
  await requireGrantable(tx, {
    context,
    grants: [...before.grants, ...(change.assignments ?? [])],
    declared: tools.declared,
  });
  await requireFreeEmail(tx, change);
  if (change.password !== undefined) {
    const personal = [change.email ?? before.email, change.name ?? before.name];
    await tools.requireGoodPassword(tx, { password: change.password, field: 'password', personal });
  }
  await applyChange(tx, { change, passwordCost: tools.passwordCost, at: kernel.clock.now() });
  await requireAdminLeft(tx, before);
  await tools.audit(tx, context, changeEntry(before, change));
  const after = (await selectUser(tx, { id: change.id, scopeIds: null })) ?? noUser(change.id);
  return presentUser(after, { actor: context.actor, declared: tools.declared });
}

async function applyChange(
  tx: Tx,
  options: {
    readonly change: UserChange & { readonly id: string };
    readonly passwordCost: PasswordCost;
    readonly at: Date;
  },
): Promise<void> {
  const { change, at } = options;
  const passwordHash =
    change.password === undefined ? undefined : await hashPassword(change.password, options.passwordCost);
  await updateUserRow(tx, {
    id: change.id,
    at,
    email: change.email,
    name: change.name,
    locale: change.locale,
    disabled: change.disabled,
    passwordHash,
  });
  if (change.assignments !== undefined) {
    await replaceAssignments(tx, change.id, change.assignments);
  }
  if (change.disabled === true || change.password !== undefined) {
    await deleteSessionsOf(tx, { userId: change.id, exceptHash: null });
  }
}

/** Names of fields and rights; never a name, an address or a password. */
function changeEntry(before: UserRow, change: UserChange & { readonly id: string }): Parameters<Audit>[2] {
  const fields = Object.entries(change).flatMap(([field, value]) =>
    field === 'id' || value === undefined ? [] : [field],
  );
  const rights =
    change.assignments === undefined ? {} : { assignments: { before: before.grants, after: change.assignments } };
  const state =
    change.disabled === undefined ? {} : { disabled: { before: before.disabled_at !== null, after: change.disabled } };
  return {
    action: 'access.user_updated',
    subjectType: 'user',
    subjectId: change.id,
    detail: { fields, ...rights, ...state },
  };
}

/** Throws unless the actor holds everything that the grants give, and the scopes exist. */
export async function requireGrantable(
  tx: Tx,
  options: {
    readonly context: Context;
    readonly grants: readonly Grant[];
    readonly declared: readonly PermissionDefinition[];
  },
): Promise<void> {
  const missing = missingForGrants(options.context.actor, options);
  if (missing !== null) {
    throw new AppError('grant_exceeds_own', 403, {
      message: {
        'zh-CN': `不能授予或变更超出自己权限的角色（缺少 ${missing.name}）`,
        en: `You cannot give or change rights that you do not hold (${missing.name})`,
      },
    });
  }
  const scopeIds = options.grants.flatMap((grant) => (grant.scopeId === null ? [] : [grant.scopeId]));
  await requireScopes(tx, scopeIds, { field: 'assignments' });
}

async function requireFreeEmail(tx: Tx, change: UserChange & { readonly id: string }): Promise<void> {
  if (change.email === undefined) {
    return;
  }
  const holder = await selectUserByEmail(tx, change.email);
  if (holder !== null && holder.id !== change.id) {
    throw emailTaken();
  }
}

/** Asked after the change, inside its transaction: throwing undoes it. */
async function requireAdminLeft(tx: Tx, before: UserRow): Promise<void> {
  const wasAdmin = before.grants.some((grant) => grant.role === 'admin' && grant.scopeId === null);
  if (!wasAdmin || (await selectAdmins(tx)).length > 0) {
    return;
  }
  throw new AppError('last_admin', 409, {
    message: {
      'zh-CN': '这是最后一位管理员，不能停用或取消其角色',
      en: 'This is the last administrator and cannot be disabled or lose the role',
    },
  });
}

function emailTaken(): AppError {
  return new AppError('user_email_taken', 409, {
    message: { 'zh-CN': '这个邮箱已有账号', en: 'There is a user with this e-mail already' },
  });
}

function noUser(id: string): never {
  throw notFound({ 'zh-CN': '账号', en: 'user' }, id);
}
