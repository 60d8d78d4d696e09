import { type Access, ROLE_NAMES, ROLES } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { selectCalendar } from '../calendars/store.ts';
import type { NewQueue, QueueChange, WorkQueue } from './schema.ts';
import { serves } from './serves.ts';
import * as store from './store.ts';

const NOUN = { 'zh-CN': '队列', en: 'queue' } as const;
const MANAGE = 'work.manage';

/** Where tasks wait until somebody takes them. */
export interface Queues {
  list(context: Context): Promise<{ items: WorkQueue[]; can: { manage: boolean } }>;
  create(tx: Tx, context: Context, queue: NewQueue): Promise<WorkQueue>;
  change(tx: Tx, context: Context, id: string, change: QueueChange): Promise<WorkQueue>;
  /** Open queues that somebody serves, in the order in which they are worked. */
  servedBy(reader: Db | Tx, context: Context): Promise<readonly store.QueueRow[]>;
  /** Who serves it and can sign in. */
  serversOf(reader: Db | Tx, queue: store.QueueRow): Promise<readonly string[]>;
}

/** Queues over one kernel. */
export function createQueues(
  kernel: Pick<Kernel, 'postgres' | 'clock'>,
  access: Pick<Access, 'audit' | 'staff'>,
): Queues {
  const { db } = kernel.postgres;
  const { staff } = access;
  const servedBy: Queues['servedBy'] = async (reader, { actor }) => {
    const member = actor.id === null ? undefined : (await staff.find(reader, [actor.id])).get(actor.id);
    return member === undefined ? [] : (await store.selectQueues(reader)).filter((queue) => serves(member, queue));
  };
  const present = async (reader: Db | Tx, rows: readonly store.QueueRow[], context: Context): Promise<WorkQueue[]> => {
    const ids = rows.flatMap(({ members }) => members.flatMap(({ userId }) => userId ?? []));
    const people = await staff.find(reader, ids);
    const mine = new Set((await servedBy(reader, context)).map(({ id }) => id));
    return rows.map(({ closedAt: _, members, ...row }) => ({
      ...row,
      members: members.map((member) => ({ ...member, name: nameOf(member, people, context) })),
      isMine: mine.has(row.id),
    }));
  };
  const one = async (tx: Tx, context: Context, id: string): Promise<WorkQueue> => {
    const row = await store.selectQueue(tx, id);
    const [shown] = row === null ? [] : await present(tx, [row], context);
    if (shown === undefined) {
      throw notFound(NOUN, id);
    }
    return shown;
  };
  return {
    list: async (context) => {
      requirePermission(context, 'work.read');
      const rows = (await store.selectQueues(db)).filter(({ scopeId }) => isWithin(context, scopeId));
      return { items: await present(db, rows, context), can: { manage: may(context.actor, MANAGE) } };
    },
    create: async (tx, context, queue) => {
      requirePermission(context, MANAGE);
      const id = newId();
      await put(tx, context, { ...queue, id, closedAt: null, at: kernel.clock.now() });
      await requireMembers(tx, access, queue.members);
      await store.replaceMembers(tx, id, queue.members);
      await access.audit(tx, context, {
        action: 'work.queue_added',
        subjectType: 'work_queue',
        subjectId: id,
        detail: {},
      });
      return one(tx, context, id);
    },
    change: async (tx, context, id, change) => {
      requirePermission(context, MANAGE);
      await changeQueue(access, { tx, context, id, change, now: kernel.clock.now() });
      return one(tx, context, id);
    },
    servedBy,
    serversOf: async (reader, queue) =>
      (await staff.active(reader)).filter((member) => serves(member, queue)).map(({ id }) => id),
  };
}

interface Changing {
  readonly tx: Tx;
  readonly context: Context;
  readonly id: string;
  readonly change: QueueChange;
  readonly now: Date;
}

async function changeQueue(
  access: Pick<Access, 'audit' | 'staff'>,
  { tx, context, id, change: { closed, members, ...change }, now }: Changing,
): Promise<void> {
  const before = await store.selectQueue(tx, id);
  if (before === null || before.closedAt !== null || !isWithin(context, before.scopeId)) {
    throw notFound(NOUN, id);
  }
  if (closed === true) {
    requireEmpty(before);
  }
  await put(tx, context, { ...before, ...defined(change), closedAt: closed === true ? now : null, at: now });
  if (members !== undefined) {
    await requireMembers(tx, access, members);
    await store.replaceMembers(tx, id, members);
  }
  await access.audit(tx, context, {
    action: 'work.queue_changed',
    subjectType: 'work_queue',
    subjectId: id,
    detail: {},
  });
}

function nameOf(
  { userId, role }: store.QueueMember,
  people: ReadonlyMap<string, { readonly name: string }>,
  { locale }: Context,
): string {
  const known = ROLE_NAMES.find((name) => name === role);
  return userId === null
    ? known === undefined
      ? (role ?? '')
      : ROLES[known].label[locale]
    : (people.get(userId)?.name ?? '');
}

/** Whoever is limited to some scopes keeps the queues of those. */
function isWithin({ actor }: Context, scopeId: string | null): boolean {
  return actor.scopeIds === null || (scopeId !== null && actor.scopeIds.includes(scopeId));
}

async function put(tx: Tx, context: Context, row: store.QueueValues): Promise<void> {
  if (!isWithin(context, row.scopeId)) {
    throw new AppError('scope_missing', 403, {
      message: { 'zh-CN': '队列要属于您的数据范围', en: 'The queue has to belong to one of your scopes' },
    });
  }
  if (row.calendarId !== null && (await selectCalendar(tx, row.calendarId)) === null) {
    throw invalidInput([
      {
        field: 'calendarId',
        code: 'calendar_unknown',
        message: { 'zh-CN': '没有这个工作日历', en: 'is no calendar that there is' },
      },
    ]);
  }
  if (!(await store.putQueue(tx, row))) {
    throw new AppError('queue_name_taken', 409, {
      message: { 'zh-CN': `已有名为“${row.name}”的队列`, en: `There is a queue called "${row.name}" already` },
    });
  }
}

async function requireMembers(
  tx: Tx,
  { staff }: Pick<Access, 'staff'>,
  members: readonly store.QueueMember[],
): Promise<void> {
  const people = await staff.find(
    tx,
    members.flatMap(({ userId }) => userId ?? []),
  );
  const faults = members.flatMap(({ userId, role }, index) => {
    const isKnown = userId === null ? ROLE_NAMES.some((name) => name === role) : people.has(userId);
    return isKnown
      ? []
      : [
          {
            field: `members[${index}]`,
            code: 'member_unknown',
            message: { 'zh-CN': '没有这个账号或角色', en: 'is no user or role that there is' },
          },
        ];
  });
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

function requireEmpty({ waiting, name }: store.QueueRow): void {
  if (waiting > 0) {
    throw new AppError('queue_not_empty', 409, {
      message: {
        'zh-CN': `队列“${name}”里还有 ${waiting} 个任务，请先转走`,
        en: `${waiting} tasks still wait in "${name}"; move them first`,
      },
    });
  }
}

function defined<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Entries without a value are those that were left out.
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
