import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Side } from './schema.ts';

export interface ReasonRow {
  readonly id: string;
  readonly side: Side;
  readonly zh: string;
  readonly en: string;
  readonly archivedAt: Date | null;
  readonly uses: number;
}

const COLUMNS = sql`r.id, r.side, r.zh, r.en, r.archived_at as "archivedAt",
  (select count(*)::integer from care.losses l where l.reason_id = r.id and l.undone_at is null) as uses`;

export async function listReasons(db: Db | Tx): Promise<ReasonRow[]> {
  const { rows } = await sql<ReasonRow>`
    select ${COLUMNS} from care.reasons r order by r.archived_at is not null, r.side, r.position, r.id`.execute(db);
  return rows;
}

export async function findReason(db: Db | Tx, id: string): Promise<ReasonRow | null> {
  const { rows } = await sql<ReasonRow>`select ${COLUMNS} from care.reasons r where r.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export async function putReason(tx: Tx, row: Omit<ReasonRow, 'uses'>): Promise<void> {
  await sql`
    insert into care.reasons (id, side, zh, en, position, archived_at)
    values (${row.id}, ${row.side}, ${row.zh}, ${row.en}, (select coalesce(max(position), 0) + 1 from care.reasons),
      ${row.archivedAt})
    on conflict (id) do update set side = excluded.side, zh = excluded.zh, en = excluded.en,
      archived_at = excluded.archived_at`.execute(tx);
}
