import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/**
 * Numbers of orders that an import created or changed and that somebody else than an import changed since: a record of
 * the API replaced it, its state is another one than the import left, or money or goods of the changed order went back.
 */
export async function ordersChangedSince(tx: Tx, importId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    with mine as (
      select order_id, min(version) as version, min(replaced_at) as since, false as is_own
      from commerce.order_versions where import_id = ${importId} group by order_id
      union all
      select id, -1, '-infinity', true from commerce.orders where import_id = ${importId})
    select distinct o.number from mine join commerce.orders o on o.id = mine.order_id
    where exists (
        select from commerce.order_versions v
        where v.order_id = mine.order_id and v.version > mine.version and v.import_id is null)
      -- The first step since says what it was before; a way there and back is no change.
      or o.status <> (
        select c.from_status from commerce.order_changes c
        where c.order_id = mine.order_id and c.import_id is null and c.from_status is not null
          and c.recorded_at >= mine.since
        order by c.id limit 1)
      or (not mine.is_own and (
        exists (select from commerce.refunds f
          where f.order_id = mine.order_id and f.withdrawn_at is null and f.stated_at >= mine.since)
        or exists (select from commerce.returns f
          where f.order_id = mine.order_id and f.withdrawn_at is null and f.stated_at >= mine.since)))
    order by o.number limit ${limit}`.execute(tx);
  return rows.map((row) => row.number);
}

/**
 * The newest import that changed orders after this one did (or after this one created them), if any: it has to be
 * undone first.
 */
export async function laterImport(tx: Tx, importId: string): Promise<string | null> {
  const { rows } = await sql<{ importId: string }>`
    with mine as (
      select order_id, min(version) as version from commerce.order_versions
      where import_id = ${importId} group by order_id
      union all
      select id, -1 from commerce.orders where import_id = ${importId})
    select later.import_id as "importId"
    from mine join commerce.order_versions later on later.order_id = mine.order_id and later.version > mine.version
    where later.import_id <> ${importId}
    order by later.replaced_at desc limit 1`.execute(tx);
  return rows[0]?.importId ?? null;
}
