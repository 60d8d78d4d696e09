import { sql } from 'kysely';
import type { Actor } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Bond } from '../bonds/pass-on.ts';

/** Who decided a merge: staff, or the platform where the likeness was beyond doubt. */
export type MergeOrigin = 'staff' | 'matching';

export interface NewMerge {
  readonly id: string;
  readonly reason: string;
  readonly origin: MergeOrigin;
  readonly actor: Actor;
  readonly now: Date;
}

/** Who each of these customers is now: itself, or the one that its records are part of. Gone ones are left out. */
export async function currentOf(
  reader: Db | Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly now: string }[]> {
  const { rows } = await sql<{ id: string; now: string }>`
    select wanted.id, coalesce(c.id, (
      select min(r.customer_id::text)::uuid from customers.records r
      where r.own_customer_id = wanted.id and r.own_customer_id <> r.customer_id
      having count(distinct r.customer_id) = 1)) as now
    from unnest(${ids}::uuid[]) as wanted (id) left join customers.customers c on c.id = wanted.id`.execute(reader);
  return rows.filter((row) => row.now !== null);
}

export async function insertMerge(tx: Tx, merge: NewMerge, bonds: readonly Bond[]): Promise<void> {
  await sql`
    insert into customers.merges (id, reason, origin, actor_kind, actor_id, actor_name, merged_at)
    values (${merge.id}, ${merge.reason}, ${merge.origin}, ${merge.actor.kind}, ${merge.actor.id}::uuid,
      ${merge.actor.name}, ${merge.now})`.execute(tx);
  await sql`
    insert into customers.bonds (id, merge_id, left_record_id, right_record_id)
    select id, ${merge.id}, left_id, right_id from unnest(
      ${bonds.map((bond) => bond.id)}::uuid[], ${bonds.map((bond) => bond.leftRecordId)}::uuid[],
      ${bonds.map((bond) => bond.rightRecordId)}::uuid[]) as row (id, left_id, right_id)`.execute(tx);
}

/** Keeps the trace of records that went from one customer to another. */
export async function traceMoves(
  tx: Tx,
  moves: readonly { readonly recordId: string; readonly from: string; readonly to: string }[],
  { cause, now }: { readonly cause: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into customers.record_moves (record_id, from_customer_id, to_customer_id, cause, moved_at)
    select record_id, from_id, to_id, ${cause}, ${now} from unnest(
      ${moves.map((move) => move.recordId)}::uuid[], ${moves.map((move) => move.from)}::uuid[],
      ${moves.map((move) => move.to)}::uuid[]) as row (record_id, from_id, to_id)`.execute(tx);
}

/** These who were set apart are one after all. */
export async function dropAparts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from customers.aparts where id = any(${ids}::uuid[])`.execute(tx);
}

/** Writes down when records were heard of last, as far as only facts told; they compete about one profile now. */
export async function settleTimes(tx: Tx, heard: readonly { readonly id: string; readonly at: Date }[]): Promise<void> {
  await sql`
    update customers.records r set stated_at = row.at
    from unnest(${heard.map(({ id }) => id)}::uuid[], ${heard.map(({ at }) => at.toISOString())}::timestamptz[])
      as row (id, at)
    where r.id = row.id and r.stated_at < row.at`.execute(tx);
}
