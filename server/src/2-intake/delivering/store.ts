import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { SealedSecret } from '../webhooks/webhook-row.ts';

/** A receiver with messages that are due. */
export interface DueReceiver {
  readonly id: string;
  readonly url: string;
  readonly secrets: readonly SealedSecret[];
  /** Above zero it is tried with one message first. */
  readonly failures: number;
}

/** Active receivers that may be tried now and have messages that nobody is sending. */
export async function selectDueReceivers(db: Db, now: Date): Promise<readonly DueReceiver[]> {
  const { rows } = await sql<DueReceiver>`
    select w.id, w.url, w.secrets, w.failures from intake.webhooks w
    where w.state = 'active' and (w.retry_at is null or w.retry_at <= ${now}) and exists (
      select from intake.webhook_deliveries d
      where d.webhook_id = w.id and d.state = 'pending' and d.next_at <= ${now}
        and (d.leased_until is null or d.leased_until <= ${now}))
    order by w.id`.execute(db);
  return rows;
}

export interface ClaimedDelivery {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly createdAt: Date;
}

/**
 * Takes messages of one receiver for sending, the least tried and oldest first, until the lease ends; other
 * processes leave them alone as long.
 */
export async function claimDeliveries(
  db: Db,
  {
    webhookId,
    now,
    leasedUntil,
    limit,
  }: {
    readonly webhookId: string;
    readonly now: Date;
    readonly leasedUntil: Date;
    readonly limit: number;
  },
): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    update intake.webhook_deliveries set leased_until = ${leasedUntil}
    where id in (
      select id from intake.webhook_deliveries
      where webhook_id = ${webhookId} and state = 'pending' and next_at <= ${now}
        and (leased_until is null or leased_until <= ${now})
      order by attempts, id limit ${limit} for update skip locked)
    returning id, payload, attempts, created_at as "createdAt"`.execute(db);
  return rows.toSorted((a, b) => a.attempts - b.attempts || (a.id < b.id ? -1 : 1));
}

export interface Attempt {
  readonly deliveryId: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly fault: string | null;
  readonly answer: string | null;
}

export interface Outcome {
  readonly attempt: Attempt;
  readonly state: 'pending' | 'delivered' | 'failed';
  /** Of the next attempt, for those that stay pending. */
  readonly nextAt: Date;
}

/** What came of one attempt; a message that was taken back meanwhile (its receiver removed) is none any more. */
export async function saveOutcome(tx: Tx, { attempt, state, nextAt }: Outcome): Promise<void> {
  await sql`
    with message as (
      update intake.webhook_deliveries
      set attempts = attempts + 1, state = ${state}, next_at = ${nextAt}, leased_until = null,
        last_status = ${attempt.status}, last_fault = ${attempt.fault},
        ended_at = case when ${state} = 'pending' then null else ${attempt.at}::timestamptz end
      where id = ${attempt.deliveryId} returning id, attempts)
    insert into intake.webhook_attempts (delivery_id, attempt_no, at, duration_ms, status, fault, answer)
    select id, attempts, ${attempt.at}, ${attempt.durationMs}, ${attempt.status}::integer, ${attempt.fault},
      ${attempt.answer} from message`.execute(tx);
}

/** The receiver took something: it is well, and everything that waited for it is due. */
export async function markWell(tx: Tx, webhookId: string, now: Date): Promise<void> {
  const { rows } = await sql`
    update intake.webhooks set failures = 0, failing_since = null, retry_at = null
    where id = ${webhookId} and failures > 0 returning id`.execute(tx);
  if (rows.length > 0) {
    await sql`
      update intake.webhook_deliveries set next_at = ${now}
      where webhook_id = ${webhookId} and state = 'pending' and next_at > ${now}
        and last_fault is distinct from 'status' and last_fault is distinct from 'redirect'`.execute(tx);
  }
}

/** The receiver is down; returns how often in a row now. The caller sets when it is tried again. */
export async function countFailure(tx: Tx, webhookId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    update intake.webhooks set failures = failures + 1, failing_since = coalesce(failing_since, ${now})
    where id = ${webhookId} returning failures`.execute(tx);
  return rows[0]?.failures ?? 0;
}

export async function setRetry(tx: Tx, webhookId: string, retryAt: Date): Promise<void> {
  await sql`update intake.webhooks set retry_at = ${retryAt} where id = ${webhookId}`.execute(tx);
}

/** The receiver asked to be left alone; its messages wait until somebody sets it active again. */
export async function disable(tx: Tx, webhookId: string): Promise<void> {
  await sql`
    update intake.webhooks set state = 'disabled', disabled_reason = 'gone' where id = ${webhookId}`.execute(tx);
}

/** Messages that were taken but not tried are free again. */
export async function releaseDeliveries(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    await sql`
      update intake.webhook_deliveries set leased_until = null
      where id = any(${ids}::uuid[]) and state = 'pending'`.execute(db);
  }
}
