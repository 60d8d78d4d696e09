import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** As `ownerKey` has it; the index `customers_owner` is over this very expression. */
const KEY = sql`lower(regexp_replace(c.attributes ->> 'owner', '\\s+', '', 'g'))`;

/** Customers who are tied to somebody of these names, in the order of their ids. */
export async function customersOf(
  db: Db | Tx,
  keys: readonly string[],
  { afterId, limit }: { readonly afterId: string | null; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from customers.customers c
    where c.attributes ? 'owner' and c.erased_at is null and ${KEY} = any(${keys}::text[])
      and (${afterId}::uuid is null or c.id > ${afterId}::uuid)
    order by c.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whom these customers are tied to; who is gone is not there, who is nobody's has null. */
export async function ownersOf(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ id: string; owner: string | null }>`
    select c.id, c.attributes ->> 'owner' as owner from customers.customers c
    where c.id = any(${ids}::uuid[]) and c.erased_at is null`.execute(db);
  return new Map(rows.map(({ id, owner }) => [id, owner]));
}
