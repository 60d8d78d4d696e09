import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';
import type { SOURCE_KINDS } from './schema.ts';

export interface SourceDescription {
  readonly source: string;
  readonly label: Text;
  readonly kind: (typeof SOURCE_KINDS)[number];
  readonly provider: string | null;
  readonly basis: string | null;
  readonly obtainedOn: string | null;
  readonly contact: string | null;
  readonly note: string | null;
}

export interface RemovalRow {
  readonly id: string;
  readonly source: string;
  readonly records: number;
  readonly done: number;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

const DESCRIPTION = sql.raw(
  `source, label, kind, provider, basis, to_char(obtained_on, 'YYYY-MM-DD') as "obtainedOn", contact, note`,
);
const REMOVAL = sql.raw(`id, source, records, done, requested_at as "requestedAt", finished_at as "finishedAt"`);

/** Records that were emptied have this key before their id, and no word. */
export const EMPTIED = 'removed:';
// Spelt as in the index over emptied records.
const isEmptied = sql.raw(`left(key, ${EMPTIED.length}) = '${EMPTIED}'`);
const isWhole = sql.raw(`left(key, ${EMPTIED.length}) <> '${EMPTIED}'`);

export async function descriptions(reader: Db | Tx, sources: readonly string[] | null): Promise<SourceDescription[]> {
  const wanted = sources === null ? sql`true` : sql`source = any(${sources}::text[])`;
  const { rows } = await sql<SourceDescription>`
    select ${DESCRIPTION} from customers.sources where ${wanted} order by source`.execute(reader);
  return rows;
}

export async function saveDescription(tx: Tx, given: SourceDescription, now: Date): Promise<void> {
  await sql`
    insert into customers.sources
      (source, label, kind, provider, basis, obtained_on, contact, note, created_at, updated_at)
    values (${given.source}, ${JSON.stringify(given.label)}::jsonb, ${given.kind}, ${given.provider}, ${given.basis},
      ${given.obtainedOn}::date, ${given.contact}, ${given.note}, ${now}, ${now})
    on conflict (source) do update set label = excluded.label, kind = excluded.kind, provider = excluded.provider,
      basis = excluded.basis, obtained_on = excluded.obtained_on, contact = excluded.contact, note = excluded.note,
      updated_at = excluded.updated_at`.execute(tx);
}

export interface SourceCounts {
  readonly source: string;
  readonly records: number;
  readonly customers: number;
}

/** Names of sources that sent anything, found by jumping from one to the next: it costs what sources cost, not records. */
export async function sourceNames(reader: Db): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    with recursive found (source) as (
      (select source from customers.records order by source limit 1)
      union all
      select (select r.source from customers.records r where r.source > found.source order by r.source limit 1)
      from found where found.source is not null)
    select source from found where source is not null and source <> ${STAFF_SOURCE}`.execute(reader);
  return rows.map((row) => row.source);
}

/** How much came from these sources; a source without any is left out. */
export async function countBySource(
  reader: Db | Tx,
  scopeIds: ScopeLimit,
  sources: readonly string[],
): Promise<SourceCounts[]> {
  const inScope = scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`;
  const { rows: emptied } = await sql<{ source: string }>`
    select distinct source from customers.records
    where source = any(${sources}::text[]) and ${isEmptied}`.execute(reader);
  const mixed = new Set(emptied.map((row) => row.source));
  const count = async (names: readonly string[], condition: RawBuilder<unknown>): Promise<SourceCounts[]> => {
    if (names.length === 0) {
      return [];
    }
    const { rows } = await sql<SourceCounts>`
      select wanted.source, counted.records, counted.customers
      from unnest(${names}::text[]) as wanted (source) cross join lateral (
        select count(*) as records, count(distinct r.customer_id) as customers from customers.records r
        where r.source = wanted.source and ${inScope} and ${condition}) counted
      where counted.records > 0`.execute(reader);
    return rows;
  };
  const whole = await count(
    sources.filter((source) => !mixed.has(source)),
    sql`true`,
  );
  return [...whole, ...(await count([...mixed], isWhole))];
}

/** The last removal of each source, or of one. */
export async function lastRemovals(reader: Db | Tx, source: string | null = null): Promise<RemovalRow[]> {
  const wanted = source === null ? sql`true` : sql`source = ${source}`;
  const { rows } = await sql<RemovalRow>`
    select distinct on (source) ${REMOVAL} from customers.source_removals
    where ${wanted} order by source, requested_at desc, id desc`.execute(reader);
  return rows;
}

/** Returns false while another removal of the source is running. */
export async function insertRemoval(
  tx: Tx,
  removal: { readonly id: string; readonly source: string; readonly reason: string; readonly records: number },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into customers.source_removals (id, source, reason, records, requested_at)
    values (${removal.id}, ${removal.source}, ${removal.reason}, ${removal.records}, ${now})
    on conflict do nothing returning 1 as one`.execute(tx);
  return rows.length > 0;
}

export async function findRemoval(tx: Tx, id: string): Promise<RemovalRow | undefined> {
  const { rows } = await sql<RemovalRow>`
    select ${REMOVAL} from customers.source_removals where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** So many records more are done; finished when there are none left. */
export async function advanceRemoval(
  tx: Tx,
  id: string,
  step: { readonly done: number; readonly finishedAt: Date | null },
): Promise<void> {
  await sql`
    update customers.source_removals set done = done + ${step.done}, finished_at = ${step.finishedAt}::timestamptz
    where id = ${id}`.execute(tx);
}

/** What the source said, in the order of the ids, without what came after a moment. */
export async function recordsOfSource(
  reader: Db | Tx,
  source: string,
  page: { readonly after: string | null; readonly before: Date | null; readonly limit: number },
): Promise<string[]> {
  const after = page.after === null ? sql`true` : sql`id > ${page.after}::uuid`;
  const before = page.before === null ? sql`true` : sql`created_at <= ${page.before}`;
  const { rows } = await sql<{ id: string }>`
    select id from customers.records where source = ${source} and ${isWhole} and ${after} and ${before}
    order by id limit ${page.limit}`.execute(reader);
  return rows.map((row) => row.id);
}

/** Identifiers and values that the source stated, and customers whom nobody else speaks of. */
export async function countWords(
  reader: Db,
  source: string,
): Promise<{ readonly identifiers: number; readonly values: number; readonly onlyHere: number }> {
  const { rows } = await sql<{ identifiers: number; values: number; onlyHere: number }>`
    select
      (select count(distinct (s.kind, s.value)) from customers.record_identifiers s
        join customers.records r on r.id = s.record_id where r.source = ${source}) as identifiers,
      (select coalesce(sum(num_nonnulls(account, name, phone, email, address, region)
        + (select count(*) from jsonb_object_keys(coalesce(attributes, '{}')))), 0)::bigint
        from customers.records where source = ${source}) as values,
      (select count(distinct r.customer_id) from customers.records r where r.source = ${source} and not exists (
        select from customers.records o where o.customer_id = r.customer_id and o.source <> ${source})) as "onlyHere"`.execute(
    reader,
  );
  return rows[0] ?? { identifiers: 0, values: 0, onlyHere: 0 };
}

/** What these records said, where the history still has it as a former value; and what they changed. */
export async function forgetInHistory(tx: Tx, recordIds: readonly string[]): Promise<void> {
  await sql`delete from customers.field_changes where record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`
    update customers.field_changes h set before = null from customers.records r
    where r.id = any(${recordIds}::uuid[]) and h.customer_id = r.customer_id and h.before is not null
      and h.before = case h.field when 'name' then to_jsonb(r.name) when 'phone' then to_jsonb(r.phone)
        when 'email' then to_jsonb(r.email) when 'address' then to_jsonb(r.address)
        when 'region' then to_jsonb(r.region) else r.attributes -> h.field -> 'v' end`.execute(tx);
}

/** Takes every word and identifier from records that have to stay, because facts came with them. */
export async function emptyRecords(tx: Tx, recordIds: readonly string[], now: Date): Promise<void> {
  await sql`
    with gone as (
      delete from customers.record_identifiers where record_id = any(${recordIds}::uuid[]) returning kind, value)
    delete from customers.identifiers i using gone
    where i.kind = gone.kind and i.value = gone.value
      and not exists (
        select from customers.record_identifiers s
        where s.kind = gone.kind and s.value = gone.value and s.record_id <> all(${recordIds}::uuid[]))`.execute(tx);
  await sql`delete from customers.record_versions where record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`delete from customers.withheld_identifiers where record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`
    update customers.records set key = ${EMPTIED} || id, account = null, name = null, phone = null, email = null,
      address = null, region = null, attributes = null, updated_at = ${now}
    where id = any(${recordIds}::uuid[])`.execute(tx);
}
