import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { NotedValue } from './schema.ts';

export interface FieldNoteRow {
  readonly id: string;
  readonly number: number;
  readonly authorId: string;
  readonly authorName: string;
  readonly notedAt: Date;
  readonly text: string | null;
  /** Gone once it is decided. */
  readonly changes: Readonly<Record<string, NotedValue>> | null;
  readonly fields: readonly string[];
  readonly state: 'waiting' | 'applied' | 'rejected';
  readonly reason: string | null;
  readonly decidedName: string | null;
  readonly decidedAt: Date | null;
  readonly caseId: string | null;
  readonly recordId: string;
  readonly customerId: string;
}

const ROW = sql`
  id, number::integer as number, author_id as "authorId", author_name as "authorName", noted_at as "notedAt", text,
  changes, fields, state, reason, decided_name as "decidedName", decided_at as "decidedAt", case_id as "caseId",
  record_id as "recordId", customer_id as "customerId"`;

export async function insertNote(
  tx: Tx,
  row: Omit<FieldNoteRow, 'number' | 'state' | 'reason' | 'decidedName' | 'decidedAt' | 'caseId'>,
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into entry.field_notes (id, author_id, author_name, noted_at, text, changes, fields, state, record_id,
      customer_id)
    values (${row.id}, ${row.authorId}, ${row.authorName}, ${row.notedAt}, ${row.text},
      ${JSON.stringify(row.changes)}::jsonb, ${row.fields}::text[], 'waiting', ${row.recordId}, ${row.customerId})
    returning number::integer as number`.execute(tx);
  return rows[0]?.number ?? 0;
}

export async function setCase(tx: Tx, id: string, caseId: string): Promise<void> {
  await sql`update entry.field_notes set case_id = ${caseId} where id = ${id}`.execute(tx);
}

export async function selectNote(reader: Db | Tx, id: string): Promise<FieldNoteRow | null> {
  const { rows } = await sql<FieldNoteRow>`select ${ROW} from entry.field_notes where id = ${id}`.execute(reader);
  return rows[0] ?? null;
}

/** Held until the transaction ends. */
export async function lockNoteOfCase(tx: Tx, caseId: string): Promise<FieldNoteRow | null> {
  const { rows } = await sql<FieldNoteRow>`
    select ${ROW} from entry.field_notes where case_id = ${caseId} for update`.execute(tx);
  return rows[0] ?? null;
}

/** Without what was noted: that stands in the profile now, or nowhere. */
export async function closeNote(
  tx: Tx,
  row: Pick<FieldNoteRow, 'id' | 'state' | 'reason' | 'decidedName' | 'decidedAt'>,
): Promise<void> {
  await sql`
    update entry.field_notes set state = ${row.state}, reason = ${row.reason}, decided_name = ${row.decidedName},
      decided_at = ${row.decidedAt}, changes = null
    where id = ${row.id}`.execute(tx);
}

/** What waits oldest first, what was decided newest first. */
export async function selectNotes(
  db: Db,
  {
    state,
    cursorId,
    limit,
  }: Pick<FieldNoteRow, 'state'> & { readonly cursorId: string | null; readonly limit: number },
): Promise<readonly FieldNoteRow[]> {
  const isWaiting = state === 'waiting';
  const after = isWaiting ? sql`id > ${cursorId}` : sql`id < ${cursorId}`;
  const { rows } = await sql<FieldNoteRow>`
    select ${ROW} from entry.field_notes
    where state = ${state} and (${cursorId}::uuid is null or ${after})
    order by id ${isWaiting ? sql`asc` : sql`desc`} limit ${limit}`.execute(db);
  return rows;
}
