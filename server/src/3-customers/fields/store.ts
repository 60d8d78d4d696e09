import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { FieldDefinition, FieldOption, Sensitivity } from './definition.ts';

const COLUMNS = sql.raw(
  `key, label, type, group_name as "group", options, open_options as "openOptions", unit, sensitivity, purpose, source,
   update_cycle_days as "updateCycleDays", position, archived_at is not null as archived`,
);

export type StoredField = Omit<FieldDefinition, 'builtIn' | 'synonyms' | 'format'>;

/** Custom fields in their order. */
export async function selectFields(db: Db | Tx): Promise<StoredField[]> {
  const { rows } = await sql<StoredField>`
    select ${COLUMNS} from customers.fields order by position, key`.execute(db);
  return rows;
}

/** Levels that the business gave to built-in fields. */
export async function selectLevels(db: Db | Tx): Promise<ReadonlyMap<string, Sensitivity>> {
  const { rows } = await sql<{ key: string; sensitivity: Sensitivity }>`
    select key, sensitivity from customers.field_levels`.execute(db);
  return new Map(rows.map(({ key, sensitivity }) => [key, sensitivity]));
}

/** What the business says of built-in fields instead of what code says; null where it says nothing. */
export interface StewardWords {
  readonly purpose: Text | null;
  readonly source: Text | null;
  readonly updateCycleDays: number | null;
}

export async function selectStewardWords(db: Db | Tx): Promise<ReadonlyMap<string, StewardWords>> {
  const { rows } = await sql<StewardWords & { key: string }>`
    select key, purpose, source, update_cycle_days as "updateCycleDays" from customers.field_stewards`.execute(db);
  return new Map(rows.map(({ key, ...words }) => [key, words]));
}

export async function putLevel(tx: Tx, key: string, level: { sensitivity: Sensitivity; at: Date }): Promise<void> {
  await sql`
    insert into customers.field_levels (key, sensitivity, updated_at) values (${key}, ${level.sensitivity}, ${level.at})
    on conflict (key) do update set sensitivity = excluded.sensitivity, updated_at = excluded.updated_at`.execute(tx);
}

/** Keeps the definitions as they are until the transaction ends: keys and positions are given one at a time. */
export async function lockFields(tx: Tx): Promise<void> {
  await sql`lock table customers.fields in share row exclusive mode`.execute(tx);
}

const json = (value: Text | readonly FieldOption[] | null): string | null =>
  value === null ? null : JSON.stringify(value);

/** Makes a field or replaces what may change of it: never its type. */
export async function saveField(tx: Tx, field: StoredField, now: Date): Promise<void> {
  await sql`
    insert into customers.fields
      (key, label, type, group_name, options, open_options, unit, sensitivity, purpose, source, update_cycle_days,
       position, archived_at, created_at, updated_at)
    values (${field.key}, ${json(field.label)}::jsonb, ${field.type}, ${field.group}, ${json(field.options)}::jsonb,
      ${field.openOptions}, ${field.unit}, ${field.sensitivity}, ${json(field.purpose)}::jsonb,
      ${json(field.source)}::jsonb, ${field.updateCycleDays}, ${field.position},
      ${field.archived ? now : null}::timestamptz, ${now}, ${now})
    on conflict (key) do update set label = excluded.label, group_name = excluded.group_name,
      options = excluded.options, open_options = excluded.open_options, unit = excluded.unit,
      sensitivity = excluded.sensitivity, purpose = excluded.purpose, source = excluded.source,
      update_cycle_days = excluded.update_cycle_days, position = excluded.position,
      archived_at = case when excluded.archived_at is null then null
        else coalesce(customers.fields.archived_at, excluded.archived_at) end,
      updated_at = excluded.updated_at`.execute(tx);
}

/** Gives these fields the positions of their places in the list. */
export async function orderFields(
  tx: Tx,
  places: readonly { readonly key: string; readonly position: number }[],
): Promise<void> {
  await sql`
    update customers.fields f set position = place.position
    from unnest(${places.map((place) => place.key)}::text[], ${places.map((place) => place.position)}::int[])
      as place (key, position)
    where f.key = place.key`.execute(tx);
}
