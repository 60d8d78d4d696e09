import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { CatalogueEntry, CatalogueQuestion } from '#kernel/rules/catalogues.ts';
import type { IdentifierKind } from '../identity/trusted-identifiers.ts';
import type { ConsentFacts, ConsentWord, HouseholdFact, RelationFact } from './circumstances.ts';
import type { ProfileFacts } from './profile.ts';

/** The profiles of these customers, as the view for the analytic store shows them. */
export async function loadProfiles(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, ProfileFacts>> {
  const { rows } = await sql<ProfileFacts>`
    select p.id as "customerId", p.region, p.known_parts as known, p.tag_ids as tags, p.source_names as sources,
      p.organisation_ids as organisations, p.attribute_texts as attributes
    from customers.profile_facts p where p.id = any(${customerIds}::uuid[])`.execute(db);
  return new Map(rows.map((facts) => [facts.customerId, facts]));
}

/** Those of the customers that there are; who was erased is nobody to choose any more. */
export async function existingCustomers(db: Db | Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.customers where id = any(${ids}::uuid[]) and erased_at is null`.execute(db);
  return rows.map(({ id }) => id);
}

type Table = 'tags' | 'organisations' | 'sources' | 'purposes';

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
    purposes: sql`select key as value, label from customers.consent_purposes
      where archived_at is null or ${values}::text[] is not null`,
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

/** Kinds of identifiers by which these customers are known. */
export async function loadIdentifiers(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly IdentifierKind[]>> {
  const { rows } = await sql<{ customerId: string; kinds: IdentifierKind[] }>`
    select o.customer_id as "customerId", array_agg(distinct t.kind) as kinds
    from customers.records o join customers.trusted_identifiers t on t.record_id = o.id
    where o.customer_id = any(${customerIds}::uuid[]) group by 1`.execute(db);
  return new Map(rows.map(({ customerId, kinds }) => [customerId, kinds]));
}

/** Households in which these customers are now. */
export async function loadHouseholds(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly HouseholdFact[]>> {
  const { rows } = await sql<HouseholdFact & { customerId: string }>`
    select customer_id as "customerId", role, size from customers.household_places
    where customer_id = any(${customerIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** Whom these customers know, and what the others are to them. */
export async function loadRelations(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RelationFact[]>> {
  const { rows } = await sql<RelationFact & { customerId: string }>`
    select customer_id as "customerId", other_id as "otherId", kind, since::text as since, until::text as until
    from customers.relation_ends where customer_id = any(${customerIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** What these customers said about consent, what counts more before what counts less. */
export async function loadConsents(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, ConsentFacts>> {
  const { rows } = await sql<{ customerId: string; birthday: string; words: ConsentWord[] }>`
    select c.id as "customerId", coalesce(c.attributes ->> 'birthday', '') as birthday, (
        select jsonb_agg(jsonb_build_object('key', w.key, 'act', w.act, 'said', w.said, 'until', w.until,
          'guardian', w.guardian, 'confirmed', w.confirmed) order by w.rank)
        from customers.consent_words w where w.customer_id = c.id) as words
    from customers.customers c
    where c.id = any(${customerIds}::uuid[])
      and exists (select from customers.consents s where s.customer_id = c.id)`.execute(db);
  return new Map(rows.map(({ customerId, ...facts }) => [customerId, facts]));
}

/** Of each purpose, whether a yes to e-mail has to be confirmed. */
export async function confirmingPurposes(db: Db | Tx, keys: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await sql<{ key: string; confirms: boolean }>`
    select key, confirms_email as confirms from customers.consent_purposes where key = any(${keys}::text[])`.execute(
    db,
  );
  return new Map(rows.map(({ key, confirms }) => [key, confirms]));
}

/** Customers whose circumstances are others since something happened: by records, by households, by those they know. */
export async function customersAround(
  db: Db | Tx,
  {
    recordIds,
    householdIds,
    relativesOf,
  }: {
    readonly recordIds: readonly string[];
    readonly householdIds: readonly string[];
    readonly relativesOf: readonly string[];
  },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.customer_id as id from customers.records r where r.id = any(${recordIds}::uuid[])
    union
    select m.customer_id from customers.household_members m
    where m.household_id = any(${householdIds}::uuid[]) and m.customer_id is not null
    union
    select e.other_id from customers.relation_ends e where e.customer_id = any(${relativesOf}::uuid[])`.execute(db);
  return rows.map(({ id }) => id);
}
