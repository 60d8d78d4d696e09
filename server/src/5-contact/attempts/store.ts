import { type RawBuilder, sql } from 'kysely';
import type { ContactChannel } from '#customers/pure';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type AttemptState, isOver, neverLeft } from './states.ts';

export interface AttemptRow {
  readonly id: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly purpose: string;
  readonly channel: ContactChannel;
  readonly templateId: string;
  readonly templateKey: string;
  readonly templateName: string;
  readonly templateVersion: number;
  readonly isUrgent: boolean;
  readonly origin: string | null;
  readonly state: AttemptState;
  readonly reason: string | null;
  readonly until: Date | null;
  readonly expiresAt: Date | null;
  readonly addressDigest: string | null;
  readonly addressShown: string | null;
  readonly tries: number;
  readonly providerId: string | null;
  readonly detail: string | null;
  readonly requestedAt: Date;
  readonly requestedByName: string;
  readonly sentAt: Date | null;
  readonly endedAt: Date | null;
}

const COLUMNS = sql.raw(`a.id, a.record_id as "recordId", a.customer_id as "customerId", a.purpose, a.channel,
  a.template_id as "templateId", t.key as "templateKey", t.name as "templateName", t.version as "templateVersion",
  a.is_urgent as "isUrgent", a.origin, a.state, a.reason, a.until, a.expires_at as "expiresAt",
  a.address_digest as "addressDigest", a.address_shown as "addressShown", a.tries, a.provider_id as "providerId",
  a.detail, a.requested_at as "requestedAt", a.requested_by_name as "requestedByName", a.sent_at as "sentAt",
  a.ended_at as "endedAt"`);
const FROM = sql.raw('contact.attempts a join contact.templates t on t.id = a.template_id');

export interface NewAttempt {
  readonly id: string;
  readonly messageKey: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly purpose: string;
  readonly channel: string;
  readonly templateId: string;
  readonly isUrgent: boolean;
  readonly counts: boolean;
  readonly origin: string | null;
  readonly expiresAt: Date | null;
  readonly requestedBy: string | null;
  readonly requestedByName: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Claims message keys; answers those that are new. */
export async function insertAttempts(tx: Tx, rows: readonly NewAttempt[], at: Date): Promise<ReadonlySet<string>> {
  const { rows: added } = await sql<{ id: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        id uuid, "messageKey" text, "recordId" uuid, "customerId" uuid, purpose text, channel text, "templateId" uuid,
        "isUrgent" boolean, counts boolean, origin text, "expiresAt" timestamptz, "requestedBy" uuid,
        "requestedByName" text, "values" jsonb)),
    added as (
      insert into contact.attempts (id, message_key, record_id, customer_id, purpose, channel, template_id, is_urgent,
        counts, origin, state, expires_at, requested_at, requested_by, requested_by_name)
      select id, "messageKey", "recordId", "customerId", purpose, channel, "templateId", "isUrgent", counts, origin,
        'requested', "expiresAt", ${at}, "requestedBy", "requestedByName" from given order by "messageKey"
      on conflict (message_key) do nothing returning id),
    kept as (
      insert into contact.attempt_values (attempt_id, "values")
      select given.id, given."values" from given join added on added.id = given.id)
    select id from added`.execute(tx);
  return new Set(added.map(({ id }) => id));
}

/** A change of state; columns that are left out stay as they are. */
export interface Move {
  readonly id: string;
  readonly to: AttemptState;
  readonly reason?: string | null;
  readonly until?: Date | null;
  readonly detail?: string | null;
  readonly providerId?: string | null;
  readonly addressDigest?: string | null;
  readonly addressShown?: string | null;
  /** Takes a place under the caps now. */
  readonly reserves?: boolean;
}

/** Moves attempts on and writes the steps; values go when they are over, places when nothing left. */
export async function moveAttempts(tx: Tx, moves: readonly Move[], at: Date): Promise<void> {
  if (moves.length === 0) {
    return;
  }
  const rows = moves.map((move) => ({
    reason: null,
    until: null,
    detail: null,
    providerId: null,
    addressDigest: null,
    addressShown: null,
    reserves: false,
    ...move,
    isOver: isOver(move.to),
    neverLeft: neverLeft(move.to),
  }));
  await sql`
    with row as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        id uuid, "to" text, reason text, until timestamptz, detail text, "providerId" text, "addressDigest" text,
        "addressShown" text, reserves boolean, "isOver" boolean, "neverLeft" boolean)),
    moved as (
      update contact.attempts a set state = row."to", reason = row.reason, until = row.until,
        detail = coalesce(row.detail, a.detail), provider_id = coalesce(row."providerId", a.provider_id),
        address_digest = coalesce(row."addressDigest", a.address_digest),
        address_shown = coalesce(row."addressShown", a.address_shown),
        reserved_at = case when row."neverLeft" then null when row.reserves then ${at}::timestamptz else a.reserved_at end,
        in_flight_at = case when row."to" = 'in_flight' then ${at}::timestamptz else a.in_flight_at end,
        tries = a.tries + (row."to" = 'in_flight')::integer,
        sent_at = case when row."to" = 'sent' then ${at}::timestamptz else a.sent_at end,
        ended_at = case when row."isOver" then ${at}::timestamptz else null end
      from row where a.id = row.id returning a.id),
    gone as (
      delete from contact.attempt_values v using row where v.attempt_id = row.id and row."isOver")
    insert into contact.attempt_steps (attempt_id, at, state, reason)
    select row.id, ${at}::timestamptz, row."to", row.reason from row join moved on moved.id = row.id`.execute(tx);
}

export async function selectAttempts(db: Db, ids: readonly string[]): Promise<readonly AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select ${COLUMNS} from ${FROM} where a.id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/** Attempts of these message keys. */
export async function selectByKeys(
  db: Db,
  keys: readonly string[],
): Promise<readonly (AttemptRow & { readonly messageKey: string })[]> {
  const { rows } = await sql<AttemptRow & { messageKey: string }>`
    select ${COLUMNS}, a.message_key as "messageKey" from ${FROM}
    where a.message_key = any(${keys}::text[])`.execute(db);
  return rows;
}

/** Holds one attempt until the transaction ends. */
export async function lockAttempt(
  tx: Tx,
  id: string,
): Promise<(AttemptRow & { readonly values: Readonly<Record<string, string>> | null }) | undefined> {
  const { rows } = await sql<AttemptRow & { values: Readonly<Record<string, string>> | null }>`
    select ${COLUMNS}, (select v."values" from contact.attempt_values v where v.attempt_id = a.id) as "values"
    from ${FROM} where a.id = ${id} for update of a`.execute(tx);
  return rows[0];
}

/** By the provider's name for it or our own id. */
export async function lockByReceipt(
  tx: Tx,
  by: { readonly providerId: string | null; readonly attemptId: string | null },
): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    select ${COLUMNS} from ${FROM}
    where a.provider_id = ${by.providerId} or a.id = ${by.attemptId}::uuid limit 1 for update of a`.execute(tx);
  return rows[0];
}

/** Those that are on their way longer than any provider takes. */
export async function selectStuck(tx: Tx, before: Date, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contact.attempts where state = 'in_flight' and in_flight_at < ${before}
    order by in_flight_at limit ${limit} for update skip locked`.execute(tx);
  return rows.map(({ id }) => id);
}

export interface AttemptFilter {
  readonly state: string | null;
  readonly reason: string | null;
  readonly customerId: string | null;
  readonly purpose: string | null;
  readonly channel: string | null;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectPage(db: Db, filter: AttemptFilter): Promise<readonly AttemptRow[]> {
  const is = (column: string, value: string | null): RawBuilder<unknown> =>
    value === null ? sql`true` : sql`${sql.raw(column)}::text = ${value}`;
  const { rows } = await sql<AttemptRow>`
    select ${COLUMNS} from ${FROM}
    where ${is('a.state', filter.state)} and ${is('a.reason', filter.reason)} and ${is('a.purpose', filter.purpose)}
      and ${is('a.channel', filter.channel)}
      and ${filter.customerId === null ? sql`true` : sql`a.customer_id = ${filter.customerId}`}
      and ${filter.beforeId === null ? sql`true` : sql`a.id < ${filter.beforeId}`}
    order by a.id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export interface StepRow {
  readonly at: Date;
  readonly state: AttemptState;
  readonly reason: string | null;
}

/** In their order. */
export async function selectSteps(db: Db, attemptId: string): Promise<readonly StepRow[]> {
  const { rows } = await sql<StepRow>`
    select at, state, reason from contact.attempt_steps where attempt_id = ${attemptId} order by id`.execute(db);
  return rows;
}

/** How many ended how since an instant. */
export async function countOutcomes(
  db: Db,
  since: Date,
): Promise<readonly { readonly state: AttemptState; readonly reason: string | null; readonly count: number }[]> {
  const { rows } = await sql<{ state: AttemptState; reason: string | null; count: number }>`
    select state, reason, count(*) as count from contact.attempts where requested_at >= ${since}
    group by state, reason order by count(*) desc, state, reason`.execute(db);
  return rows;
}

/** For the time-line of a customer. */
export async function ofCustomer(
  db: Db,
  customerId: string,
  page: { readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<readonly AttemptRow[]> {
  const before =
    page.before === null ? sql`true` : sql`(a.requested_at, a.id) < (${page.before.at}, ${page.before.id}::uuid)`;
  const { rows } = await sql<AttemptRow>`
    select ${COLUMNS} from ${FROM} where a.customer_id = ${customerId} and ${before}
    order by a.requested_at desc, a.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** Gives what belongs to these records to the customers that the records belong to now. */
export async function reassign(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  const recordIds = records.map(({ recordId }) => recordId);
  const customerIds = records.map(({ customerId }) => customerId);
  for (const table of ['attempts', 'suppressions']) {
    await sql`
      update ${sql.table(`contact.${table}`)} t set customer_id = row.customer_id
      from unnest(${recordIds}::uuid[], ${customerIds}::uuid[]) as row (record_id, customer_id)
      where t.record_id = row.record_id and t.customer_id <> row.customer_id`.execute(tx);
  }
}

/** Those of the records that something belongs to. */
export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select record_id as id from contact.attempts where record_id = any(${recordIds}::uuid[])
    union select record_id from contact.suppressions where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** How many rows came with each of the records. */
export async function countByRecord(
  reader: Db | Tx,
  table: 'attempts' | 'suppressions',
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const inForce = table === 'suppressions' ? sql`and removed_at is null` : sql``;
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from ${sql.table(`contact.${table}`)}
    where record_id = any(${recordIds}::uuid[]) ${inForce} group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
