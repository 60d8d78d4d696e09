import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CatalogueEntry, CatalogueQuestion } from '#kernel/rules/catalogues.ts';
import type { ProfileFacts } from './profile.ts';

/** The profiles of these customers, as the view for the analytic store shows them. */
export async function loadProfiles(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, ProfileFacts>> {
  const { rows } = await sql<ProfileFacts & { id: string }>`
    select p.id, p.region, p.known_parts as known, p.tag_ids as tags, p.source_names as sources,
      p.organisation_ids as organisations, p.attribute_texts as attributes
    from customers.profile_facts p where p.id = any(${customerIds}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** Those of the customers that there are; who was erased is nobody to choose any more. */
export async function existingCustomers(db: Db | Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.customers where id = any(${ids}::uuid[]) and erased_at is null`.execute(db);
  return rows.map(({ id }) => id);
}

type Table = 'tags' | 'organisations' | 'sources';

/**
 * Entries of a table that has names. Tags that went into others and organisations that were removed are offered no
 * more, but keep a name where a rule means them by their ids.
 */
export async function entriesOf(db: Db | Tx, table: Table, question: CatalogueQuestion): Promise<CatalogueEntry[]> {
  const { values = null, names = null, text = null, limit } = question;
  const named = {
    tags: sql`
      select id::text as value, jsonb_build_object('zh-CN', name, 'en', name) as label from customers.tags
      union all
      select m.id::text, jsonb_build_object('zh-CN', t.name, 'en', t.name)
      from customers.merged_tags m join customers.tags t on t.id = m.into_id where ${values}::text[] is not null`,
    organisations: sql`select id::text as value, jsonb_build_object('zh-CN', name, 'en', name) as label
      from customers.organisations where removed_at is null or ${values}::text[] is not null`,
    sources: sql`select r.source as value, coalesce(s.label, jsonb_build_object('zh-CN', r.source, 'en', r.source)) as label
      from (select distinct source from customers.records where source <> 'staff') r
      left join customers.sources s on s.source = r.source`,
  }[table];
  const { rows } = await sql<CatalogueEntry>`
    select value, label from (${named}) entry
    where (${values}::text[] is null or value = any(${values}::text[]))
      and (${names}::text[] is null or label ->> 'zh-CN' = any(${names}::text[]) or label ->> 'en' = any(${names}::text[]))
      and (${text}::text is null or strpos(lower(label ->> 'zh-CN'), lower(${text}::text)) > 0
        or strpos(lower(label ->> 'en'), lower(${text}::text)) > 0)
    order by label ->> 'zh-CN', value limit ${limit}`.execute(db);
  return rows;
}

/** What tags are now, by the ids that rules know them by: those that went into others are the others. */
export async function currentTags(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; into: string }>`
    select id::text, into_id::text as into from customers.merged_tags where id::text = any(${ids}::text[])`.execute(db);
  return new Map(rows.map(({ id, into }) => [id, into]));
}
