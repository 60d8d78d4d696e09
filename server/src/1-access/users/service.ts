import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Audit } from '../audit/service.ts';
import { passwordFaults } from '../credentials/password-faults.ts';
import { hashPassword, newPassword, type PasswordCost } from '../credentials/service.ts';
import { USER_DISABLED, USER_ENABLED } from '../event-types.ts';
import { type Grant, missingForGrants } from '../roles/grants.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import { requireScopes } from '../scopes/service.ts';
import { countOpenSessions, deleteSessionsOf } from '../sessions/store.ts';
import { PASSWORD_MIN_LENGTH, SESSION_IDLE_MINUTES } from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import { selectStaff } from '../staff/store.ts';
import { ownAccountFault } from './own-account.ts';
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
  /**
   * Throws the same, `last_admin` when nobody would be left who can act everywhere, and `own_account_…` for what would
   * lock the asker out.
   */
  update(tx: Tx, context: Context, change: UserChange & { readonly id: string }): Promise<User>;
  /** Makes a password that its owner is asked to change; ends their sessions. Throws as `update` does. */
  resetPassword(tx: Tx, context: Context, id: string): Promise<{ temporaryPassword: string }>;
  /** All but the one of the digest. Throws `grant_exceeds_own`. */
  endSessions(
    tx: Tx,
    context: Context,
    options: { readonly id: string; readonly exceptHash: Buffer | null },
  ): Promise<{ ended: number }>;
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
  const tools: Tools = { ...options, requireGoodPassword, present: presenter(kernel, options) };
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
        items: await tools.present(db, context, page),
        nextCursor: rows.length > query.limit && lastId !== undefined ? encodeCursor([lastId]) : null,
        total,
      };
    },
    get: async (context, id) => {
      requirePermission(context, 'users.read');
      const row = await selectUser(db, { id, scopeIds: context.actor.scopeIds });
      return presentOne(tools, { reader: db, context, row: row ?? noUser(id) });
    },
    create: (tx, context, user) => createUser(kernel, tools, { tx, context, user }),
    update: (tx, context, change) => updateUser(kernel, tools, { tx, context, change }),
    resetPassword: async (tx, context, id) => {
      const temporaryPassword = newPassword();
      await updateUser(kernel, tools, { tx, context, change: { id, password: temporaryPassword }, isTemporary: true });
      return { temporaryPassword };
    },
    endSessions: async (tx, context, { id, exceptHash }) => {
      await requireChangeable(tx, { context, id, grants: [], declared: options.declared });
      const ended = await deleteSessionsOf(tx, { userId: id, exceptHash });
      const entry = { action: 'access.sessions_ended', subjectType: 'user', subjectId: id, detail: { ended } };
      await options.audit(tx, context, entry);
      return { ended };
    },
  };
}

type Present = (reader: Db | Tx, context: Context, rows: readonly UserRow[]) => Promise<User[]>;
type Tools = UsersOptions & Pick<Users, 'requireGoodPassword'> & { readonly present: Present };

/** Users as the asker sees them, each with how many sessions of theirs go on. */
function presenter(kernel: Kernel, { settings, declared }: UsersOptions): Present {
  return async (reader, context, rows) => {
    const now = kernel.clock.now();
    const idleMs = (await settings.value<number>(SESSION_IDLE_MINUTES, reader)) * 60_000;
    const open = await countOpenSessions(reader, {
      userIds: rows.map(({ id }) => id),
      now,
      idleSince: new Date(now.getTime() - idleMs),
    });
    return rows.map((row) => presentUser(row, { actor: context.actor, declared, sessions: open.get(row.id) ?? 0 }));
  };
}

async function presentOne(
  tools: Tools,
  { reader, context, row }: { readonly reader: Db | Tx; readonly context: Context; readonly row: UserRow },
): Promise<User> {
  const [user] = await tools.present(reader, context, [row]);
  return user ?? noUser(row.id);
}

/** Who is to be changed. Throws 404 for somebody out of sight, `grant_exceeds_own` for somebody stronger. */
async function requireChangeable(
  tx: Tx,
  o: {
    readonly context: Context;
    readonly id: string;
    readonly grants: readonly Grant[];
    readonly declared: readonly PermissionDefinition[];
  },
): Promise<UserRow> {
  requirePermission(o.context, 'users.manage');
  await lockUserChanges(tx);
  const before = (await selectUser(tx, { id: o.id, scopeIds: o.context.actor.scopeIds })) ?? noUser(o.id);
  // Whoever could set the password of a stronger user would become that user.
  await requireGrantable(tx, {
    context: o.context,
    grants: [...before.grants, ...o.grants],
    declared: o.declared,
  });
  return before;
}

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
    passwordTemporary: temporaryPassword !== null,
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
  return { user: await presentOne(tools, { reader: tx, context, row }), temporaryPassword };
}

async function updateUser(
  kernel: Kernel,
  tools: Tools,
  work: {
    readonly tx: Tx;
    readonly context: Context;
    readonly change: UserChange & { readonly id: string };
    readonly isTemporary?: boolean;
  },
): Promise<User> {
  const { tx, context, change, isTemporary = false } = work;
  const { declared, passwordCost } = tools;
  const before = await requireChangeable(tx, { context, id: change.id, grants: change.assignments ?? [], declared });
  const fault = ownAccountFault(context.actor, { change, declared });
  if (fault !== null) {
    throw new AppError(fault.code, 409, { message: fault.message });
  }
  await requireFreeEmail(tx, change);
  await requireSuccessors(tx, change);
  if (change.password !== undefined) {
    const personal = [change.email ?? before.email, change.name ?? before.name];
    await tools.requireGoodPassword(tx, { password: change.password, field: 'password', personal });
  }
  await applyChange(tx, { change, isTemporary, passwordCost, at: kernel.clock.now() });
  await requireAdminLeft(tx, before);
  await tools.audit(tx, context, changeEntry(before, change));
  await tellSwitched(kernel, tx, context, { wasDisabled: before.disabled_at !== null, change });
  const after = (await selectUser(tx, { id: change.id, scopeIds: null })) ?? noUser(change.id);
  return presentOne(tools, { reader: tx, context, row: after });
}

async function applyChange(
  tx: Tx,
  options: {
    readonly change: UserChange & { readonly id: string };
    readonly isTemporary: boolean;
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
    passwordTemporary: options.isTemporary,
  });
  if (change.assignments !== undefined) {
    await replaceAssignments(tx, change.id, change.assignments);
  }
  if (change.disabled === true || change.password !== undefined) {
    await deleteSessionsOf(tx, { userId: change.id, exceptHash: null });
  }
}

/** Throws `input_invalid` unless whoever takes over can sign in, is somebody else, and there is something to take over. */
async function requireSuccessors(tx: Tx, { id, disabled, successorIds = [] }: UserChange & { readonly id: string }) {
  if (successorIds.length === 0) {
    return;
  }
  const known = new Set((await selectStaff(tx, successorIds)).flatMap((one) => (one.disabled ? [] : [one.id])));
  const fault = (code: string, zh: string, en: string): Fault => ({
    field: 'successorIds',
    code,
    message: { 'zh-CN': zh, en },
  });
  if (disabled !== true) {
    throw invalidInput([fault('successor_unneeded', '只有停用账号时才指定接手人', 'is only for who is disabled')]);
  }
  if (successorIds.some((one) => one === id || !known.has(one))) {
    throw invalidInput([
      fault('successor_unknown', '接手人应为其他可登录的员工', 'should be other colleagues who can sign in'),
    ]);
  }
}

/** Who looks after what somebody had hears of it by the log. */
async function tellSwitched(
  { events }: Pick<Kernel, 'events'>,
  tx: Tx,
  context: Context,
  { wasDisabled, change }: { readonly wasDisabled: boolean; readonly change: UserChange & { readonly id: string } },
): Promise<void> {
  const { id, disabled, successorIds = [] } = change;
  if (disabled === undefined || disabled === wasDisabled) {
    return;
  }
  const type = disabled ? USER_DISABLED : USER_ENABLED;
  await events.append(tx, context, [{ type, data: { userId: id, ...(disabled ? { successorIds } : {}) } }]);
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
