import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { HistoryRow } from './history-row.ts';

export type { HistoryRow } from './history-row.ts';

export async function insertHistory(tx: Tx, row: HistoryRow): Promise<void> {
  await sql`
    insert into work.history
      (id, case_id, approval_id, task_id, at, what, actor_kind, actor_id, actor_name, detail, text)
    values (${row.id}, ${row.caseId}, ${row.approvalId}, ${row.taskId}, ${row.at}, ${row.what}, ${row.actorKind},
      ${row.actorId}, ${row.actorName}, ${JSON.stringify(row.detail)}::jsonb, ${row.text})`.execute(tx);
}

/** As much as a page shows. */
const MAX_SHOWN = 500;

/** Of a case or of an approval, newest first. */
export async function selectHistory(
  db: Db | Tx,
  whose: { readonly caseId: string } | { readonly approvalId: string },
): Promise<readonly HistoryRow[]> {
  const which = 'caseId' in whose ? sql`case_id = ${whose.caseId}` : sql`approval_id = ${whose.approvalId}`;
  const { rows } = await sql<HistoryRow>`
    select id, case_id as "caseId", approval_id as "approvalId", task_id as "taskId", at, what,
      actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", detail, text
    from work.history where ${which} order by id desc limit ${MAX_SHOWN}`.execute(db);
  return rows;
}
