import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface TagRow {
  readonly id: string;
  readonly name: string;
}

export interface TagOfCustomer {
  readonly tagId: string;
  readonly customerId: string;
}

/** Every tag by its name with the number of customers who have it. */
export async function listTags(db: Db): Promise<(TagRow & { readonly customers: number })[]> {
  const { rows } = await sql<TagRow & { customers: number }>`
    select t.id, t.name, (
      select count(distinct ct.customer_id) from customers.customer_tags ct where ct.tag_id = t.id) as customers
    from customers.tags t order by lower(t.name)`.execute(db);
  return rows;
}

/** Those of the names, in any case, that are tags. */
export async function findTags(tx: Tx, names: readonly string[]): Promise<TagRow[]> {
  const { rows } = await sql<TagRow>`
    select id, name from customers.tags
    where lower(name) = any(select lower(wanted) from unnest(${names}::text[]) as wanted) order by id`.execute(tx);
  return rows;
}

/** Makes tags that are not there; what another transaction made at the same moment stays as it is. */
export async function insertTags(
  tx: Tx,
  tags: readonly TagRow[],
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into customers.tags (id, name, created_by, created_at)
    select id, name, ${by}, ${now} from unnest(
      ${tags.map((tag) => tag.id)}::uuid[], ${tags.map((tag) => tag.name)}::text[]) as tag (id, name)
    order by lower(name)
    on conflict do nothing`.execute(tx);
}

export async function countTags(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from customers.tags`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Tags customers who do not have the tag yet, at their anchor records; returns what was new. */
export async function addTags(
  tx: Tx,
  tagIds: readonly string[],
  options: {
    readonly anchors: readonly { readonly customerId: string; readonly recordId: string }[];
    readonly by: string;
    readonly now: Date;
  },
): Promise<TagOfCustomer[]> {
  const { rows } = await sql<TagOfCustomer>`
    insert into customers.customer_tags (tag_id, record_id, customer_id, tagged_by, tagged_at)
    select tag.id, anchor.record_id, anchor.customer_id, ${options.by}, ${options.now}
    from unnest(${tagIds}::uuid[]) as tag (id)
    cross join unnest(
      ${options.anchors.map((anchor) => anchor.recordId)}::uuid[],
      ${options.anchors.map((anchor) => anchor.customerId)}::uuid[]) as anchor (record_id, customer_id)
    where not exists (
      select from customers.customer_tags ct where ct.customer_id = anchor.customer_id and ct.tag_id = tag.id)
    on conflict do nothing
    returning tag_id as "tagId", customer_id as "customerId"`.execute(tx);
  return rows;
}

/** Takes tags off customers, from all their records; returns who had which. */
export async function removeTags(
  tx: Tx,
  tagIds: readonly string[],
  customerIds: readonly string[],
): Promise<TagOfCustomer[]> {
  const { rows } = await sql<TagOfCustomer>`
    delete from customers.customer_tags
    where customer_id = any(${customerIds}::uuid[]) and tag_id = any(${tagIds}::uuid[])
    returning tag_id as "tagId", customer_id as "customerId"`.execute(tx);
  return rows;
}

/** Gives a tag another name; false when there is no such tag. Raises 23505 when another tag has the name. */
export async function renameTag(tx: Tx, tag: TagRow): Promise<boolean> {
  const { rows } = await sql`
    update customers.tags set name = ${tag.name} where id = ${tag.id} returning 1 as one`.execute(tx);
  return rows.length > 0;
}

/** Those of the tags that there are, kept as they are until the transaction ends. */
export async function lockTags(tx: Tx, ids: readonly string[]): Promise<TagRow[]> {
  const { rows } = await sql<TagRow>`
    select id, name from customers.tags where id = any(${ids}::uuid[]) order by id for update`.execute(tx);
  return rows;
}

/**
 * Gives one tag to everybody who has the other, at each record that has it, so that it stays right when a customer
 * falls apart; returns the customers who did not have it.
 */
export async function copyTag(
  tx: Tx,
  { fromId, intoId }: { readonly fromId: string; readonly intoId: string },
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    with fresh as (
      select distinct own.customer_id from customers.customer_tags own
      where own.tag_id = ${fromId}::uuid and not exists (
        select from customers.customer_tags ct where ct.customer_id = own.customer_id and ct.tag_id = ${intoId}::uuid)
    ), copied as (
      insert into customers.customer_tags (tag_id, record_id, customer_id, tagged_by, tagged_at)
      select ${intoId}::uuid, own.record_id, own.customer_id, own.tagged_by, own.tagged_at
      from customers.customer_tags own where own.tag_id = ${fromId}::uuid
      on conflict do nothing)
    select customer_id as "customerId" from fresh`.execute(tx);
  return rows.map((row) => row.customerId);
}

/** Who has the tag. */
export async function customersWithTag(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from customers.customer_tags where tag_id = ${id}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Rules that name one tag mean the other from now on, and those that had gone into the first one with it. */
export async function keepMerged(
  tx: Tx,
  { fromId, intoId }: { readonly fromId: string; readonly intoId: string },
): Promise<void> {
  await sql`update customers.merged_tags set into_id = ${intoId} where into_id = ${fromId}`.execute(tx);
  await sql`insert into customers.merged_tags (id, into_id) values (${fromId}, ${intoId})`.execute(tx);
}

/** False when there is no such tag. */
export async function deleteTag(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`delete from customers.tags where id = ${id} returning 1 as one`.execute(tx);
  return rows.length > 0;
}
