import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface PersonRow {
  readonly userId: string;
  readonly skills: readonly string[];
  readonly absentFrom: Date | null;
  readonly absentUntil: Date | null;
  readonly deputyId: string | null;
}

const PERSON = sql`
  user_id as "userId", skills, absent_from as "absentFrom", absent_until as "absentUntil", deputy_id as "deputyId"`;

export async function selectPeople(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, PersonRow>> {
  const { rows } = await sql<PersonRow>`
    select ${PERSON} from work.people where user_id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.userId, row]));
}

/** People who are away at the instant and have named this deputy. */
export async function selectAbsentFor(db: Db | Tx, deputyId: string, at: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select user_id as id from work.people
    where deputy_id = ${deputyId} and absent_from <= ${at} and absent_until > ${at} order by user_id`.execute(db);
  return rows.map(({ id }) => id);
}

export async function putAbsence(tx: Tx, row: Omit<PersonRow, 'skills'> & { readonly at: Date }): Promise<void> {
  await sql`
    insert into work.people (user_id, absent_from, absent_until, deputy_id, updated_at)
    values (${row.userId}, ${row.absentFrom}, ${row.absentUntil}, ${row.deputyId}, ${row.at})
    on conflict (user_id) do update set absent_from = excluded.absent_from, absent_until = excluded.absent_until,
      deputy_id = excluded.deputy_id, updated_at = excluded.updated_at`.execute(tx);
}

export async function putSkills(
  tx: Tx,
  row: { readonly userId: string; readonly skills: readonly string[]; readonly at: Date },
): Promise<void> {
  await sql`
    insert into work.people (user_id, skills, updated_at) values (${row.userId}, ${row.skills}::text[], ${row.at})
    on conflict (user_id) do update set skills = excluded.skills, updated_at = excluded.updated_at`.execute(tx);
}
