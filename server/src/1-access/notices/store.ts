import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

export interface NoticeRow {
  readonly id: string;
  readonly kind: string;
  readonly zh: string;
  readonly en: string;
  readonly refType: string | null;
  readonly refId: string | null;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

export interface NewNoticeRow {
  readonly ids: readonly string[];
  readonly userIds: readonly string[];
  readonly kind: string;
  readonly text: Text;
  readonly ref: { readonly type: string; readonly id: string } | null;
  readonly key: string;
  readonly at: Date;
}

/** One notice for each user who can sign in and was not told under this key before. */
export async function insertNotices(tx: Tx, row: NewNoticeRow): Promise<void> {
  await sql`
    insert into access.notices (id, user_id, kind, text_zh, text_en, ref_type, ref_id, key, created_at)
    select told.id, told.user_id, ${row.kind}, ${row.text['zh-CN']}, ${row.text.en}, ${row.ref?.type ?? null},
      ${row.ref?.id ?? null}, ${row.key}, ${row.at}
    from unnest(${row.ids}::uuid[], ${row.userIds}::uuid[]) as told (id, user_id)
    join access.users on users.id = told.user_id and users.disabled_at is null
    on conflict (user_id, key) do nothing`.execute(tx);
}

export interface NoticeFilter {
  readonly userId: string;
  readonly unread: boolean;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectNotices(db: Db, filter: NoticeFilter): Promise<readonly NoticeRow[]> {
  const { rows } = await sql<NoticeRow>`
    select id, kind, text_zh as zh, text_en as en, ref_type as "refType", ref_id as "refId", created_at as "createdAt",
      read_at as "readAt"
    from access.notices
    where user_id = ${filter.userId} and (not ${filter.unread} or read_at is null)
      and (${filter.beforeId}::uuid is null or id < ${filter.beforeId})
    order by id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export async function countUnread(db: Db | Tx, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from access.notices where user_id = ${userId} and read_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Marks the notices of the ids, or all. */
export async function markRead(
  tx: Tx,
  { userId, ids, at }: { readonly userId: string; readonly ids: readonly string[] | null; readonly at: Date },
): Promise<void> {
  await sql`
    update access.notices set read_at = ${at}
    where user_id = ${userId} and read_at is null and (${ids}::uuid[] is null or id = any(${ids}::uuid[]))`.execute(tx);
}

/** Read ones that are older. */
export async function deleteRead(tx: Tx, before: Date): Promise<void> {
  await sql`delete from access.notices where read_at < ${before}`.execute(tx);
}
