import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CaseData } from '../processes/kind.ts';
import type { CaseRow } from './case-row.ts';
import type { CaseStatus } from './transitions.ts';
import type { Viewer } from './viewer.ts';

export type { CaseRow } from './case-row.ts';

const CASE = sql`
  c.id, c.number, c.kind, c.version, c.title, c.subject_type as "subjectType", c.subject_id as "subjectId",
  c.subject_record_id as "subjectRecordId", c.scope_id as "scopeId", c.priority, c.status, c.step, c.outcome, c.data,
  c.created_person as "createdPerson", c.created_kind as "createdKind", c.created_by as "createdBy",
  c.created_name as "createdName", c.created_at as "createdAt", c.paused_at as "pausedAt", c.closed_at as "closedAt"`;

export type NewCaseRow = Omit<CaseRow, 'number' | 'pausedAt' | 'closedAt' | 'outcome'> & {
  readonly key: string | null;
};

/** Whether it was added: false when a case of the kind has this key. */
export async function insertCase(tx: Tx, row: NewCaseRow): Promise<boolean> {
  const { rows } = await sql`
    insert into work.cases (id, kind, version, title, subject_type, subject_id, subject_record_id, scope_id, priority,
      status, step, data, key, created_person, created_kind, created_by, created_name, created_at)
    values (${row.id}, ${row.kind}, ${row.version}, ${row.title}, ${row.subjectType}, ${row.subjectId},
      ${row.subjectRecordId}, ${row.scopeId}, ${row.priority}, ${row.status}, ${row.step},
      ${JSON.stringify(row.data)}::jsonb, ${row.key}, ${row.createdPerson}, ${row.createdKind}, ${row.createdBy},
      ${row.createdName}, ${row.createdAt})
    on conflict (kind, key) where key is not null do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

export async function selectCaseByKey(db: Db | Tx, kind: string, key: string): Promise<CaseRow | null> {
  const { rows } = await sql<CaseRow>`
    select ${CASE} from work.cases c where c.kind = ${kind} and c.key = ${key}`.execute(db);
  return rows[0] ?? null;
}

/** The case, locked: whatever changes it takes turns. */
export async function lockCase(tx: Tx, id: string): Promise<CaseRow | null> {
  const { rows } = await sql<CaseRow>`select ${CASE} from work.cases c where c.id = ${id} for update of c`.execute(tx);
  return rows[0] ?? null;
}

/** Whom a viewer may see: what they have a hand in, and what belongs to their scopes. */
export function seen(viewer: Viewer) {
  return sql`(
    c.created_by = ${viewer.id}::uuid
    or exists (select from work.tasks mine where mine.case_id = c.id
      and (mine.assignee_id = ${viewer.id}::uuid or mine.queue_id = any(${viewer.queueIds}::uuid[])))
    or ((${viewer.scopeIds}::uuid[] is null or c.scope_id = any(${viewer.scopeIds}::uuid[]))
      and not c.kind = any(${viewer.closedKinds}::text[])))`;
}

export async function selectCase(db: Db | Tx, id: string, viewer: Viewer | null): Promise<CaseRow | null> {
  const { rows } = await sql<CaseRow>`
    select ${CASE} from work.cases c
    where c.id = ${id} and ${viewer === null ? sql`true` : seen(viewer)}`.execute(db);
  return rows[0] ?? null;
}

export interface CaseChange {
  readonly id: string;
  readonly status: CaseStatus;
  readonly step: string | null;
  readonly outcome: string | null;
  readonly data: CaseData;
  readonly pausedAt: Date | null;
  readonly closedAt: Date | null;
}

export async function updateCase(tx: Tx, row: CaseChange): Promise<void> {
  await sql`
    update work.cases set status = ${row.status}, step = ${row.step}, outcome = ${row.outcome},
      data = ${JSON.stringify(row.data)}::jsonb, paused_at = ${row.pausedAt}, closed_at = ${row.closedAt}
    where id = ${row.id}`.execute(tx);
}

export interface CasePage {
  readonly subject: { readonly type: string; readonly id: string };
  readonly before: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
  /** Only those that are not over. */
  readonly isOpen?: boolean;
}

/** Cases about a subject that the viewer may see, newest first. */
export async function selectCasesAbout(db: Db | Tx, page: CasePage, viewer: Viewer): Promise<readonly CaseRow[]> {
  const place =
    page.before === null ? sql`true` : sql`(c.created_at, c.id) < (${page.before.at}, ${page.before.id}::uuid)`;
  const open = page.isOpen === true ? sql`c.closed_at is null` : sql`true`;
  const { rows } = await sql<CaseRow>`
    select ${CASE} from work.cases c
    where c.subject_type = ${page.subject.type} and c.subject_id = ${page.subject.id} and ${place} and ${open}
      and ${seen(viewer)}
    order by c.created_at desc, c.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** Gives cases to the subjects that their records belong to now. */
export async function moveSubjects(
  tx: Tx,
  type: string,
  records: readonly { readonly recordId: string; readonly subjectId: string }[],
): Promise<void> {
  await sql`
    update work.cases c set subject_id = moved.subject_id
    from unnest(${records.map(({ recordId }) => recordId)}::uuid[],
      ${records.map(({ subjectId }) => subjectId)}::text[]) as moved (record_id, subject_id)
    where c.subject_record_id = moved.record_id and c.subject_type = ${type} and c.subject_id <> moved.subject_id`.execute(
    tx,
  );
}

/** Those of the records through which cases name their subject. */
export async function usedRecords(tx: Tx, type: string, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct subject_record_id as id from work.cases
    where subject_type = ${type} and subject_record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
