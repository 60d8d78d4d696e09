import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ExportRow } from './export-row.ts';

const COLUMNS = sql.raw(`id, kind, format, columns, filter, unmasked, reason, locale, scope_ids as "scopeIds", status,
  rows, bytes, file_id as "fileId", failure, created_by as "createdBy", created_by_name as "createdByName",
  created_at as "createdAt",
  finished_at as "finishedAt", expires_at as "expiresAt"`);

export type NewExportRow = Pick<
  ExportRow,
  | 'id'
  | 'kind'
  | 'format'
  | 'columns'
  | 'filter'
  | 'unmasked'
  | 'reason'
  | 'locale'
  | 'scopeIds'
  | 'createdBy'
  | 'createdByName'
  | 'createdAt'
>;

export async function insertExport(tx: Tx, row: NewExportRow): Promise<void> {
  await sql`
    insert into intake.exports
      (id, kind, format, columns, filter, unmasked, reason, locale, scope_ids, status, created_by,
        created_by_name, created_at)
    values (${row.id}, ${row.kind}, ${row.format}, ${row.columns}::text[], ${JSON.stringify(row.filter)}::jsonb,
      ${row.unmasked}, ${row.reason}, ${row.locale}, ${row.scopeIds}::uuid[], 'queued', ${row.createdBy},
      ${row.createdByName}, ${row.createdAt})`.execute(tx);
}

export async function selectExport(db: Db, id: string): Promise<ExportRow | null> {
  const { rows } = await sql<ExportRow>`select ${COLUMNS} from intake.exports where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export interface ExportFilter {
  readonly createdBy: string | null;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectExports(db: Db, filter: ExportFilter): Promise<readonly ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select ${COLUMNS} from intake.exports
    where created_by is not distinct from ${filter.createdBy}::uuid
      and (${filter.beforeId}::uuid is null or id < ${filter.beforeId})
    order by id desc limit ${filter.limit}`.execute(db);
  return rows;
}

/** Takes a waiting or interrupted export for running; null when it has ended. */
export async function markRunning(db: Db, id: string): Promise<ExportRow | null> {
  const { rows } = await sql<ExportRow>`
    update intake.exports set status = 'running', rows = 0
    where id = ${id} and status in ('queued', 'running') returning ${COLUMNS}`.execute(db);
  return rows[0] ?? null;
}

export async function saveProgress(db: Db, id: string, rowCount: number): Promise<void> {
  await sql`update intake.exports set rows = ${rowCount} where id = ${id} and status = 'running'`.execute(db);
}

export interface DoneExport {
  readonly id: string;
  readonly fileId: string;
  readonly bytes: number;
  readonly rows: number;
  readonly at: Date;
  readonly expiresAt: Date;
}

/** The file is there and waits for a second person. Whether the export was still running. */
export async function markWaiting(tx: Tx, done: Omit<DoneExport, 'expiresAt'>): Promise<boolean> {
  const result = await sql`
    update intake.exports set status = 'waiting', rows = ${done.rows}, bytes = ${done.bytes}, file_id = ${done.fileId},
      finished_at = ${done.at}
    where id = ${done.id} and status = 'running'`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

/** The second person agreed: from now on the file can be fetched. */
export async function releaseExport(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await sql`
    update intake.exports set status = 'done', expires_at = ${expiresAt}
    where id = ${id} and status = 'waiting'`.execute(tx);
}

/** Nobody gets the file; it goes with the next sweep. */
export async function refuseExport(tx: Tx, id: string, failure: Text, at: Date): Promise<void> {
  await sql`
    update intake.exports set status = 'failed', failure = ${JSON.stringify(failure)}::jsonb, expires_at = ${at}
    where id = ${id} and status = 'waiting'`.execute(tx);
}

/** Whether it was still running; a file of one that has ended meanwhile belongs to nobody. */
export async function markDone(tx: Tx, done: DoneExport): Promise<boolean> {
  const result = await sql`
    update intake.exports set status = 'done', rows = ${done.rows}, bytes = ${done.bytes}, file_id = ${done.fileId},
      finished_at = ${done.at}, expires_at = ${done.expiresAt}
    where id = ${done.id} and status = 'running'`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

export async function markFailed(db: Db, id: string, failure: Text, at: Date): Promise<void> {
  await sql`
    update intake.exports set status = 'failed', failure = ${JSON.stringify(failure)}::jsonb, finished_at = ${at}
    where id = ${id} and status in ('queued', 'running')`.execute(db);
}

/** Ends exports whose time is over; returns their files, which the caller removes. */
export async function expireExports(tx: Tx, now: Date, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ fileId: string }>`
    with due as (
      select id, file_id from intake.exports where file_id is not null and expires_at <= ${now}
      order by expires_at limit ${limit} for update skip locked)
    update intake.exports e set status = case e.status when 'failed' then 'failed' else 'expired' end, file_id = null
    from due where e.id = due.id
    returning due.file_id as "fileId"`.execute(tx);
  return rows.map(({ fileId }) => fileId);
}
