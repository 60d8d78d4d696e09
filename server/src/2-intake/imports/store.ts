import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { FaultRow, ImportRow, RepeatRow } from './import-row.ts';
import type { ImportStatus } from './schema.ts';
import { statusesBefore } from './transitions.ts';

const COLUMNS = sql.raw(`id, kind, source, file_name as "fileName", file_id as "fileId", bytes, mapping, options,
  scope_id as "scopeId", created_by as "createdBy", status, rows_done as "rowsDone", chunks_done as "chunksDone", bytes_done as "bytesDone",
  accepted, rejected, added, changed, same, repeated, dry_run as "dryRun", started_as as "startedAs", chunks_undone as "chunksUndone", failure, created_at as "createdAt",
  started_at as "startedAt", active_ms as "activeMs", finished_at as "finishedAt", undone_at as "undoneAt"`);

/** What an import begins with. */
export interface NewImport
  extends Pick<
    ImportRow,
    | 'id'
    | 'kind'
    | 'source'
    | 'fileName'
    | 'fileId'
    | 'bytes'
    | 'mapping'
    | 'options'
    | 'scopeId'
    | 'createdBy'
    | 'dryRun'
    | 'createdAt'
  > {}

/** Adds an import as `queued`. */
export async function insertImport(tx: Tx, row: NewImport): Promise<void> {
  await sql`
    insert into intake.imports
      (id, kind, source, file_name, file_id, bytes, mapping, options, scope_id, status, created_by, dry_run,
        created_at)
    values (${row.id}, ${row.kind}, ${row.source}, ${row.fileName}, ${row.fileId}, ${row.bytes},
      ${JSON.stringify(row.mapping)}::jsonb, ${JSON.stringify(row.options)}::jsonb, ${row.scopeId}, 'queued',
      ${row.createdBy}, ${row.dryRun}, ${row.createdAt})`.execute(tx);
}

function within(scopeIds: ScopeLimit): RawBuilder<unknown> {
  return scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
}

/** The import, if it lies within the scopes. */
export async function findImport(db: Db, id: string, scopeIds: ScopeLimit): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from intake.imports where id = ${id} and ${within(scopeIds)}`.execute(db);
  return rows[0];
}

/** The row, locked until the transaction ends. */
export async function lockImport(tx: Tx, id: string, scopeIds: ScopeLimit): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from intake.imports where id = ${id} and ${within(scopeIds)} for update`.execute(tx);
  return rows[0];
}

/** Which imports are listed. */
export interface ImportFilter {
  readonly scopeIds: ScopeLimit;
  readonly status: ImportStatus | undefined;
  /** The last row of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

/** Newest first, without dry runs; one more than the limit when there are more. */
export async function listImports(db: Db, filter: ImportFilter): Promise<ImportRow[]> {
  const status: RawBuilder<unknown> = filter.status === undefined ? sql`true` : sql`status = ${filter.status}`;
  const before: RawBuilder<unknown> = filter.before === null ? sql`true` : sql`id < ${filter.before}::uuid`;
  // Ids are UUIDv7: the newest has the largest.
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from intake.imports where not dry_run and ${status} and ${before} and ${within(filter.scopeIds)}
    order by id desc limit ${filter.limit + 1}`.execute(db);
  return rows;
}

/** `failure` is cleared by every change that does not give one. */
export interface Change {
  readonly status: ImportStatus;
  readonly failure?: Text;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly undoneAt?: Date;
}

/** Returns false, changing nothing, when the import may not become that from what it is (`TRANSITIONS`). */
export async function changeStatus(db: Db, id: string, change: Change): Promise<boolean> {
  const failure = change.failure === undefined ? null : JSON.stringify(change.failure);
  const { rows } = await sql`
    update intake.imports
    set status = ${change.status}, failure = ${failure}::jsonb,
      started_at = coalesce(started_at, ${change.startedAt ?? null}),
      finished_at = coalesce(${change.finishedAt ?? null}, finished_at),
      undone_at = coalesce(${change.undoneAt ?? null}, undone_at)
    where id = ${id} and status = any(${statusesBefore(change.status)}::text[])
    returning 1 as one`.execute(db);
  return rows.length > 0;
}

/** What one chunk did. */
export interface Progress {
  readonly chunkNo: number;
  readonly rows: number;
  readonly rejected: number;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly repeated: number;
  readonly bytesDone: number;
  readonly activeMs: number;
  readonly trace: Readonly<Record<string, unknown>>;
}

/**
 * Moves the checkpoint by one chunk. Returns false when another worker has moved it already; the caller then
 * rolls back.
 */
export async function moveCheckpoint(tx: Tx, id: string, progress: Progress): Promise<boolean> {
  const { rows } = await sql`
    update intake.imports
    set rows_done = rows_done + ${progress.rows}, chunks_done = chunks_done + 1, bytes_done = ${progress.bytesDone},
      accepted = accepted + ${progress.rows - progress.rejected}, rejected = rejected + ${progress.rejected},
      added = added + ${progress.added}, changed = changed + ${progress.changed}, same = same + ${progress.same},
      repeated = repeated + ${progress.repeated}, active_ms = active_ms + ${progress.activeMs}
    where id = ${id} and chunks_done = ${progress.chunkNo} and status = 'running'
    returning 1 as one`.execute(tx);
  if (rows.length === 0) {
    return false;
  }
  await sql`
    insert into intake.import_chunks (import_id, chunk_no, rows, trace)
    values (${id}, ${progress.chunkNo}, ${progress.rows}, ${JSON.stringify(progress.trace)}::jsonb)`.execute(tx);
  return true;
}

/** Keeps the rejected rows of a chunk. */
export async function insertFaults(tx: Tx, id: string, faults: readonly FaultRow[]): Promise<void> {
  if (faults.length === 0) {
    return;
  }
  await sql`
    insert into intake.import_faults (import_id, row_no, column_name, code, reason, value)
    select ${id}, row_no, column_name, code, reason, value from unnest(
      ${faults.map((fault) => fault.rowNo)}::bigint[], ${faults.map((fault) => fault.columnName)}::text[],
      ${faults.map((fault) => fault.code)}::text[],
      ${faults.map((fault) => JSON.stringify(fault.reason))}::jsonb[],
      ${faults.map((fault) => fault.value)}::text[])
      as fault (row_no, column_name, code, reason, value)`.execute(tx);
}

/** Keeps which rows of a chunk repeat an earlier one. */
export async function insertRepeats(tx: Tx, id: string, repeats: readonly RepeatRow[]): Promise<void> {
  if (repeats.length > 0) {
    await sql`
      insert into intake.import_repeats (import_id, row_no, first_row_no)
      select ${id}, row_no, first_row_no from unnest(
        ${repeats.map((repeat) => repeat.rowNo)}::bigint[], ${repeats.map((repeat) => repeat.firstRowNo)}::bigint[])
        as repeat (row_no, first_row_no)`.execute(tx);
  }
}

/** In the order of the file. */
export async function listRepeats(db: Db, id: string, after: number, limit: number): Promise<RepeatRow[]> {
  const { rows } = await sql<RepeatRow>`
    select row_no as "rowNo", first_row_no as "firstRowNo" from intake.import_repeats
    where import_id = ${id} and row_no > ${after} order by row_no limit ${limit}`.execute(db);
  return rows;
}

/** Remembers what a dry run was started as. */
export async function setStartedAs(tx: Tx, id: string, startedAs: string): Promise<void> {
  await sql`update intake.imports set started_as = ${startedAs} where id = ${id}`.execute(tx);
}

/** Removes dry runs from before a day, with what they found, and says which files they had. */
export async function deleteDryRuns(tx: Tx, before: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string; fileId: string }>`
    select id, file_id as "fileId" from intake.imports
    where dry_run and created_at < ${before} and status not in ('queued', 'running') limit 1000`.execute(tx);
  const ids = rows.map((row) => row.id);
  for (const table of ['import_faults', 'import_repeats', 'import_chunks']) {
    await sql`delete from ${sql.table(`intake.${table}`)} where import_id = any(${ids}::uuid[])`.execute(tx);
  }
  await sql`delete from intake.imports where id = any(${ids}::uuid[])`.execute(tx);
  return rows.map((row) => row.fileId);
}

/** Those of the files that no import needs. */
export async function unneededFiles(tx: Tx, fileIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ fileId: string }>`
    select distinct file as "fileId" from unnest(${fileIds}::uuid[]) as file
    where not exists (select from intake.imports where file_id = file)
      and not exists (select from intake.uploads where file_id = file)`.execute(tx);
  return rows.map((row) => row.fileId);
}

/** In the order of the file. */
export async function listFaults(db: Db, id: string, after: number, limit: number): Promise<FaultRow[]> {
  const { rows } = await sql<FaultRow>`
    select row_no as "rowNo", column_name as "columnName", code, reason, value from intake.import_faults
    where import_id = ${id} and row_no > ${after} order by row_no limit ${limit}`.execute(db);
  return rows;
}

/** The trace of the newest chunk that is not undone yet. */
export async function nextChunkToUndo(
  tx: Tx,
  row: Pick<ImportRow, 'id' | 'chunksDone' | 'chunksUndone'>,
): Promise<Readonly<Record<string, unknown>> | null> {
  const { rows } = await sql<{ trace: Readonly<Record<string, unknown>> }>`
    select trace from intake.import_chunks
    where import_id = ${row.id} and chunk_no = ${row.chunksDone - row.chunksUndone - 1}`.execute(tx);
  return rows[0]?.trace ?? null;
}

/** Moves the checkpoint of an undo by one chunk. */
export async function countUndoneChunk(tx: Tx, id: string): Promise<void> {
  await sql`update intake.imports set chunks_undone = chunks_undone + 1 where id = ${id}`.execute(tx);
}

/** One worker at a time runs an import: a session lock that dies with the connection. */
export async function tryLockRun(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_lock(hashtextextended(${`import:${id}`}, 0)) as locked`.execute(db);
  return rows[0]?.locked ?? false;
}

/** Lets the next worker in. */
export async function unlockRun(db: Db, id: string): Promise<void> {
  await sql`select pg_advisory_unlock(hashtextextended(${`import:${id}`}, 0))`.execute(db);
}

/** Imports that were being worked on; after a crash nobody is any more, and they go on. */
export async function unfinishedImports(db: Db): Promise<{ readonly id: string; readonly status: ImportStatus }[]> {
  const { rows } = await sql<{ id: string; status: ImportStatus }>`
    select id, status from intake.imports where status in ('queued', 'running', 'undoing')`.execute(db);
  return rows;
}
