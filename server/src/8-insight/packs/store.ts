import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type PackPart, type PackSection, packContentSchema } from './schema.ts';

/** A pack as it is stored. */
export interface PackRow {
  readonly id: string;
  readonly month: string;
  readonly content: readonly PackPart[];
  readonly knownUpTo: Date;
  readonly madeAt: Date;
  readonly madeBy: string | null;
}

export interface CommentRow {
  readonly packId: string;
  readonly section: PackSection;
  readonly revision: number;
  readonly body: string;
  readonly author: string;
  readonly writtenAt: Date;
}

const COLUMNS = sql.raw(`id, to_char(month, 'YYYY-MM-DD') as month, content, known_up_to as "knownUpTo",
  made_at as "madeAt", made_by as "madeBy"`);

const parsed = (row: PackRow): PackRow => ({ ...row, content: packContentSchema.parse(row.content) });

/** Newest month first, those before a month. */
export async function selectPacks(
  db: Db,
  page: { readonly before: string | null; readonly limit: number },
): Promise<PackRow[]> {
  const { rows } = await sql<PackRow>`
    select ${COLUMNS} from insight.packs
    where ${page.before}::date is null or month < ${page.before}::date
    order by month desc limit ${page.limit}`.execute(db);
  return rows.map(parsed);
}

export async function selectPack(db: Db | Tx, id: string): Promise<PackRow | null> {
  const { rows } = await sql<PackRow>`select ${COLUMNS} from insight.packs where id = ${id}`.execute(db);
  return rows[0] === undefined ? null : parsed(rows[0]);
}

/** Its comments change one after the other until the transaction ends. */
export async function lockPack(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from insight.packs where id = ${id} for update`.execute(tx);
  return rows.length > 0;
}

export async function hasPack(db: Db | Tx, month: string): Promise<boolean> {
  const { rows } = await sql`select from insight.packs where month = ${month}::date`.execute(db);
  return rows.length > 0;
}

/** One month has one pack, which keeps its id and its comments when it is made again. */
export async function savePack(tx: Tx, pack: PackRow): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into insight.packs (id, month, content, known_up_to, made_at, made_by)
    values (${pack.id}, ${pack.month}::date, ${JSON.stringify(pack.content)}::jsonb, ${pack.knownUpTo}, ${pack.madeAt},
      ${pack.madeBy})
    on conflict (month) do update set content = excluded.content, known_up_to = excluded.known_up_to,
      made_at = excluded.made_at, made_by = excluded.made_by
    returning id`.execute(tx);
  return rows[0]?.id ?? pack.id;
}

/** What stands about each part of each pack: the last revisions. */
export async function lastComments(db: Db | Tx, packIds: readonly string[]): Promise<readonly CommentRow[]> {
  const { rows } = await sql<CommentRow>`
    select distinct on (pack_id, section) pack_id as "packId", section, revision, body, author, written_at as "writtenAt"
    from insight.pack_comments where pack_id = any(${packIds}::uuid[])
    order by pack_id, section, revision desc`.execute(db);
  return rows;
}

export async function insertComment(tx: Tx, row: CommentRow): Promise<void> {
  await sql`
    insert into insight.pack_comments (pack_id, section, revision, body, author, written_at)
    values (${row.packId}, ${row.section}, ${row.revision}, ${row.body}, ${row.author}, ${row.writtenAt})`.execute(tx);
}
