import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TimelinePlace } from '../timeline/source.ts';

export interface NoteRow {
  readonly id: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly text: string;
  readonly pinned: boolean;
  readonly author: string;
  readonly authorId: string | null;
  readonly authorName: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly removedAt: Date | null;
  readonly earlier: { readonly text: string; readonly changedAt: string }[];
}

const COLUMNS = sql`
  n.id, n.record_id as "recordId", n.customer_id as "customerId", n.text, n.pinned, n.author,
  n.author_id as "authorId", n.author_name as "authorName", n.created_at as "createdAt", n.updated_at as "updatedAt",
  n.removed_at as "removedAt",
  coalesce((
    select jsonb_agg(jsonb_build_object('text', v.text, 'changedAt', v.changed_at) order by v.version desc)
    from customers.note_versions v where v.note_id = n.id), '[]') as earlier`;

/** As many as a page of a customer shows. */
const MAX_LISTED = 500;

export async function listNotes(db: Db, customerId: string): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`
    select ${COLUMNS} from customers.notes n
    where n.customer_id = ${customerId} and n.removed_at is null
    order by n.pinned desc, n.created_at desc, n.id desc limit ${MAX_LISTED}`.execute(db);
  return rows;
}

/** Notes strictly before a place, newest first. */
export async function notesBefore(
  db: Db,
  customerId: string,
  { before, limit }: { readonly before: TimelinePlace | null; readonly limit: number },
): Promise<NoteRow[]> {
  const place = before === null ? sql`true` : sql`(n.created_at, n.id) < (${before.at}, ${before.id}::uuid)`;
  const { rows } = await sql<NoteRow>`
    select ${COLUMNS} from customers.notes n
    where n.customer_id = ${customerId} and n.removed_at is null and ${place}
    order by n.created_at desc, n.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Locked, so that two changes of one note take turns. */
export async function findNote(tx: Tx, id: string): Promise<NoteRow | undefined> {
  const { rows } = await sql<NoteRow>`
    select ${COLUMNS} from customers.notes n where n.id = ${id} for update of n`.execute(tx);
  return rows[0];
}

export async function insertNote(tx: Tx, note: NoteRow): Promise<void> {
  await sql`
    insert into customers.notes
      (id, record_id, customer_id, text, pinned, author, author_id, author_name, created_at, updated_at)
    values (${note.id}, ${note.recordId}, ${note.customerId}, ${note.text}, ${note.pinned}, ${note.author},
      ${note.authorId}, ${note.authorName}, ${note.createdAt}, ${note.createdAt})`.execute(tx);
}

/** Replaces what a note says; another text leaves the one before as a version. */
export async function updateNote(
  tx: Tx,
  note: NoteRow,
  { before, by }: { readonly before: NoteRow; readonly by: string },
): Promise<void> {
  if (before.text !== note.text) {
    await sql`
      insert into customers.note_versions (note_id, version, text, changed_by, changed_at)
      values (${note.id}, ${before.earlier.length + 1}, ${before.text}, ${by}, ${note.updatedAt})`.execute(tx);
  }
  await sql`
    update customers.notes set text = ${note.text}, pinned = ${note.pinned}, removed_at = ${note.removedAt},
      updated_at = ${note.updatedAt} where id = ${note.id}`.execute(tx);
}
