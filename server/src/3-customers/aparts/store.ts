import { sql } from 'kysely';
import type { Actor } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';

export interface NewApart {
  readonly id: string;
  readonly recordIds: readonly [string, string];
  readonly reason: string;
  readonly actor: Actor;
  readonly now: Date;
}

export async function insertApart(tx: Tx, { id, recordIds, reason, actor, now }: NewApart): Promise<void> {
  const [left, right] = recordIds.toSorted();
  await sql`
    insert into customers.aparts
      (id, left_record_id, right_record_id, reason, actor_kind, actor_id, actor_name, set_at)
    values (${id}, ${left}, ${right}, ${reason}, ${actor.kind}, ${actor.id}::uuid, ${actor.name}, ${now})`.execute(tx);
}

export async function deleteApart(tx: Tx, id: string): Promise<void> {
  await sql`delete from customers.aparts where id = ${id}`.execute(tx);
}
