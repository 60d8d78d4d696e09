import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ApprovalRow, DecisionRow } from './approval-row.ts';
import type { ApprovalBox, ApprovalStatus } from './schema.ts';
import type { Authority } from './weigh.ts';

export type { ApprovalRow, DecisionRow } from './approval-row.ts';

const APPROVAL = sql`
  a.id, a.number, a.kind, a.case_id as "caseId", a.step, a.title, a.subject_type as "subjectType",
  a.subject_id as "subjectId", a.scope_id as "scopeId", a.input, a.required, a.barred, a.status,
  a.asked_kind as "askedKind", a.asked_by as "askedBy", a.asked_name as "askedName", a.reason,
  a.created_at as "createdAt", a.expires_at as "expiresAt", a.decided_at as "decidedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('groupName', d.group_name, 'userId', d.user_id, 'userName', d.user_name,
      'forUserId', d.for_user_id, 'decision', d.decision, 'reason', d.reason, 'at', d.at) order by d.at, d.id), '[]')
   from work.decisions d where d.approval_id = a.id) as decided`;

export type NewApprovalRow = Omit<ApprovalRow, 'number' | 'status' | 'decidedAt' | 'decided'> & {
  readonly key: string | null;
};

/** Whether it was added: false when the kind has one of this key. */
export async function insertApproval(tx: Tx, row: NewApprovalRow): Promise<boolean> {
  const { rows } = await sql`
    insert into work.approvals (id, kind, case_id, step, title, subject_type, subject_id, scope_id, input, required,
      barred, status, key, asked_kind, asked_by, asked_name, reason, created_at, expires_at)
    values (${row.id}, ${row.kind}, ${row.caseId}, ${row.step}, ${row.title}, ${row.subjectType}, ${row.subjectId},
      ${row.scopeId}, ${JSON.stringify(row.input)}::jsonb, ${JSON.stringify(row.required)}::jsonb,
      ${row.barred}::text[], 'pending', ${row.key}, ${row.askedKind}, ${row.askedBy}, ${row.askedName}, ${row.reason},
      ${row.createdAt}, ${row.expiresAt})
    on conflict (kind, key) where key is not null do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

export async function selectApproval(db: Db | Tx, id: string): Promise<ApprovalRow | null> {
  const { rows } = await sql<ApprovalRow>`select ${APPROVAL} from work.approvals a where a.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export async function selectApprovalByKey(db: Db | Tx, kind: string, key: string): Promise<ApprovalRow | null> {
  const { rows } = await sql<ApprovalRow>`
    select ${APPROVAL} from work.approvals a where a.kind = ${kind} and a.key = ${key}`.execute(db);
  return rows[0] ?? null;
}

/** The approval, locked, with what was decided by then: two deciders take turns. */
export async function lockApproval(tx: Tx, id: string): Promise<ApprovalRow | null> {
  await sql`select from work.approvals a where a.id = ${id} for update`.execute(tx);
  return selectApproval(tx, id);
}

/** The approval for which a case waits. */
export async function selectPendingOf(tx: Tx, caseId: string): Promise<ApprovalRow | null> {
  const { rows } = await sql<ApprovalRow>`
    select ${APPROVAL} from work.approvals a where a.case_id = ${caseId} and a.status = 'pending'`.execute(tx);
  return rows[0] ?? null;
}

export async function selectApprovalsOf(db: Db | Tx, caseId: string): Promise<readonly ApprovalRow[]> {
  const { rows } = await sql<ApprovalRow>`
    select ${APPROVAL} from work.approvals a where a.case_id = ${caseId} order by a.created_at, a.id`.execute(db);
  return rows;
}

export interface NewDecision extends Omit<DecisionRow, 'at'> {
  readonly id: string;
  readonly approvalId: string;
  readonly at: Date;
}

export async function insertDecision(tx: Tx, row: NewDecision): Promise<void> {
  await sql`
    insert into work.decisions (id, approval_id, group_name, user_id, user_name, for_user_id, decision, reason, at)
    values (${row.id}, ${row.approvalId}, ${row.groupName}, ${row.userId}, ${row.userName}, ${row.forUserId},
      ${row.decision}, ${row.reason}, ${row.at})`.execute(tx);
}

/** Ends a pending approval; false when it has ended already. */
export async function closeApproval(
  tx: Tx,
  row: { readonly id: string; readonly status: ApprovalStatus; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update work.approvals set status = ${row.status}, decided_at = ${row.at}
    where id = ${row.id} and status = 'pending' returning id`.execute(tx);
  return rows.length > 0;
}

export interface ApprovalFilter {
  readonly box: ApprovalBox;
  readonly userId: string | null;
  /** The reader, and those for whom they decide. */
  readonly authorities: readonly Authority[];
  readonly beforeId: string | null;
  readonly limit: number;
}

function boxOf({ box, userId, authorities }: ApprovalFilter): RawBuilder<unknown> {
  if (box === 'asked') {
    return sql`a.asked_by = ${userId}::uuid`;
  }
  if (box === 'decided') {
    return sql`exists (select from work.decisions d where d.approval_id = a.id and d.user_id = ${userId}::uuid)`;
  }
  const mine = authorities.map(
    (authority) => sql`(not ${authority.userId} = any(a.barred)
      and (${authority.scopeIds}::uuid[] is null or a.scope_id = any(${authority.scopeIds}::uuid[]))
      and exists (select from jsonb_array_elements(a.required) r
        where r ->> 'permission' = any(${[...authority.permissions]}::text[])
          and (select count(*) from work.decisions d where d.approval_id = a.id and d.group_name = r ->> 'name')
            < (r ->> 'count')::int))`,
  );
  return sql`a.status = 'pending' and not ${userId}::text = any(a.barred)
    and not exists (select from work.decisions d where d.approval_id = a.id and d.user_id = ${userId}::uuid)
    and (${mine.length === 0 ? sql`false` : sql.join(mine, sql` or `)})`;
}

/** Newest first. */
export async function selectApprovals(db: Db, filter: ApprovalFilter): Promise<readonly ApprovalRow[]> {
  const { rows } = await sql<ApprovalRow>`
    select ${APPROVAL} from work.approvals a
    where ${boxOf(filter)} and (${filter.beforeId}::uuid is null or a.id < ${filter.beforeId}::uuid)
    order by a.id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export async function countWaiting(
  db: Db,
  filter: Omit<ApprovalFilter, 'box' | 'beforeId' | 'limit'>,
): Promise<number> {
  const box = boxOf({ ...filter, box: 'mine', beforeId: null, limit: 1 });
  const { rows } = await sql<{ count: number }>`select count(*) as count from work.approvals a where ${box}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Who decides for those of the people who are away at the instant. */
export async function selectDeputies(tx: Tx, userIds: readonly string[], at: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct deputy_id as id from work.people
    where user_id = any(${userIds}::uuid[]) and deputy_id is not null and absent_from <= ${at} and absent_until > ${at}`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}
