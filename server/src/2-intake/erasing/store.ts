import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasedPeople, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

/** Claims of facts that stay: the same order sent again is still known. */
const FACT_TYPES = ['order', 'payment', 'refund', 'return', 'shipment', 'delivery', 'product', 'behaviour'];

/** What came in and went out about the person, where a row tells of it. */
export function eraseIntakeRows(
  db: Db,
  { customerIds, recordIds, names, pattern }: ErasedPeople,
): Promise<TouchedRows> {
  const like = pattern ?? '(?!)';
  const ids = customerIds.map((id) => `%${id}%`);
  return runErasing(db, [
    [
      'record_claims',
      sql`
        delete from intake.record_claims
        where (customer_id = any(${customerIds}::uuid[]) or result_id = any(${recordIds}::uuid[])) and type <> all(${FACT_TYPES}::text[])`,
    ],
    [
      'import_faults',
      sql`
        update intake.import_faults set value = null
        where value is not null and (value = any(${names}::text[]) or normalize(value, NFKC) ~* ${like})`,
    ],
    [
      'deliveries',
      sql`
        update intake.deliveries set reason = null
        where reason is not null and normalize(reason::text, NFKC) ~* ${like}`,
    ],
    [
      'webhook_attempts',
      sql`
        update intake.webhook_attempts a set answer = null from intake.webhook_deliveries d
        where d.id = a.delivery_id and a.answer is not null
          and (d.payload::text like any(${ids}::text[]) or normalize(a.answer, NFKC) ~* ${like})`,
    ],
    ['webhook_deliveries', sql`delete from intake.webhook_deliveries where normalize(payload::text, NFKC) ~* ${like}`],
    [
      'exports',
      sql`
        update intake.exports set filter = '{}', reason = null
        where status in ('done', 'failed', 'expired')
          and (normalize(filter::text, NFKC) ~* ${like} or normalize(coalesce(reason, ''), NFKC) ~* ${like})`,
    ],
    [
      'imports',
      sql`
        update intake.imports set file_name = '…' where normalize(file_name, NFKC) ~* ${like}
          or exists (select from unnest(${names}::text[]) as row (name) where strpos(file_name, row.name) > 0)`,
    ],
    [
      'uploads',
      sql`
        update intake.uploads set file_name = '…' where normalize(file_name, NFKC) ~* ${like}
          or exists (select from unnest(${names}::text[]) as row (name) where strpos(file_name, row.name) > 0)`,
    ],
  ]);
}

/** Whether an import that may be taking the person in is on its way. */
export async function isTakingIn(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from intake.imports where status in ('queued', 'running', 'undoing')
    union all select from intake.exports where status in ('queued', 'running') limit 1`.execute(db);
  return rows.length > 0;
}

/** Files that came before the person was erased: of imports, of uploads, of exports. */
export async function filesBefore(
  db: Db,
  at: Date,
): Promise<readonly { readonly kind: 'imports' | 'uploads' | 'exports'; readonly fileId: string }[]> {
  const { rows } = await sql<{ kind: 'imports' | 'uploads' | 'exports'; fileId: string }>`
    select distinct 'imports' as kind, file_id as "fileId" from intake.imports where created_at <= ${at}
    union select 'uploads', file_id from intake.uploads u where created_at <= ${at}
      and not exists (select from intake.imports i where i.file_id = u.file_id)
    union select 'exports', file_id from intake.exports where file_id is not null and created_at <= ${at}
    order by 2`.execute(db);
  return rows;
}

/** An export whose file is gone is over. */
export async function endExport(db: Db, fileId: string): Promise<void> {
  await sql`
    update intake.exports set status = case status when 'failed' then 'failed' else 'expired' end, file_id = null
    where file_id = ${fileId}`.execute(db);
}

/** An upload whose file is gone cannot be used any more. */
export async function endUpload(db: Db, fileId: string): Promise<void> {
  await sql`delete from intake.uploads where file_id = ${fileId}`.execute(db);
}

/** Files of imports that ended before a time and have not been removed yet, a few at once. */
export async function importFilesEndedBefore(
  tx: Db | Tx,
  before: Date,
  limit: number,
): Promise<readonly { readonly id: string; readonly fileId: string }[]> {
  const { rows } = await sql<{ id: string; fileId: string }>`
    select id, file_id as "fileId" from intake.imports
    where status in ('done', 'failed', 'undone') and file_removed_at is null
      and coalesce(undone_at, finished_at) < ${before}
    order by id limit ${limit}`.execute(tx);
  return rows;
}

export async function markFilesRemoved(tx: Tx, fileIds: readonly string[], at: Date): Promise<void> {
  await sql`
    update intake.imports set file_removed_at = ${at}
    where file_id = any(${fileIds}::uuid[]) and file_removed_at is null`.execute(tx);
}
