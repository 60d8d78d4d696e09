import { sql } from 'kysely';
import { copyBlocks, copyInto, copyValue } from '#kernel/db/copy.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { flatAttributes } from './attributes.ts';
import type { NewCustomer, Row, StoredRecord } from './drafts.ts';
import type { RecordWords } from './statement.ts';
import type { IdentifierKind, TrustedIdentifier } from './trusted-identifiers.ts';

/** A record about to be written. */
export type NewRecord = Pick<Row, keyof RecordWords | 'id' | 'customerId' | 'key'>;

type ChangedRecord = NewRecord & Pick<Row, 'stored'>;

export interface Origin {
  readonly source: string;
  readonly importId: string | null;
  readonly scopeId: string | null;
  readonly now: Date;
}

const RECORD_COLUMNS = sql.raw(
  `id, customer_id as "customerId", key, import_id as "importId", account, name, phone, email, address, region,
   stated_at as "statedAt", attributes, xmin::text as version,
   array(select w.kind || ':' || w.value from customers.withheld_identifiers w where w.record_id = id) as withheld`,
);

const IDENTITY_LOCK = sql`hashtextextended('customers.identity', 0)`;

/** Keeps undos out until the transaction ends; any number of imports hold it together. */
export async function lockForIntake(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${IDENTITY_LOCK})`.execute(tx);
}

/** Waits until no intake is at work and keeps it out until the transaction ends: records may disappear. */
export async function lockForUndo(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${IDENTITY_LOCK})`.execute(tx);
}

/** Records of one source by their keys; locked, two transactions do not change one at the same time. */
export async function findRecords(
  tx: Tx,
  wanted: { readonly source: string; readonly keys: readonly string[]; readonly isLocked: boolean },
): Promise<StoredRecord[]> {
  const { rows } = await sql<StoredRecord>`
    select ${RECORD_COLUMNS} from customers.records
    where source = ${wanted.source} and key = any(${wanted.keys}::text[])
    ${wanted.isLocked ? sql`order by id for update` : sql``}`.execute(tx);
  return rows;
}

/**
 * Keeps merging out until the transaction ends, and plans; returns null, letting go of it, when the plan itself has
 * customers to merge. Any number of transactions keep merging out together.
 */
export async function unlessMerging<Plan>(
  tx: Tx,
  work: { readonly plan: () => Promise<Plan>; readonly merges: (plan: Plan) => boolean },
): Promise<Plan | null> {
  await sql`savepoint before_plan`.execute(tx);
  await sql`lock table customers.merge_gate in row exclusive mode`.execute(tx);
  const plan = await work.plan();
  if (!work.merges(plan)) {
    await sql`release savepoint before_plan`.execute(tx);
    return plan;
  }
  // A lock ends with the savepoint after which it was taken.
  await sql`rollback to savepoint before_plan`.execute(tx);
  return null;
}

/** Waits for those who keep merging out; any number of transactions merge together. */
export async function lockForMerging(tx: Tx): Promise<void> {
  await sql`lock table customers.merge_gate in share mode`.execute(tx);
}

/** Which customer each of these identifiers joins already. */
export async function findClaims(
  tx: Tx,
  identifiers: readonly TrustedIdentifier[],
): Promise<(TrustedIdentifier & { readonly customerId: string })[]> {
  if (identifiers.length === 0) {
    return [];
  }
  const { rows } = await sql<TrustedIdentifier & { customerId: string }>`
    select i.kind, i.value, i.customer_id as "customerId"
    from unnest(${identifiers.map((row) => row.kind)}::text[], ${identifiers.map((row) => row.value)}::text[])
      as wanted (kind, value)
    join customers.identifiers i using (kind, value)`.execute(tx);
  return rows;
}

/** Claims identifiers for customers; sorted, so that two writers never deadlock. One that is taken raises 23505. */
export async function claimIdentifiers(
  tx: Tx,
  claims: readonly (TrustedIdentifier & { readonly customerId: string })[],
): Promise<void> {
  const lines = claims
    .map(({ kind, value, customerId }) => `${kind}\t${copyValue(value)}\t${customerId}\n`)
    .toSorted(byCodeUnits);
  await copyLines(tx, 'copy customers.identifiers (kind, value, customer_id) from stdin', lines);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** By COPY, which takes half of what INSERT with arrays of values takes. */
async function copyLines(tx: Tx, statement: string, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) {
    await copyInto(tx, statement, copyBlocks(lines));
  }
}

/** New customers whose profile is the one record they consist of so far. */
export async function insertCustomers(tx: Tx, customers: readonly NewCustomer[], now: Date): Promise<void> {
  const at = now.toISOString();
  await copyLines(
    tx,
    `copy customers.customers (id, name, phone, email, address, region, attributes, name_pinyin, name_initials,
      place, division_code, created_at, updated_at) from stdin`,
    customers.map(
      (row) =>
        `${row.customerId}\t${copyValue(row.name)}\t${copyValue(row.phone)}\t${copyValue(row.email)}\t${copyValue(row.address)}\t${copyValue(row.region)}\t${copyJson(flatAttributes(row.attributes))}\t${copyValue(row.namePinyin)}\t${copyValue(row.nameInitials)}\t${copyValue(row.place.text)}\t${copyValue(row.place.code)}\t${at}\t${at}\n`,
    ),
  );
}

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function copyJson(value: object | null): string {
  return copyValue(jsonOf(value));
}

/** Inserts records; sorted, so that two writers never deadlock. A key that is taken raises 23505. */
export async function insertRecords(tx: Tx, records: readonly NewRecord[], origin: Origin): Promise<void> {
  const source = copyValue(origin.source);
  const now = origin.now.toISOString();
  const tail = `${origin.scopeId ?? '\\N'}\t${origin.importId ?? '\\N'}\t${now}\t${now}\n`;
  await copyLines(
    tx,
    `copy customers.records (id, customer_id, own_customer_id, source, key, account, name, phone, email, address, region,
      stated_at, attributes, scope_id, import_id, created_at, updated_at) from stdin`,
    records
      .toSorted((a, b) => byCodeUnits(a.key, b.key))
      .map(
        (row) =>
          `${row.id}\t${row.customerId}\t${row.customerId}\t${source}\t${copyValue(row.key)}\t${copyValue(row.account)}\t${copyValue(row.name)}\t${copyValue(row.phone)}\t${copyValue(row.email)}\t${copyValue(row.address)}\t${copyValue(row.region)}\t${row.statedAt.toISOString()}\t${copyJson(row.attributes)}\t${tail}`,
      ),
  );
}

/** Remembers which record stated which identifiers; none of the pairs is on file yet. */
export async function insertRecordIdentifiers(
  tx: Tx,
  rows: readonly (TrustedIdentifier & { readonly recordId: string })[],
  importId: string | null,
): Promise<void> {
  const tail = `${importId ?? '\\N'}\n`;
  await copyLines(
    tx,
    'copy customers.record_identifiers (record_id, kind, value, import_id) from stdin',
    rows.map(({ recordId, kind, value }) => `${recordId}\t${kind}\t${copyValue(value)}\t${tail}`),
  );
}

/**
 * Those of the pairs that are not on file yet. Of a phone or an e-mail one import is on file, the first that stated
 * it; the record's columns tell the last word. Of other kinds every import that stated it.
 */
export async function unstatedIdentifiers<Pair extends TrustedIdentifier & { readonly recordId: string }>(
  tx: Tx,
  pairs: readonly Pair[],
  importId: string | null,
): Promise<Pair[]> {
  if (pairs.length === 0) {
    return [];
  }
  const { rows } = await sql<{ at: number }>`
    select at from unnest(
      ${pairs.map((row) => row.recordId)}::uuid[], ${pairs.map((row) => row.kind)}::text[],
      ${pairs.map((row) => row.value)}::text[]) with ordinality as pair (record_id, kind, value, at)
    where not exists (
      select from customers.record_identifiers s
      where s.record_id = pair.record_id and s.kind = pair.kind and s.value = pair.value
        and (s.kind in ('phone', 'email') or s.import_id is not distinct from ${importId}::uuid))
    order by at`.execute(tx);
  return rows.flatMap(({ at }) => pairs[at - 1] ?? []);
}

/** Stands for everything that no import brought, in versions. */
export const NO_IMPORT = '00000000-0000-0000-0000-000000000000';

/**
 * Keeps what records say now, once per import, unless the import made the record itself. What comes by itself is
 * never undone; its version only tells that it spoke after the imports before it.
 */
async function keepVersions(tx: Tx, ids: readonly string[], origin: Origin): Promise<void> {
  const isUndoable =
    origin.importId === null
      ? sql`import_id is not null or exists (select from customers.record_versions v where v.record_id = r.id)`
      : sql`import_id is distinct from ${origin.importId}::uuid`;
  await sql`
    insert into customers.record_versions (record_id, import_id, before)
    select id, ${origin.importId ?? NO_IMPORT}, to_jsonb(r) from customers.records r
    where id = any(${ids}::uuid[]) and (${isUndoable})
    on conflict do nothing`.execute(tx);
}

/** Records that were heard of again and say what they said: only the time of their word moves. Returns how many. */
export async function confirmRecords(tx: Tx, records: readonly ChangedRecord[], origin: Origin): Promise<number> {
  if (records.length === 0) {
    return 0;
  }
  const ids = records.map((row) => row.id);
  await keepVersions(tx, ids, origin);
  const { rows } = await sql`
    update customers.records r set stated_at = row.stated_at, attributes = row.attributes
    from unnest(
      ${ids}::uuid[], ${versionsOf(records)}::text[],
      ${records.map((row) => row.statedAt.toISOString())}::timestamptz[],
      ${records.map((row) => jsonOf(row.attributes))}::jsonb[]) as row (id, version, stated_at, attributes)
    where r.id = row.id and r.xmin = row.version::xid
    returning 1 as one`.execute(tx);
  return rows.length;
}

/** As they were read: what another transaction has changed since is not overwritten. */
function versionsOf(records: readonly ChangedRecord[]): (string | null)[] {
  return records.map(({ stored }) => stored?.version ?? null);
}

/** Writes down that records were heard of at these times, where that is later than what is written. */
export async function settleRecords(
  tx: Tx,
  records: readonly { readonly id: string; readonly statedAt: Date }[],
  origin: Origin,
): Promise<void> {
  if (records.length === 0) {
    return;
  }
  const { rows } = await sql<{ id: string }>`
    select r.id from customers.records r join unnest(
      ${records.map((row) => row.id)}::uuid[], ${records.map((row) => row.statedAt.toISOString())}::timestamptz[])
      as row (id, stated_at) on r.id = row.id and r.stated_at < row.stated_at
    order by r.id for update of r`.execute(tx);
  const late = new Set(rows.map(({ id }) => id));
  const settled = records.filter(({ id }) => late.has(id));
  await keepVersions(tx, [...late], origin);
  await sql`
    update customers.records r set stated_at = row.stated_at
    from unnest(
      ${settled.map((row) => row.id)}::uuid[], ${settled.map((row) => row.statedAt.toISOString())}::timestamptz[])
      as row (id, stated_at)
    where r.id = row.id`.execute(tx);
}

/** Those of the customers that consist of several records. */
export async function withSeveralRecords(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) {
    return [];
  }
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.records where customer_id = any(${customerIds}::uuid[])
    group by customer_id having count(*) > 1`.execute(tx);
  return rows.map((row) => row.id);
}

/** Replaces what records say; the statement before is kept when an import made the change. Returns how many. */
export async function updateRecords(tx: Tx, records: readonly ChangedRecord[], origin: Origin): Promise<number> {
  if (records.length === 0) {
    return 0;
  }
  const ids = records.map((row) => row.id);
  await keepVersions(tx, ids, origin);
  const { rows } = await sql`
    update customers.records r
    set account = row.account, name = row.name, phone = row.phone, email = row.email, address = row.address,
      region = row.region, stated_at = row.stated_at, attributes = row.attributes, updated_at = ${origin.now}
    from unnest(
      ${ids}::uuid[], ${records.map((row) => row.account)}::text[], ${records.map((row) => row.name)}::text[],
      ${records.map((row) => row.phone)}::text[], ${records.map((row) => row.email)}::text[],
      ${records.map((row) => row.address)}::text[], ${records.map((row) => row.region)}::text[],
      ${records.map((row) => row.statedAt.toISOString())}::timestamptz[],
      ${records.map((row) => jsonOf(row.attributes))}::jsonb[], ${versionsOf(records)}::text[])
      as row (id, account, name, phone, email, address, region, stated_at, attributes, version)
    where r.id = row.id and r.xmin = row.version::xid
    returning 1 as one`.execute(tx);
  return rows.length;
}

export interface Move {
  readonly recordId: string;
  readonly from: string;
  readonly to: string;
  readonly cause: string;
}

/** Ids of the records of these customers. */
export async function recordsOfCustomers(
  tx: Db,
  customerIds: readonly string[],
): Promise<{ readonly id: string; readonly customerId: string }[]> {
  const { rows } = await sql<{ id: string; customerId: string }>`
    select id, customer_id as "customerId" from customers.records
    where customer_id = any(${customerIds}::uuid[]) order by id`.execute(tx);
  return rows;
}

/** Moves records to other customers and keeps the trace of it; the customers' rows must exist. */
export async function moveRecords(
  tx: Tx,
  moves: readonly Move[],
  origin: Omit<Origin, 'source' | 'scopeId'>,
): Promise<void> {
  if (moves.length === 0) {
    return;
  }
  const ids = moves.map((move) => move.recordId);
  const targets = moves.map((move) => move.to);
  await sql`
    insert into customers.record_moves (record_id, from_customer_id, to_customer_id, cause, import_id, moved_at)
    select record_id, from_id, to_id, cause, ${origin.importId}::uuid, ${origin.now} from unnest(
      ${ids}::uuid[], ${moves.map((move) => move.from)}::uuid[], ${targets}::uuid[],
      ${moves.map((move) => move.cause)}::text[]) as move (record_id, from_id, to_id, cause)`.execute(tx);
  await sql`
    update customers.records r set customer_id = move.to_id
    from unnest(${ids}::uuid[], ${targets}::uuid[]) as move (record_id, to_id)
    where r.id = move.record_id`.execute(tx);
  await sql`
    update customers.identifiers i set customer_id = r.customer_id
    from customers.trusted_identifiers s join customers.records r on r.id = s.record_id
    where s.record_id = any(${ids}::uuid[]) and i.kind = s.kind and i.value = s.value
      and i.customer_id <> r.customer_id`.execute(tx);
}

/** Customers without a record go; returns their ids. */
export async function deleteEmptyCustomers(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from customers.customers c
    where c.id = any(${customerIds}::uuid[])
      and not exists (select from customers.records r where r.customer_id = c.id)
    returning c.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** The customer whom an identifier means, if anybody stated it. */
export async function findByIdentifier(
  db: Db,
  { kind, value }: { readonly kind: IdentifierKind; readonly value: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.identifiers where kind = ${kind} and value = ${value}`.execute(db);
  return rows[0]?.id ?? null;
}

/** The customers that records belong to now. */
export async function customersOf(
  tx: Db,
  recordIds: readonly string[],
): Promise<{ readonly recordId: string; readonly customerId: string }[]> {
  const { rows } = await sql<{ recordId: string; customerId: string }>`
    select id as "recordId", customer_id as "customerId" from customers.records
    where id = any(${recordIds}::uuid[])`.execute(tx);
  return rows;
}
