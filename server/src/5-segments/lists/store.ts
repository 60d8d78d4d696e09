import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CatalogueEntry, CatalogueQuestion } from '#kernel/rules/catalogues.ts';
import type { ListFacts } from './facts.ts';

export interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly owner: string;
  readonly customers: number;
  readonly createdAt: Date;
}

export async function allLists(db: Db | Tx): Promise<ListRow[]> {
  const { rows } = await sql<ListRow>`
    select l.id, l.name, l.note, l.owner_name as owner, l.created_at as "createdAt", (
      select count(distinct e.customer_id) from segments.list_entries e where e.list_id = l.id) as customers
    from segments.lists l order by lower(l.name), l.id`.execute(db);
  return rows;
}

/** False when another list has the name. */
export async function insertList(tx: Tx, list: Omit<ListRow, 'customers'>): Promise<boolean> {
  const { rows } = await sql`
    insert into segments.lists (id, name, note, owner_name, created_at)
    values (${list.id}, ${list.name}, ${list.note}, ${list.owner}, ${list.createdAt})
    on conflict (lower(name)) do nothing returning 1 as one`.execute(tx);
  return rows.length > 0;
}

/** Customers on a list behind one of them, each once with the first time. */
export async function listedCustomers(
  db: Db,
  { listId, after, limit }: { readonly listId: string; readonly after: string | null; readonly limit: number },
): Promise<{ readonly customerId: string; readonly addedAt: Date }[]> {
  const { rows } = await sql<{ customerId: string; addedAt: Date }>`
    select customer_id as "customerId", min(added_at) as "addedAt" from segments.list_entries
    where list_id = ${listId} and (${after}::uuid is null or customer_id > ${after}::uuid)
    group by customer_id order by customer_id limit ${limit}`.execute(db);
  return rows;
}

/** How many customers are on a list; null when there is no such list. */
export async function countListed(db: Db, listId: string): Promise<number | null> {
  const { rows } = await sql<{ customers: number }>`
    select (select count(distinct e.customer_id) from segments.list_entries e where e.list_id = l.id) as customers
    from segments.lists l where l.id = ${listId}`.execute(db);
  return rows[0]?.customers ?? null;
}

/** Whether there is such a list; held until the transaction ends. */
export async function lockList(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from segments.lists where id = ${id} for update`.execute(tx);
  return rows.length > 0;
}

export interface Entry {
  readonly id: string;
  readonly customerId: string;
}

/** Entries of these customers on a list. */
export async function entriesOn(tx: Tx, listId: string, customerIds: readonly string[]): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select id, customer_id as "customerId" from segments.list_entries
    where list_id = ${listId} and customer_id = any(${customerIds}::uuid[])`.execute(tx);
  return rows;
}

export async function insertEntries(
  tx: Tx,
  listId: string,
  added: {
    readonly entries: readonly (Entry & { readonly recordId: string })[];
    readonly by: string;
    readonly at: Date;
  },
): Promise<void> {
  const { entries, by, at } = added;
  await sql`
    insert into segments.list_entries (id, list_id, record_id, customer_id, added_by, added_at)
    select id, ${listId}, record_id, customer_id, ${by}, ${at} from unnest(
      ${entries.map((entry) => entry.id)}::uuid[], ${entries.map((entry) => entry.recordId)}::uuid[],
      ${entries.map((entry) => entry.customerId)}::uuid[]) as entry (id, record_id, customer_id)
    on conflict do nothing`.execute(tx);
}

export async function deleteEntries(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from segments.list_entries where id = any(${ids}::uuid[])`.execute(tx);
}

/** Removes the list; answers the entries that went with it. */
export async function deleteList(tx: Tx, id: string): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    delete from segments.list_entries where list_id = ${id} returning id, customer_id as "customerId"`.execute(tx);
  await sql`delete from segments.lists where id = ${id}`.execute(tx);
  return rows;
}

/** Gives entries to the customers that their records belong to now; answers those that changed, with both customers. */
export async function reassignEntries(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    update segments.list_entries e set customer_id = row.customer_id
    from unnest(
      ${records.map((record) => record.recordId)}::uuid[], ${records.map((record) => record.customerId)}::uuid[])
      as row (record_id, customer_id)
    where e.record_id = row.record_id and e.customer_id <> row.customer_id
    returning e.id, e.customer_id as "customerId"`.execute(tx);
  return rows;
}

export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct record_id as id from segments.list_entries where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** The lists that these customers are on. */
export async function listsOf(db: Db | Tx, customerIds: readonly string[]): Promise<ReadonlyMap<string, ListFacts>> {
  const { rows } = await sql<{ id: string; lists: readonly string[] }>`
    select customer_id as id, array_agg(distinct list_id::text) as lists from segments.list_entries
    where customer_id = any(${customerIds}::uuid[]) group by customer_id`.execute(db);
  return new Map(rows.map(({ id, lists }) => [id, lists]));
}

/** Lists as a catalogue that rules choose from. */
export async function listEntriesOf(db: Db | Tx, question: CatalogueQuestion): Promise<CatalogueEntry[]> {
  const { values = null, names = null, text = null, limit } = question;
  const { rows } = await sql<CatalogueEntry>`
    select id::text as value, jsonb_build_object('zh-CN', name, 'en', name) as label from segments.lists
    where (${values}::text[] is null or id::text = any(${values}::text[]))
      and (${names}::text[] is null or name = any(${names}::text[]))
      and (${text}::text is null or strpos(lower(name), lower(${text}::text)) > 0)
    order by name, id limit ${limit}`.execute(db);
  return rows;
}

/** On how many lists each of these records stands. */
export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from segments.list_entries
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
