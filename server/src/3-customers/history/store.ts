import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { StoredValue } from '../identity/attributes.ts';
import type { Snapshot } from './change.ts';
import type { ChangeOrigin } from './schema.ts';

export interface NewChange {
  readonly id: string;
  readonly customerId: string;
  readonly recordId: string | null;
  readonly field: string;
  readonly before: StoredValue | null;
  readonly after: StoredValue | null;
}

/** What is the same for changes that are made together. */
export interface ChangeCause {
  readonly at: Date;
  readonly origin: ChangeOrigin;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string };
  readonly source: string;
  readonly importId: string | null;
  readonly batchId: string | null;
  readonly undoes: string | null;
}

export interface ChangeRow extends Omit<NewChange, 'recordId'> {
  readonly seq: number;
  readonly at: Date;
  readonly origin: ChangeOrigin;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly source: string;
  readonly undoes: string | null;
  /** Whether a later change took this one back. */
  readonly undone: boolean;
  /** Whether it is the last change of its field. */
  readonly latest: boolean;
}

const jsonOf = (value: StoredValue | null): string | null => (value === null ? null : JSON.stringify(value));

/** What these customers are now. */
export async function snapshotsOf(tx: Tx | Db, customerIds: readonly string[]): Promise<Snapshot[]> {
  if (customerIds.length === 0) {
    return [];
  }
  const { rows } = await sql<Snapshot>`
    select id, name, phone, email, address, region, attributes from customers.customers
    where id = any(${customerIds}::uuid[])`.execute(tx);
  return rows;
}

export async function insertChanges(tx: Tx, changes: readonly NewChange[], cause: ChangeCause): Promise<void> {
  if (changes.length === 0) {
    return;
  }
  await sql`
    insert into customers.field_changes
      (id, customer_id, record_id, changed_at, origin, actor_kind, actor_id, actor_name, source, import_id, batch_id,
       field, before, after, undoes)
    select id, customer_id, record_id, ${cause.at}, ${cause.origin}, ${cause.actor.kind}, ${cause.actor.id}::uuid,
      ${cause.actor.name}, ${cause.source}, ${cause.importId}::uuid, ${cause.batchId}::uuid, field, before, after,
      ${cause.undoes}::uuid
    from unnest(
      ${changes.map((row) => row.id)}::uuid[], ${changes.map((row) => row.customerId)}::uuid[],
      ${changes.map((row) => row.recordId)}::uuid[], ${changes.map((row) => row.field)}::text[],
      ${changes.map((row) => jsonOf(row.before))}::jsonb[], ${changes.map((row) => jsonOf(row.after))}::jsonb[])
      as row (id, customer_id, record_id, field, before, after)`.execute(tx);
}

const CHANGE = sql`
  select h.seq, h.id, h.customer_id as "customerId", h.changed_at as at, h.origin, h.actor_kind as "actorKind",
    h.actor_id as "actorId", h.actor_name as "actorName", h.source, h.field, h.before, h.after, h.undoes,
    exists (select from customers.field_changes u where u.customer_id = h.customer_id and u.undoes = h.id) as undone,
    not exists (select from customers.field_changes l
      where l.customer_id = h.customer_id and l.field = h.field and l.seq > h.seq) as latest
  from customers.field_changes h`;

export interface ChangePage {
  readonly field: string | null;
  readonly before: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
}

/** Changes of one customer, newest first. */
export async function changesOf(db: Db, customerId: string, page: ChangePage): Promise<ChangeRow[]> {
  const field = page.field === null ? sql`true` : sql`h.field = ${page.field}`;
  const below =
    page.before === null
      ? sql`true`
      : sql`(date_trunc('milliseconds', h.changed_at), h.id) < (${page.before.at}::timestamptz, ${page.before.id}::uuid)`;
  const { rows } = await sql<ChangeRow>`
    ${CHANGE} where h.customer_id = ${customerId} and ${field} and ${below}
    order by h.changed_at desc, h.id desc limit ${page.limit}`.execute(db);
  return rows;
}

export async function findChange(tx: Tx, customerId: string, id: string): Promise<ChangeRow | undefined> {
  const { rows } = await sql<ChangeRow>`${CHANGE} where h.id = ${id} and h.customer_id = ${customerId}`.execute(tx);
  return rows[0];
}

/** Changes that were made together. */
export async function changesOfBatch(tx: Tx, batchId: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`${CHANGE} where h.batch_id = ${batchId} order by h.seq`.execute(tx);
  return rows;
}

/** The number of the last change: what a reader has to have seen before changing anything. */
export async function versionOf(reader: Db | Tx, customerId: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select coalesce(max(seq), 0) as version from customers.field_changes where customer_id = ${customerId}`.execute(
    reader,
  );
  return rows[0]?.version ?? 0;
}

/** Which of the fields were changed after a version was read, and by whom. */
export async function changedSince(
  tx: Tx,
  customerId: string,
  options: { readonly version: number; readonly fields: readonly string[] },
): Promise<{ readonly field: string; readonly by: string }[]> {
  const { rows } = await sql<{ field: string; by: string }>`
    select distinct on (field) field, actor_name as by from customers.field_changes
    where customer_id = ${customerId} and seq > ${options.version} and field = any(${options.fields}::text[])
    order by field, seq desc`.execute(tx);
  return rows;
}

/** Changes belong to the customers that their records belong to. */
export async function reassignChanges(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  await sql`
    update customers.field_changes h set customer_id = row.customer_id
    from unnest(${records.map((row) => row.recordId)}::uuid[], ${records.map((row) => row.customerId)}::uuid[])
      as row (record_id, customer_id)
    where h.record_id = row.record_id and h.customer_id <> row.customer_id`.execute(tx);
}

/** An import that is undone never changed anything. */
export async function deleteChangesOfImport(tx: Tx, importId: string): Promise<void> {
  await sql`delete from customers.field_changes where import_id = ${importId}`.execute(tx);
}

/** Changes that one actor made at one moment, for the time-line. */
export interface ChangeGroup {
  readonly id: string;
  readonly at: Date;
  readonly origin: ChangeOrigin;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly source: string;
  readonly changes: readonly {
    readonly field: string;
    readonly before: StoredValue | null;
    readonly after: StoredValue | null;
  }[];
}

/** Newest first, strictly before the place, at most `limit`. */
export async function changeGroups(
  db: Db,
  customerId: string,
  page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<ChangeGroup[]> {
  const [upTo, below] =
    page.before === null
      ? [sql`true`, sql`true`]
      : [
          sql`changed_at < ${page.before.at}::timestamptz + interval '1 millisecond'`,
          sql`(at, id) < (${page.before.at}::timestamptz, ${page.before.id}::uuid)`,
        ];
  const { rows } = await sql<ChangeGroup>`
    select * from (
      select date_trunc('milliseconds', changed_at) as at, (array_agg(id order by id desc))[1] as id, origin,
        actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", source,
        jsonb_agg(jsonb_build_object('field', field, 'before', before, 'after', after) order by seq) as changes
      from customers.field_changes where customer_id = ${customerId} and ${upTo}
      group by 1, origin, actor_kind, actor_id, actor_name, source) groups
    where ${below} order by at desc, id desc limit ${page.limit}`.execute(db);
  return rows;
}
