import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** A file that waits to be used. */
export interface Upload {
  readonly id: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The user or key that sent it; nobody else can use it. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

/** Keeps it. */
export async function insertUpload(tx: Tx, upload: Upload): Promise<void> {
  await sql`
    insert into intake.uploads (id, file_id, file_name, bytes, sha256, created_by, created_at)
    values (${upload.id}, ${upload.fileId}, ${upload.fileName}, ${upload.bytes}, ${upload.sha256},
      ${upload.createdBy}, ${upload.createdAt})`.execute(tx);
}

/** The upload, if this is who sent it. */
export async function findUpload(db: Db, id: string, createdBy: string | null): Promise<Upload | undefined> {
  const { rows } = await sql<Upload>`
    select id, file_id as "fileId", file_name as "fileName", bytes, sha256, created_by as "createdBy",
      created_at as "createdAt"
    from intake.uploads where id = ${id} and created_by is not distinct from ${createdBy}`.execute(db);
  return rows[0];
}

/** Removes uploads from before a time and says which files they were. */
export async function deleteUploads(tx: Tx, before: Date): Promise<string[]> {
  const { rows } = await sql<{ fileId: string }>`
    delete from intake.uploads where created_at < ${before} returning file_id as "fileId"`.execute(tx);
  return rows.map((row) => row.fileId);
}
