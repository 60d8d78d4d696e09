import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { SavedShop, Shop } from './schema.ts';

export async function listShops(db: Db): Promise<Shop[]> {
  const { rows } = await sql<Shop>`
    select s.id, s.name, s.channel, s.platform, s.scope_id as "scopeId", s.currency, s.archived,
      array(select source from commerce.shop_sources where shop_id = s.id order by source) as sources
    from commerce.shops s order by s.archived, s.name`.execute(db);
  return rows;
}

/** Which of these sources belong to another shop. */
export async function takenSources(
  db: Db,
  sources: readonly string[],
  exceptShop: string,
): Promise<{ source: string; shop: string }[]> {
  const { rows } = await sql<{ source: string; shop: string }>`
    select f.source, s.name as shop from commerce.shop_sources f join commerce.shops s on s.id = f.shop_id
    where f.source = any(${sources}::text[]) and f.shop_id <> ${exceptShop}`.execute(db);
  return rows;
}

export async function isNameTaken(db: Db, name: string, exceptShop: string): Promise<boolean> {
  const { rows } = await sql`
    select from commerce.shops where name = ${name} and id <> ${exceptShop}`.execute(db);
  return rows.length > 0;
}

/** Adds the shop, or changes it; false when it should be there and is not. */
export async function saveShop(
  tx: Tx,
  shop: SavedShop & { readonly id: string },
  options: { readonly isNew: boolean; readonly now: Date },
): Promise<boolean> {
  const { id, name, channel, platform, scopeId, currency, archived } = shop;
  const { now } = options;
  const { rows } = options.isNew
    ? await sql`
        insert into commerce.shops (id, name, channel, platform, scope_id, currency, archived, created_at, updated_at)
        values (${id}, ${name}, ${channel}, ${platform}, ${scopeId}, ${currency}, ${archived}, ${now}, ${now})
        returning id`.execute(tx)
    : await sql`
        update commerce.shops set name = ${name}, channel = ${channel}, platform = ${platform}, scope_id = ${scopeId},
          currency = ${currency}, archived = ${archived}, updated_at = ${now}
        where id = ${id} returning id`.execute(tx);
  if (rows.length === 0) {
    return false;
  }
  await sql`delete from commerce.shop_sources where shop_id = ${id}`.execute(tx);
  await sql`
    insert into commerce.shop_sources (source, shop_id)
    select distinct source, ${id}::uuid from unnest(${shop.sources}::text[]) as source`.execute(tx);
  return true;
}

/** Orders of the source are the shop's from now on, unless they are another's. */
export async function addSource(tx: Tx, shopId: string, source: string): Promise<void> {
  await sql`
    insert into commerce.shop_sources (source, shop_id) values (${source}, ${shopId})
    on conflict do nothing`.execute(tx);
}

export async function deleteShop(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`delete from commerce.shops where id = ${id} returning id`.execute(tx);
  return rows.length > 0;
}

export async function listChannels(db: Db): Promise<{ key: string; label: Text; archived: boolean }[]> {
  const { rows } = await sql<{ key: string; label: Text; archived: boolean }>`
    select key, jsonb_build_object('zh-CN', label_zh, 'en', label_en) as label, archived
    from commerce.channels order by position, key`.execute(db);
  return rows;
}

export async function saveChannel(
  tx: Tx,
  channel: { readonly key: string; readonly label: Text; readonly archived: boolean },
  now: Date,
): Promise<void> {
  await sql`
    insert into commerce.channels (key, label_zh, label_en, position, archived, updated_at)
    values (${channel.key}, ${channel.label['zh-CN']}, ${channel.label.en},
      (select coalesce(max(position), 0) + 1 from commerce.channels), ${channel.archived}, ${now})
    on conflict (key) do update set label_zh = excluded.label_zh, label_en = excluded.label_en,
      archived = excluded.archived, updated_at = excluded.updated_at`.execute(tx);
}

/** The sources that orders came from, by jumps over the index rather than by reading it all. */
export async function orderSources(db: Db): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    with recursive found as (
      (select source from commerce.orders order by source limit 1)
      union all
      select (select o.source from commerce.orders o where o.source > found.source order by o.source limit 1)
      from found where found.source is not null)
    select source from found where source is not null`.execute(db);
  return rows.map(({ source }) => source);
}
