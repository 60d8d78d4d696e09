import { newId } from '#kernel/clock.ts';
import { type Context, requireActor } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Notice } from './schema.ts';
import * as store from './store.ts';

/** What to tell staff. */
export interface NewNotice {
  readonly userIds: readonly string[];
  /** `module.what_happened` */
  readonly kind: string;
  /** Without personal values of customers. */
  readonly text: Text;
  readonly ref: { readonly type: string; readonly id: string } | null;
  /** The same key tells a person once, however often it is said. */
  readonly key: string;
}

/** Tells staff in the transaction of what they are told of. */
export type Notify = (tx: Tx, notice: NewNotice) => Promise<void>;

/** What staff were told. */
export interface Notices {
  readonly notify: Notify;
  list(
    context: Context,
    page: { readonly cursor?: string | undefined; readonly limit: number; readonly unread: boolean },
  ): Promise<{ items: Notice[]; nextCursor: string | null; unread: number }>;
  read(tx: Tx, context: Context, ids: readonly string[] | undefined): Promise<{ unread: number }>;
}

/** Notices over one kernel. */
export function createNotices(kernel: Pick<Kernel, 'postgres' | 'clock'>): Notices {
  const { db } = kernel.postgres;
  return {
    notify: async (tx, notice) => {
      const userIds = [...new Set(notice.userIds)];
      if (userIds.length > 0) {
        const ids = userIds.map(() => newId());
        await store.insertNotices(tx, { ...notice, userIds, ids, at: kernel.clock.now() });
      }
    },
    list: async (context, { cursor, limit, unread }) => {
      const userId = userOf(context);
      if (userId === null) {
        return { items: [], nextCursor: null, unread: 0 };
      }
      const beforeId = cursor === undefined ? null : readIdCursor(cursor);
      const [rows, count] = await Promise.all([
        store.selectNotices(db, { userId, unread, beforeId, limit: limit + 1 }),
        store.countUnread(db, userId),
      ]);
      const items = rows.slice(0, limit).map(presentNotice);
      const lastId = items.at(-1)?.id;
      const more = rows.length > limit && lastId !== undefined;
      return { items, nextCursor: more ? encodeCursor([lastId]) : null, unread: count };
    },
    read: async (tx, context, ids) => {
      const userId = userOf(context);
      if (userId === null) {
        return { unread: 0 };
      }
      await store.markRead(tx, { userId, ids: ids ?? null, at: kernel.clock.now() });
      return { unread: await store.countUnread(tx, userId) };
    },
  };
}

/** Keys are told nothing. */
function userOf(context: Context): string | null {
  requireActor(context);
  return context.actor.kind === 'user' ? context.actor.id : null;
}

function presentNotice(row: store.NoticeRow): Notice {
  return {
    id: row.id,
    kind: row.kind,
    text: { 'zh-CN': row.zh, en: row.en },
    ref: row.refType === null || row.refId === null ? null : { type: row.refType, id: row.refId },
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
