import { sql } from 'kysely';
import { copyBlocks, copyInto } from '#kernel/db/copy.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { MatchRecord } from '../matching/columns.ts';
import type { SourceName } from './nicknames.ts';
import { frequencyKey } from './record-keys.ts';
import { COMPARED_COLUMNS, type RecordValues } from './record-values.ts';
import type { Frequencies, StoredModel } from './stored-model.ts';

const MODEL = sql.raw(`id, version, made_at as "madeAt", as_of as "asOf", records, compared, model, thresholds, rules,
  seconds, candidate_pairs as "candidatePairs"`);

/** The model in force: the newest one. */
export async function latestModel(reader: Db | Tx): Promise<StoredModel | undefined> {
  const { rows } = await sql<StoredModel>`
    select ${MODEL} from customers.match_models order by version desc limit 1`.execute(reader);
  return rows[0];
}

/** The id of the model in force; undefined when nothing was learned yet. */
export async function latestId(reader: Db | Tx): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.match_models order by version desc limit 1`.execute(reader);
  return rows[0]?.id;
}

/** Models that reviews may still be read by; older ones go. */
const KEPT = 5;

/** Keeps what was learned under the next number, which it answers with. */
export async function saveModel(tx: Tx, model: Omit<StoredModel, 'version'>): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into customers.match_models
      (id, version, made_at, as_of, records, compared, model, thresholds, rules, seconds, candidate_pairs)
    select ${model.id}, coalesce(max(version), 0) + 1, ${model.madeAt}, ${model.asOf}, ${model.records},
      ${JSON.stringify(model.compared)}, ${JSON.stringify(model.model)}, ${JSON.stringify(model.thresholds)},
      ${JSON.stringify(model.rules)}, ${JSON.stringify(model.seconds)}, ${model.candidatePairs}
    from customers.match_models returning version`.execute(tx);
  const version = rows[0]?.version ?? 1;
  await sql`delete from customers.match_models where version <= ${version - KEPT}`.execute(tx);
  return version;
}

/** Keeps how many have each frequent value. */
export async function copyFrequencies(tx: Tx, modelId: string, frequencies: Frequencies): Promise<number> {
  const lines = frequencies.entries().map(([key, records]) => `${modelId}\t${key}\t${records}\n`);
  return copyInto(tx, 'copy customers.match_frequencies (model_id, key, records) from stdin', copyBlocks(lines));
}

/** How many records have the values of these, as far as they are more than two. */
export async function frequenciesOf(
  reader: Db | Tx,
  modelId: string,
  records: readonly MatchRecord[],
): Promise<Frequencies> {
  const keys = records.flatMap((record) =>
    COMPARED_COLUMNS.flatMap((column) => (record[column] === '' ? [] : [frequencyKey(column, record[column])])),
  );
  const { rows } = await sql<{ key: number; records: number }>`
    select key, records from customers.match_frequencies
    where model_id = ${modelId} and key = any(${[...new Set(keys)]}::bigint[])`.execute(reader);
  return new Map(rows.map((row) => [row.key, row.records]));
}

/** A text among attributes; what is sealed says nothing here. */
const textAt = (attributes: string, path: string): string =>
  `case when jsonb_typeof(${attributes} #> '{${path}}') = 'string' then ${attributes} #>> '{${path}}' end`;

/** A phone that staff took off is none. Of an ID number what stands for it. */
const VALUES = sql.raw(`r.id, r.customer_id as "customerId", r.source, r.name, r.email, r.address,
  case when not exists (
    select from customers.withheld_identifiers w
    where w.record_id = r.id and w.kind = 'phone' and w.value = r.phone and w.cause = 'detached') then r.phone end as phone,
  ${textAt('r.attributes', 'birthday,v')} as birthday, ${textAt('r.attributes', 'gender,v')} as gender,
  ${textAt('r.attributes', 'secondPhone,v')} as "secondPhone",
  coalesce(r.attributes #>> '{nationalId,v,t,0}', r.attributes #>> '{nationalId,v}') as "nationalId"`);

/** The records of these customers; those who are gone are left out. */
export async function valuesOf(reader: Db | Tx, customerIds: readonly string[]): Promise<RecordValues[]> {
  const { rows } = await sql<RecordValues>`
    select ${VALUES} from customers.records r where r.customer_id = any(${customerIds}::uuid[]) order by r.id`.execute(
    reader,
  );
  return rows;
}

/** Single records. */
export async function recordValuesOf(reader: Db | Tx, ids: readonly string[]): Promise<RecordValues[]> {
  const { rows } = await sql<RecordValues>`
    select ${VALUES} from customers.records r where r.id = any(${ids}::uuid[]) order by r.id`.execute(reader);
  return rows;
}

/** The next records in the order of their ids. */
export async function nextValues(
  reader: Db | Tx,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<RecordValues[]> {
  const { rows } = await sql<RecordValues>`
    select ${VALUES} from customers.records r where r.id > ${after}::uuid order by r.id limit ${limit}`.execute(reader);
  return rows;
}

/** Names of each source, spread over its records. */
export async function namesBySource(reader: Db | Tx, limit: number): Promise<SourceName[]> {
  const { rows } = await sql<SourceName>`
    select source, name from (
      select source, name, row_number() over (partition by source order by md5(id::text)) as place
      from customers.records where name is not null) named
    where place <= ${limit} order by source, name`.execute(reader);
  return rows;
}

/** Those of the ids that are customers whom somebody limited to these scopes may see. */
export async function seenAmong(
  reader: Db | Tx,
  ids: readonly string[],
  scopeIds: readonly string[] | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct r.customer_id as id from customers.records r
    where (r.customer_id = any(${ids}::uuid[]) or r.id = any(${ids}::uuid[]))
      and ${scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`}`.execute(reader);
  return rows.map(({ id }) => id);
}
