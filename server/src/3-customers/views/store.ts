import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ViewDefinition } from './schema.ts';

export interface ViewRow {
  readonly id: string;
  readonly owner: string;
  readonly ownerName: string;
  readonly name: string;
  readonly isShared: boolean;
  readonly definition: ViewDefinition;
  readonly position: number;
}

const COLUMNS = sql.raw(`id, owner, owner_name as "ownerName", name, is_shared as "isShared", definition, position`);

/** One's own in their order, then those that others share. */
export async function listViews(db: Db, owner: string): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select ${COLUMNS} from customers.views where owner = ${owner} or is_shared
    order by owner <> ${owner}, case when owner = ${owner} then position end, name, id`.execute(db);
  return rows;
}

/** Locked, so that changes of one view take turns. */
export async function findOwnView(tx: Tx, id: string, owner: string): Promise<ViewRow | undefined> {
  const { rows } = await sql<ViewRow>`
    select ${COLUMNS} from customers.views where id = ${id} and owner = ${owner} for update`.execute(tx);
  return rows[0];
}

export async function countOwnViews(tx: Tx, owner: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from customers.views where owner = ${owner}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Makes a view, or replaces what one says. */
export async function saveView(tx: Tx, view: ViewRow, now: Date): Promise<void> {
  await sql`
    insert into customers.views (id, owner, owner_name, name, is_shared, definition, position, created_at, updated_at)
    values (${view.id}, ${view.owner}, ${view.ownerName}, ${view.name}, ${view.isShared},
      ${JSON.stringify(view.definition)}::jsonb, ${view.position}, ${now}, ${now})
    on conflict (id) do update set name = excluded.name, is_shared = excluded.is_shared,
      definition = excluded.definition, position = excluded.position, updated_at = excluded.updated_at`.execute(tx);
}

export async function deleteView(tx: Tx, id: string): Promise<void> {
  await sql`delete from customers.views where id = ${id}`.execute(tx);
}
