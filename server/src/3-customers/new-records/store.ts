import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface KeyedCustomer {
  readonly id: string;
  readonly keys: readonly number[];
}

/** Keeps the keys of customers; returns those who are new or have others now. */
export async function saveKeys(tx: Tx, customers: readonly KeyedCustomer[]): Promise<string[]> {
  if (customers.length === 0) {
    return [];
  }
  const { rows } = await sql<{ id: string; isNews: boolean }>`
    insert into customers.match_keys (customer_id, keys, customer_updated_at)
    select given.id, given.keys::bigint[], c.updated_at
    from unnest(${customers.map(({ id }) => id)}::uuid[], ${customers.map(({ keys }) => `{${keys.join(',')}}`)}::text[])
      as given (id, keys)
    join customers.customers c on c.id = given.id
    order by given.id
    on conflict (customer_id) do update
    set keys = excluded.keys, customer_updated_at = excluded.customer_updated_at
    where match_keys.keys <> excluded.keys or match_keys.customer_updated_at <> excluded.customer_updated_at
    returning customer_id as id, old.keys is distinct from new.keys as "isNews"`.execute(tx);
  return rows.filter(({ isNews }) => isNews).map(({ id }) => id);
}

/** A key that more customers share brings nobody together: 王伟 is no reason to compare with all others of the name. */
export const MOST_ALIKE = 100;

/** Who shares a key with each of these customers; keys that many share are left out. */
export async function sharingKeys(
  tx: Tx,
  customers: readonly KeyedCustomer[],
): Promise<{ readonly id: string; readonly other: string }[]> {
  const wanted = customers.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })));
  // Each key by the index, whatever the statistics say about texts of numbers.
  await sql`set local enable_seqscan = off`.execute(tx);
  const { rows } = await sql<{ id: string; other: string }>`
    select distinct wanted.id, k.id as other
    from unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ key }) => key)}::bigint[]) as wanted (id, key)
    cross join lateral (
      select array_agg(customer_id) as ids from (
        select customer_id from customers.match_keys where keys @> array[wanted.key] limit ${MOST_ALIKE + 1}) found) many
    cross join lateral unnest(many.ids) as k (id)
    where cardinality(many.ids) <= ${MOST_ALIKE} and k.id <> wanted.id`.execute(tx);
  await sql`set local enable_seqscan = on`.execute(tx);
  return rows;
}

/** The next customers whose keys are missing or older than they are. */
export async function staleCustomers(
  reader: Db | Tx,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<{ readonly ids: string[]; readonly lastId: string | null }> {
  const { rows } = await sql<{ id: string; stale: boolean }>`
    select c.id, k.customer_updated_at is distinct from c.updated_at as stale
    from (select id, updated_at from customers.customers where id > ${after}::uuid order by id limit ${limit}) c
    left join customers.match_keys k on k.customer_id = c.id order by c.id`.execute(reader);
  return { ids: rows.filter(({ stale }) => stale).map(({ id }) => id), lastId: rows.at(-1)?.id ?? null };
}

/** Keys of customers who are gone. */
export async function dropStrayKeys(tx: Tx): Promise<void> {
  await sql`
    delete from customers.match_keys k
    where not exists (select from customers.customers c where c.id = k.customer_id)`.execute(tx);
}
