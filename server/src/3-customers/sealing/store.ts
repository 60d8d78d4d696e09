import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Sensitivity } from '../fields/definition.ts';
import type { DatedAttributes, StoredValue } from '../identity/attributes.ts';

/** Levels that the business gave: to its own fields, and to built-in ones. */
export async function levels(reader: Db | Tx): Promise<{ readonly key: string; readonly sensitivity: Sensitivity }[]> {
  const { rows } = await sql<{ key: string; sensitivity: Sensitivity }>`
    select key, sensitivity from customers.fields
    union all select key, sensitivity from customers.field_levels`.execute(reader);
  return rows;
}

/** The tables in which values are kept, in the order in which they are gone over. */
export const STAGES = ['records', 'versions', 'customers', 'changes'] as const;
/** Of a table, or when all is done here and the analytic store has to let go of what was replaced in it. */
export type Stage = (typeof STAGES)[number] | 'copies';

export interface Sealing {
  readonly id: string;
  /** Null for all sealed values. */
  readonly field: string | null;
  readonly stage: Stage;
  readonly after: string | null;
  readonly round: number;
  readonly changedInRound: number;
  readonly done: number;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

const COLUMNS = sql.raw(
  `id, field, stage, after, round, changed_in_round as "changedInRound", done, requested_at as "requestedAt",
   finished_at as "finishedAt"`,
);

export async function insertSealing(tx: Tx, sealing: Pick<Sealing, 'id' | 'field' | 'requestedAt'>): Promise<void> {
  await sql`
    insert into customers.sealings (id, field, requested_at)
    values (${sealing.id}, ${sealing.field}, ${sealing.requestedAt})`.execute(tx);
}

/** The oldest that is not done, held until the transaction ends: one process at a time goes on with it. */
export async function nextSealing(tx: Tx): Promise<Sealing | undefined> {
  const { rows } = await sql<Sealing>`
    select ${COLUMNS} from customers.sealings where finished_at is null and stage <> 'copies'
    order by requested_at, id limit 1 for update`.execute(tx);
  return rows[0];
}

/** Those that wait for the analytic store. */
export async function copiesLeft(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.sealings where finished_at is null and stage = 'copies'`.execute(db);
  return rows.map(({ id }) => id);
}

export async function finishSealings(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await sql`update customers.sealings set finished_at = ${now} where id = any(${ids}::uuid[])`.execute(tx);
}

/** Newest first. */
export async function lastSealings(db: Db, limit: number): Promise<Sealing[]> {
  const { rows } = await sql<Sealing>`
    select ${COLUMNS} from customers.sealings order by requested_at desc, id desc limit ${limit}`.execute(db);
  return rows;
}

export async function isSealingLeft(db: Db): Promise<boolean> {
  const { rows } = await sql`select from customers.sealings where finished_at is null limit 1`.execute(db);
  return rows.length > 0;
}

/** Where it goes on. */
export async function moveSealing(
  tx: Tx,
  id: string,
  to: Pick<Sealing, 'stage' | 'after' | 'round' | 'changedInRound' | 'done' | 'finishedAt'>,
): Promise<void> {
  await sql`
    update customers.sealings
    set stage = ${to.stage}, after = ${to.after}, round = ${to.round}, changed_in_round = ${to.changedInRound},
      done = ${to.done}, finished_at = ${to.finishedAt}
    where id = ${id}`.execute(tx);
}

/** Stages in which values stand in an object, field → value. */
export type TableStage = Exclude<Stage, 'changes' | 'copies'>;

/** A row with values: field → value, as the table has it. */
export interface KeptRow<Values> {
  readonly id: string;
  readonly values: Values;
}

export interface RowPage {
  readonly field: string | null;
  readonly after: string | null;
  readonly limit: number;
}

function speaksOf(column: RawBuilder<unknown>, field: string | null): RawBuilder<unknown> {
  return field === null ? sql`${column} is not null` : sql`jsonb_exists(${column}, ${field})`;
}

/** Rows of one stage after a place, locked in the order in which everybody locks them. */
export async function keptRows(
  tx: Tx,
  stage: TableStage,
  { field, after, limit }: RowPage,
): Promise<KeptRow<DatedAttributes | Readonly<Record<string, StoredValue>>>[]> {
  const { from, id, values, place } = {
    records: { from: sql`customers.records`, id: sql`id`, values: sql`attributes`, place: placeOf(after) },
    customers: { from: sql`customers.customers`, id: sql`id`, values: sql`attributes`, place: placeOf(after) },
    versions: {
      from: sql`customers.record_versions`,
      id: sql`record_id, import_id`,
      values: sql`(before -> 'attributes')`,
      place: sql.join((after ?? `${FIRST_ID} ${FIRST_ID}`).split(' ').map((one) => sql`${one}::uuid`)),
    },
  }[stage];
  const { rows } = await sql<KeptRow<DatedAttributes>>`
    select concat_ws(' ', ${id}) as id, ${values} as values from ${from}
    where (${id}) > (${place}) and jsonb_typeof(${values}) = 'object' and ${speaksOf(values, field)}
    order by ${id} limit ${limit} for no key update`.execute(tx);
  return rows;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

function placeOf(after: string | null): RawBuilder<unknown> {
  return sql`${after ?? FIRST_ID}::uuid`;
}

/** Their values anew. */
export async function replaceKept(tx: Tx, stage: TableStage, rows: readonly KeptRow<object>[]): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const ids = rows.map(({ id }) => id);
  const given = sql`${rows.map(({ values }) => JSON.stringify(values))}::jsonb[]`;
  if (stage === 'versions') {
    await sql`
      update customers.record_versions v set before = jsonb_set(v.before, '{attributes}', row.values)
      from unnest(
        ${ids.map((id) => id.split(' ')[0])}::uuid[], ${ids.map((id) => id.split(' ')[1])}::uuid[], ${given})
        as row (record_id, import_id, values)
      where v.record_id = row.record_id and v.import_id = row.import_id`.execute(tx);
    return;
  }
  await sql`
    update ${sql.table(`customers.${stage}`)} t set attributes = row.values
    from unnest(${ids}::uuid[], ${given}) as row (id, values) where t.id = row.id`.execute(tx);
}

export interface KeptChange {
  readonly seq: number;
  readonly field: string;
  readonly before: StoredValue | null;
  readonly after: StoredValue | null;
}

/** Changes after a number. */
export async function keptChanges(tx: Tx, { field, after, limit }: RowPage): Promise<KeptChange[]> {
  const { rows } = await sql<KeptChange>`
    select seq, field, before, after from customers.field_changes
    where seq > ${after ?? '0'}::bigint and ${field === null ? sql`true` : sql`field = ${field}`}
    order by seq limit ${limit} for no key update`.execute(tx);
  return rows;
}

export async function replaceChanges(tx: Tx, rows: readonly KeptChange[]): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const texts = (values: readonly (StoredValue | null)[]): (string | null)[] =>
    values.map((value) => (value === null ? null : JSON.stringify(value)));
  await sql`
    update customers.field_changes h set before = row.before, after = row.after
    from unnest(
      ${rows.map(({ seq }) => seq)}::bigint[], ${texts(rows.map(({ before }) => before))}::jsonb[],
      ${texts(rows.map(({ after }) => after))}::jsonb[]) as row (seq, before, after)
    where h.seq = row.seq`.execute(tx);
}
