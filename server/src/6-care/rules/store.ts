import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { LifecycleStage } from '#segments/pure';

export interface RuleRow {
  readonly id: string;
  readonly from: LifecycleStage | null;
  readonly to: LifecycleStage;
  readonly isActive: boolean;
  readonly makesTask: boolean;
  readonly title: string | null;
  readonly dueDays: number | null;
  readonly assigneeId: string | null;
  readonly segmentId: string | null;
  readonly changedBy: string;
  readonly changedAt: Date;
}

const COLUMNS = sql`id, from_stage as "from", to_stage as "to", is_active as "isActive", makes_task as "makesTask", title,
  due_days as "dueDays", assignee_id as "assigneeId", segment_id as "segmentId",
  changed_by as "changedBy", changed_at as "changedAt"`;

export async function listRules(db: Db | Tx): Promise<RuleRow[]> {
  const { rows } = await sql<RuleRow>`
    select ${COLUMNS} from care.move_rules order by to_stage, from_stage nulls first, id`.execute(db);
  return rows;
}

export async function findRule(db: Db | Tx, id: string): Promise<RuleRow | null> {
  const { rows } = await sql<RuleRow>`select ${COLUMNS} from care.move_rules where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** Another rule about the same move. */
export async function sameMove(tx: Tx, { id, from, to }: Pick<RuleRow, 'id' | 'from' | 'to'>): Promise<boolean> {
  const { rows } = await sql`
    select from care.move_rules
    where to_stage = ${to} and from_stage is not distinct from ${from} and id <> ${id}`.execute(tx);
  return rows.length > 0;
}

export async function putRule(tx: Tx, row: RuleRow): Promise<void> {
  await sql`
    insert into care.move_rules (id, from_stage, to_stage, is_active, makes_task, title, due_days, assignee_id, segment_id,
      changed_by, changed_at)
    values (${row.id}, ${row.from}, ${row.to}, ${row.isActive}, ${row.makesTask}, ${row.title}, ${row.dueDays},
      ${row.assigneeId}, ${row.segmentId}, ${row.changedBy}, ${row.changedAt})
    on conflict (id) do update set from_stage = excluded.from_stage, to_stage = excluded.to_stage,
      is_active = excluded.is_active, makes_task = excluded.makes_task, title = excluded.title,
      due_days = excluded.due_days, assignee_id = excluded.assignee_id,
      segment_id = excluded.segment_id, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(tx);
}

export async function deleteRule(tx: Tx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from care.move_rules where id = ${id}`.execute(tx);
  return Number(numAffectedRows ?? 0) > 0;
}
