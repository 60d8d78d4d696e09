import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { SubmissionRow, SubmissionState } from './submission-row.ts';

export type { SubmissionRow, SubmissionState };

const ROW = sql`
  s.id, s.number::integer as number, s.kind, s.batch_id as "batchId", s.submitted_by as "submittedBy",
  s.submitted_name as "submittedName", s.scope_id as "scopeId", s.state, s.person, s.shown,
  s.approval_id as "approvalId", s.reason, s.joined, s.decided_at as "decidedAt", s.decided_name as "decidedName",
  s.record_id as "recordId", s.customer_id as "customerId", s.submitted_at as "submittedAt"`;

export type NewSubmission = Pick<
  SubmissionRow,
  'id' | 'kind' | 'batchId' | 'submittedBy' | 'submittedName' | 'scopeId' | 'person' | 'shown' | 'submittedAt'
>;

export async function insertSubmission(tx: Tx, row: NewSubmission): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into entry.submissions (id, kind, batch_id, submitted_by, submitted_name, scope_id, state, person, shown,
      submitted_at)
    values (${row.id}, ${row.kind}, ${row.batchId}, ${row.submittedBy}, ${row.submittedName}, ${row.scopeId},
      'waiting', ${JSON.stringify(row.person)}::jsonb, ${JSON.stringify(row.shown)}::jsonb, ${row.submittedAt})
    returning number::integer as number`.execute(tx);
  return rows[0]?.number ?? 0;
}

export async function selectSubmission(reader: Db | Tx, id: string): Promise<SubmissionRow | null> {
  const { rows } = await sql<SubmissionRow>`select ${ROW} from entry.submissions s where s.id = ${id}`.execute(reader);
  return rows[0] ?? null;
}

/** Held until the transaction ends. */
export async function lockSubmission(tx: Tx, id: string): Promise<SubmissionRow | null> {
  const { rows } = await sql<SubmissionRow>`
    select ${ROW} from entry.submissions s where s.id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

export async function updateSubmission(
  tx: Tx,
  row: Omit<SubmissionRow, 'number' | 'kind' | 'batchId' | 'submittedBy' | 'submittedName' | 'scopeId'>,
): Promise<void> {
  await sql`
    update entry.submissions set state = ${row.state},
      person = ${row.person === null ? null : JSON.stringify(row.person)}::jsonb,
      shown = ${JSON.stringify(row.shown)}::jsonb, approval_id = ${row.approvalId}, reason = ${row.reason},
      joined = ${row.joined}, decided_at = ${row.decidedAt}, decided_name = ${row.decidedName},
      record_id = ${row.recordId}, customer_id = ${row.customerId}, submitted_at = ${row.submittedAt}
    where id = ${row.id}`.execute(tx);
}

interface Page {
  readonly state: SubmissionState | null;
  readonly cursorId: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectOwn(
  db: Db,
  submittedBy: string,
  { state, cursorId, limit }: Page,
): Promise<readonly SubmissionRow[]> {
  const { rows } = await sql<SubmissionRow>`
    select ${ROW} from entry.submissions s
    where s.submitted_by = ${submittedBy} and (${state}::text is null or s.state = ${state})
      and (${cursorId}::uuid is null or s.id < ${cursorId})
    order by s.id desc limit ${limit}`.execute(db);
  return rows;
}

export async function countOwn(db: Db, submittedBy: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::integer as count from entry.submissions where submitted_by = ${submittedBy}
    group by state`.execute(db);
  return new Map(rows.map(({ state, count }) => [state, count]));
}

/** Of the reader's scopes: what waits oldest first, what was decided newest first. */
export async function selectForReview(
  db: Db,
  { state, cursorId, limit, scopeIds }: Page & { readonly scopeIds: readonly string[] | null },
): Promise<readonly SubmissionRow[]> {
  const isWaiting = state === 'waiting';
  const after = isWaiting ? sql`s.id > ${cursorId}` : sql`s.id < ${cursorId}`;
  const { rows } = await sql<SubmissionRow>`
    select ${ROW} from entry.submissions s
    where s.state = ${state} and (${cursorId}::uuid is null or ${after})
      and (${scopeIds}::uuid[] is null or s.scope_id = any(${scopeIds}::uuid[]))
    order by s.id ${isWaiting ? sql`asc` : sql`desc`} limit ${limit}`.execute(db);
  return rows;
}

/** Numbers of those that wait with the same text as phone, by it. */
export async function waitingByPhone(
  db: Db,
  phones: readonly string[],
): Promise<readonly { readonly number: number; readonly phone: string }[]> {
  const { rows } = await sql<{ number: number; phone: string }>`
    select number::integer as number, person ->> 'phone' as phone from entry.submissions
    where state = 'waiting' and person ->> 'phone' = any(${phones}::text[]) order by number`.execute(db);
  return rows;
}
