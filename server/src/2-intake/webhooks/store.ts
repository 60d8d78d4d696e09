import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { DeliveryState } from './schema.ts';
import type { DeliveryRow, SealedSecret, WebhookFigures, WebhookRow } from './webhook-row.ts';

const COLUMNS = sql.raw(`id, name, url, event_types as "eventTypes", state, disabled_reason as "disabledReason",
  secrets, failures, failing_since as "failingSince", retry_at as "retryAt", created_at as "createdAt"`);

/** Every webhook, oldest first. */
export async function selectWebhooks(db: Db): Promise<readonly WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`select ${COLUMNS} from intake.webhooks order by id`.execute(db);
  return rows;
}

export async function lockWebhook(tx: Tx, id: string): Promise<WebhookRow | null> {
  const { rows } = await sql<WebhookRow>`
    select ${COLUMNS} from intake.webhooks where id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

export async function selectWebhook(db: Db, id: string): Promise<WebhookRow | null> {
  const { rows } = await sql<WebhookRow>`select ${COLUMNS} from intake.webhooks where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** What waits, was given up and arrived last, for each of the webhooks. */
export async function selectFigures(db: Db, ids: readonly string[]): Promise<readonly WebhookFigures[]> {
  const { rows } = await sql<WebhookFigures>`
    select w.id,
      (select count(*) from intake.webhook_deliveries d where d.webhook_id = w.id and d.state = 'pending') as pending,
      (select count(*) from intake.webhook_deliveries d where d.webhook_id = w.id and d.state = 'failed') as failed,
      (select max(d.ended_at) from intake.webhook_deliveries d
        where d.webhook_id = w.id and d.state = 'delivered') as "lastDeliveredAt"
    from intake.webhooks w where w.id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

export interface NewWebhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly secrets: readonly SealedSecret[];
  readonly createdBy: string | null;
  readonly at: Date;
}

export async function insertWebhook(tx: Tx, row: NewWebhook): Promise<void> {
  await sql`
    insert into intake.webhooks (id, name, url, event_types, state, secrets, created_by, created_at, updated_at)
    values (${row.id}, ${row.name}, ${row.url}, ${row.eventTypes}::text[], 'active',
      ${JSON.stringify(row.secrets)}::jsonb, ${row.createdBy}, ${row.at}, ${row.at})`.execute(tx);
}

/** Replaces what may be changed; a webhook that is set active again starts without its past failures. */
export async function updateWebhook(tx: Tx, row: WebhookRow, at: Date): Promise<void> {
  await sql`
    update intake.webhooks set name = ${row.name}, url = ${row.url}, event_types = ${row.eventTypes}::text[],
      state = ${row.state}, disabled_reason = ${row.disabledReason}, secrets = ${JSON.stringify(row.secrets)}::jsonb,
      failures = ${row.failures}, failing_since = ${row.failingSince}, retry_at = ${row.retryAt}, updated_at = ${at}
    where id = ${row.id}`.execute(tx);
}

/** With its messages. */
export async function deleteWebhook(tx: Tx, id: string): Promise<void> {
  await sql`delete from intake.webhooks where id = ${id}`.execute(tx);
}

export interface NewDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Messages that are due at once. */
export async function insertDeliveries(tx: Tx, rows: readonly NewDelivery[], at: Date): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await sql`
    insert into intake.webhook_deliveries (id, webhook_id, type, payload, state, next_at, created_at)
    select id, webhook_id, type, payload, 'pending', ${at}, ${at} from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.webhookId)}::uuid[],
      ${rows.map((row) => row.type)}::text[], ${rows.map((row) => JSON.stringify(row.payload))}::jsonb[])
      as row (id, webhook_id, type, payload)`.execute(tx);
}

const DELIVERY_COLUMNS = sql.raw(`id, webhook_id as "webhookId", type, state, attempts, next_at as "nextAt",
  last_status as "lastStatus", last_fault as "lastFault", created_at as "createdAt", ended_at as "endedAt"`);

export interface DeliveryFilter {
  readonly webhookId: string;
  readonly state: DeliveryState | null;
  /** Only messages older than this one. */
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectDeliveries(db: Db, filter: DeliveryFilter): Promise<readonly DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${DELIVERY_COLUMNS} from intake.webhook_deliveries
    where webhook_id = ${filter.webhookId}
      and (${filter.state}::text is null or state = ${filter.state})
      and (${filter.beforeId}::uuid is null or id < ${filter.beforeId})
    order by id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export async function selectDelivery(
  db: Db,
  id: string,
): Promise<(DeliveryRow & { readonly payload: Record<string, unknown> }) | null> {
  const { rows } = await sql<DeliveryRow & { payload: Record<string, unknown> }>`
    select ${DELIVERY_COLUMNS}, payload from intake.webhook_deliveries where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

export interface AttemptRow {
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly fault: string | null;
  readonly answer: string | null;
}

/** In the order in which they were made. */
export async function selectAttempts(db: Db, deliveryId: string): Promise<readonly AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select at, duration_ms as "durationMs", status, fault, answer from intake.webhook_attempts
    where delivery_id = ${deliveryId} order by attempt_no`.execute(db);
  return rows;
}

export interface Replay {
  readonly webhookId: string;
  /** One message, or null for all of the time. */
  readonly deliveryId: string | null;
  readonly since: Date | null;
  readonly until: Date | null;
  readonly states: readonly DeliveryState[];
  readonly now: Date;
}

/** Makes messages that have ended due again, under their old ids; returns how many. */
export async function requeueDeliveries(tx: Tx, replay: Replay): Promise<number> {
  const result = await sql`
    update intake.webhook_deliveries
    set state = 'pending', next_at = ${replay.now}, leased_until = null, ended_at = null
    where webhook_id = ${replay.webhookId} and state = any(${replay.states}::text[])
      and (${replay.deliveryId}::uuid is null or id = ${replay.deliveryId})
      and (${replay.since}::timestamptz is null or created_at >= ${replay.since})
      and (${replay.until}::timestamptz is null or created_at < ${replay.until})`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Forgets messages that ended before `before`; at most `limit` at once. Returns how many. */
export async function deleteEndedDeliveries(tx: Tx, before: Date, limit: number): Promise<number> {
  const result = await sql`
    delete from intake.webhook_deliveries where id in (
      select id from intake.webhook_deliveries where ended_at < ${before} order by ended_at limit ${limit})`.execute(
    tx,
  );
  return Number(result.numAffectedRows ?? 0);
}
