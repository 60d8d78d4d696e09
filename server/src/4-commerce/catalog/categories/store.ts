import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TreeNode } from './tree.ts';

export interface CategoryRow extends TreeNode {
  readonly note: string | null;
}

/** The whole tree, archived nodes included; some hundred rows. */
export async function allCategories(db: Db): Promise<CategoryRow[]> {
  const { rows } = await sql<CategoryRow>`
    select id, parent_id as "parentId", name, note, position, archived_at as "archivedAt"
    from commerce.categories order by position, id`.execute(db);
  return rows;
}

/** Two moves at once could close a circle that neither sees: changes of the tree go one after the other. */
export async function lockTree(tx: Tx): Promise<void> {
  await sql`lock table commerce.categories in share row exclusive mode`.execute(tx);
}

/** Products that stand directly in each category. */
export async function countProducts(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; products: number }>`
    select category_id as id, count(*) as products from commerce.products
    where category_id is not null group by category_id`.execute(db);
  return new Map(rows.map((row) => [row.id, row.products]));
}

export async function insertCategory(
  tx: Tx,
  category: {
    readonly id: string;
    readonly parentId: string | null;
    readonly name: string;
    readonly note: string | null;
  },
  { position, now }: { readonly position: number; readonly now: Date },
): Promise<void> {
  await sql`
    insert into commerce.categories (id, parent_id, name, note, position, created_at, updated_at)
    values (${category.id}, ${category.parentId}, ${category.name}, ${category.note}, ${position}, ${now}, ${now})`.execute(
    tx,
  );
}

export async function updateCategory(
  tx: Tx,
  category: {
    readonly id: string;
    readonly parentId: string | null;
    readonly name: string;
    readonly note: string | null;
  },
  now: Date,
): Promise<void> {
  await sql`
    update commerce.categories
    set parent_id = ${category.parentId}, name = ${category.name}, note = ${category.note}, updated_at = ${now}
    where id = ${category.id}`.execute(tx);
}

/** Numbers siblings from 1 in this order. */
export async function orderCategories(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update commerce.categories c set position = place.position
    from unnest(${ids}::uuid[]) with ordinality as place (id, position)
    where c.id = place.id and c.position <> place.position`.execute(tx);
}

export async function archiveCategories(tx: Tx, ids: readonly string[], at: Date | null): Promise<void> {
  await sql`update commerce.categories set archived_at = ${at} where id = any(${ids}::uuid[])`.execute(tx);
}
