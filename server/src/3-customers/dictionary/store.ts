import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import { BASIC_KEYS } from '../fields/basic-keys.ts';
import type { ProcessStep } from './schema.ts';

export interface FieldCount {
  readonly key: string;
  readonly customers: number;
  readonly sources: string[];
  readonly countedAt: Date;
}

/** How many customers have each field, and which sources said something of it: one look at everybody. */
export async function countFields(db: Db | Tx, now: Date): Promise<FieldCount[]> {
  const { rows } = await sql<FieldCount>`
    with had as (
      select basic.key, basic.customers from (select ${sql.join(
        BASIC_KEYS.map((key) => sql`count(${sql.ref(`c.${key}`)}) as ${sql.ref(key)}`),
      )} from customers.customers c) counted
      cross join lateral (values ${sql.join(BASIC_KEYS.map((key) => sql`(${key}::text, ${sql.ref(`counted.${key}`)})`))})
        as basic (key, customers)
      union all
      select word.name, count(*)
      from customers.customers c cross join lateral jsonb_object_keys(c.attributes) as word (name)
      where c.attributes is not null group by word.name),
    said as (
      select basic.key, counted.source from (
        select r.source, ${sql.join(
          BASIC_KEYS.map((key) => sql`bool_or(${sql.ref(`r.${key}`)} is not null) as ${sql.ref(key)}`),
        )} from customers.records r group by r.source) counted
      cross join lateral (values ${sql.join(BASIC_KEYS.map((key) => sql`(${key}::text, ${sql.ref(`counted.${key}`)})`))})
        as basic (key, spoke)
      where basic.spoke
      union
      select word.name, r.source
      from customers.records r cross join lateral jsonb_object_keys(r.attributes) as word (name)
      where r.attributes is not null)
    select had.key, had.customers::integer as customers,
      array(select said.source from said where said.key = had.key order by 1) as sources, ${now}::timestamptz as "countedAt"
    from had`.execute(db);
  return rows;
}

export async function keptCounts(db: Db): Promise<FieldCount[]> {
  const { rows } = await sql<FieldCount>`
    select key, customers::integer as customers, sources, counted_at as "countedAt" from customers.field_counts`.execute(
    db,
  );
  return rows;
}

/** Keeps what was counted instead of what was kept before. */
export async function keepCounts(tx: Tx, counts: readonly FieldCount[]): Promise<void> {
  await sql`delete from customers.field_counts`.execute(tx);
  await sql`
    insert into customers.field_counts (key, customers, sources, counted_at)
    select key, customers, sources, "countedAt" from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
      as row (key text, customers bigint, sources text[], "countedAt" timestamptz)`.execute(tx);
}

/** Customers up to a bound. */
export async function customersUpTo(db: Db, bound: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (select from customers.customers limit ${bound}) part`.execute(db);
  return rows[0]?.n ?? 0;
}

export async function allCustomers(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from customers.customers`.execute(db);
  return rows[0]?.n ?? 0;
}

export interface Steward {
  readonly key: string;
  readonly owner: string | null;
  readonly purpose: Text | null;
  readonly source: Text | null;
  readonly updateCycleDays: number | null;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

export async function selectStewards(db: Db | Tx): Promise<ReadonlyMap<string, Steward>> {
  const { rows } = await sql<Steward>`
    select key, owner, purpose, source, update_cycle_days as "updateCycleDays", updated_at as "updatedAt",
      updated_by as "updatedBy"
    from customers.field_stewards`.execute(db);
  return new Map(rows.map((row) => [row.key, row]));
}

export async function saveSteward(tx: Tx, steward: Steward): Promise<void> {
  const { key, owner, purpose, source, updateCycleDays, updatedAt, updatedBy } = steward;
  const json = (text: Text | null): string | null => (text === null ? null : JSON.stringify(text));
  await sql`
    insert into customers.field_stewards (key, owner, purpose, source, update_cycle_days, updated_at, updated_by)
    values (${key}, ${owner}, ${json(purpose)}::jsonb, ${json(source)}::jsonb, ${updateCycleDays}, ${updatedAt},
      ${updatedBy})
    on conflict (key) do update set owner = excluded.owner, purpose = excluded.purpose, source = excluded.source,
      update_cycle_days = excluded.update_cycle_days, updated_at = excluded.updated_at,
      updated_by = excluded.updated_by`.execute(tx);
}

export interface StepRow {
  readonly step: ProcessStep;
  readonly owner: string | null;
  readonly note: string | null;
  readonly reviewedAt: Date;
  readonly reviewedBy: string;
}

export async function selectSteps(db: Db | Tx): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    select step, owner, note, reviewed_at as "reviewedAt", reviewed_by as "reviewedBy"
    from customers.process_steps`.execute(db);
  return rows;
}

export async function saveStep(tx: Tx, row: StepRow): Promise<void> {
  await sql`
    insert into customers.process_steps (step, owner, note, reviewed_at, reviewed_by)
    values (${row.step}, ${row.owner}, ${row.note}, ${row.reviewedAt}, ${row.reviewedBy})
    on conflict (step) do update set owner = excluded.owner, note = excluded.note,
      reviewed_at = excluded.reviewed_at, reviewed_by = excluded.reviewed_by`.execute(tx);
}

export interface StepCounts {
  readonly openPairs: number;
  readonly stale: number;
  readonly openTasks: number;
}

/** What is still to be done, for the steps that have something to do. */
export async function stepCounts(db: Db): Promise<StepCounts> {
  const { rows } = await sql<StepCounts>`
    select (select count(*)::integer from customers.review_pairs where state = 'open') as "openPairs",
      (select count(*)::integer from customers.quality where faults @> array['stale']) as stale,
      (select count(*)::integer from customers.confirm_requests where closed_at is null) as "openTasks"`.execute(db);
  return rows[0] ?? { openPairs: 0, stale: 0, openTasks: 0 };
}
