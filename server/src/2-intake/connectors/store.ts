import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { PullCursor } from './kind.ts';
import type { SecretName } from './schema.ts';

/** A sealed secret, and the one before it as long as that still works. */
export interface StoredSecret {
  readonly sealed: string;
  readonly before: string | null;
  readonly beforeUntil: string | null;
}

export interface ConnectorRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Partial<Record<SecretName, StoredSecret>>>;
  readonly enabled: boolean;
  readonly scopeId: string | null;
  readonly pullCursor: PullCursor | null;
  readonly pulledAt: Date | null;
  readonly failures: number;
  readonly lastFailure: Text | null;
  readonly createdAt: Date;
}

export const DELIVERY_STATUSES = ['accepted', 'partly', 'rejected', 'refused'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

const COLUMNS = sql.raw(`id, kind, name, source, settings, secrets, enabled, scope_id as "scopeId",
  pull_cursor as "pullCursor", pulled_at as "pulledAt", failures, last_failure as "lastFailure",
  created_at as "createdAt"`);

export interface ListedConnector extends ConnectorRow {
  readonly lastDelivery: { readonly at: string; readonly status: DeliveryStatus } | null;
}

export async function selectConnectors(db: Db, scopeIds: ScopeLimit): Promise<ListedConnector[]> {
  const inScope = scopeIds === null ? sql`true` : sql`c.scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<ListedConnector>`
    select ${COLUMNS}, (
      select jsonb_build_object('at', d.at, 'status', d.status) from intake.deliveries d
      where d.connector_id = c.id order by d.id desc limit 1) as "lastDelivery"
    from intake.connectors c where ${inScope} order by c.created_at, c.id`.execute(db);
  return rows;
}

export async function findConnector(db: Db, id: string): Promise<ConnectorRow | undefined> {
  const { rows } = await sql<ConnectorRow>`select ${COLUMNS} from intake.connectors where id = ${id}`.execute(db);
  return rows[0];
}

export async function lockConnector(tx: Tx, id: string): Promise<ConnectorRow | undefined> {
  const { rows } = await sql<ConnectorRow>`
    select ${COLUMNS} from intake.connectors where id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function insertConnector(
  tx: Tx,
  row: ConnectorRow,
  { createdBy }: { readonly createdBy: string | null },
): Promise<void> {
  await sql`
    insert into intake.connectors (id, kind, name, source, settings, secrets, enabled, scope_id, created_by, created_at,
      updated_at)
    values (${row.id}, ${row.kind}, ${row.name}, ${row.source}, ${JSON.stringify(row.settings)}::jsonb,
      ${JSON.stringify(row.secrets)}::jsonb, ${row.enabled}, ${row.scopeId}::uuid, ${createdBy}::uuid, ${row.createdAt},
      ${row.createdAt})`.execute(tx);
}

/** What people may change; new settings begin the pull anew. */
export async function updateConnector(
  tx: Tx,
  row: ConnectorRow,
  { now, anew }: { readonly now: Date; readonly anew: boolean },
): Promise<void> {
  await sql`
    update intake.connectors
    set name = ${row.name}, settings = ${JSON.stringify(row.settings)}::jsonb,
      secrets = ${JSON.stringify(row.secrets)}::jsonb, enabled = ${row.enabled}, updated_at = ${now},
      pull_cursor = case when ${anew} then null else pull_cursor end,
      failures = case when ${anew} then 0 else failures end,
      last_failure = case when ${anew} then null else last_failure end
    where id = ${row.id}`.execute(tx);
}

/** A page is in: the next pull goes on behind it. */
export async function savePage(
  tx: Tx,
  id: string,
  { cursor, now }: { readonly cursor: PullCursor; readonly now: Date },
): Promise<void> {
  await sql`
    update intake.connectors
    set pull_cursor = ${JSON.stringify(cursor)}::jsonb, pulled_at = ${now}, failures = 0, last_failure = null
    where id = ${id}`.execute(tx);
}

/** A pull failed; says how often in a row. */
export async function saveFailure(tx: Tx, id: string, reason: Text): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    update intake.connectors set failures = failures + 1, last_failure = ${JSON.stringify(reason)}::jsonb
    where id = ${id} returning failures`.execute(tx);
  return rows[0]?.failures ?? 1;
}

export interface DeliveryRow {
  readonly id: string;
  readonly way: 'webhook' | 'pull';
  readonly topic: string | null;
  readonly status: DeliveryStatus;
  readonly records: number;
  readonly rejected: number;
  readonly reason: (Text & { readonly code: string }) | null;
  readonly at: Date;
}

export interface NewDelivery extends DeliveryRow {
  readonly connectorId: string;
  /** The sender's own number; null when it could not be believed. */
  readonly deliveryKey: string | null;
}

/** Keeps that something was delivered; a delivery that comes again replaces what was noted of it. */
export async function noteDelivery(db: Db | Tx, row: NewDelivery): Promise<void> {
  await sql`
    insert into intake.deliveries (id, connector_id, way, delivery_key, topic, status, records, rejected, reason, at)
    values (${row.id}, ${row.connectorId}, ${row.way}, ${row.deliveryKey}, ${row.topic}, ${row.status}, ${row.records},
      ${row.rejected}, ${row.reason === null ? null : JSON.stringify(row.reason)}::jsonb, ${row.at})
    on conflict (connector_id, delivery_key) where delivery_key is not null do update
    set status = excluded.status, records = excluded.records, rejected = excluded.rejected, reason = excluded.reason,
      at = excluded.at`.execute(db);
}

/** Notes a message that was not believed, one a minute at most: anybody can send such. */
export async function noteRefusal(db: Db, row: NewDelivery): Promise<void> {
  await sql`
    insert into intake.deliveries (id, connector_id, way, delivery_key, topic, status, records, rejected, reason, at)
    select ${row.id}, ${row.connectorId}, ${row.way}, null, ${row.topic}, ${row.status}, 0, 0,
      ${JSON.stringify(row.reason)}::jsonb, ${row.at}
    where not exists (
      select from intake.deliveries where connector_id = ${row.connectorId} and status = 'refused'
        and at > ${row.at}::timestamptz - interval '1 minute')`.execute(db);
}

/** How a delivery of this number ended before, if it came. */
export async function findDelivery(
  db: Db,
  connectorId: string,
  deliveryKey: string,
): Promise<{ readonly status: DeliveryStatus; readonly records: number; readonly rejected: number } | undefined> {
  const { rows } = await sql<{ status: DeliveryStatus; records: number; rejected: number }>`
    select status, records, rejected from intake.deliveries
    where connector_id = ${connectorId} and delivery_key = ${deliveryKey}`.execute(db);
  return rows[0];
}

/** Newest first, one more than the limit. */
export async function selectDeliveries(
  db: Db,
  connectorId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<DeliveryRow[]> {
  const before = page.before === null ? sql`true` : sql`id < ${page.before}::uuid`;
  const { rows } = await sql<DeliveryRow>`
    select id, way, topic, status, records, rejected, reason, at from intake.deliveries
    where connector_id = ${connectorId} and ${before} order by id desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** Forgets what was delivered before. */
export async function deleteDeliveries(tx: Tx, before: Date): Promise<void> {
  await sql`delete from intake.deliveries where at < ${before}`.execute(tx);
}
