import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';

/** How long a reply is kept for a retry. */
export const IDEMPOTENCY_KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

/** What makes a request the same one again. */
export interface IdempotentRequest {
  readonly actor: Actor;
  readonly method: string;
  /** With its ids, without the query. */
  readonly path: string;
  readonly key: string;
  /** SHA-256 of query and body; of what identifies the content where the body is a stream. */
  readonly fingerprint: Buffer;
  readonly now: Date;
}

/** The first result, kept as the text that was sent. `reply` is null for a reply without a body. */
export interface StoredReply {
  readonly status: number;
  readonly reply: string | null;
}

export type IdempotencyClaim = { readonly kind: 'claimed' } | ({ readonly kind: 'replay' } & StoredReply);

/** The `Idempotency-Key` header, or null without one. Throws `input_invalid` for a key that is empty or over 255 visible ASCII characters. */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) {
    return null;
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalidInput([
      {
        field: 'Idempotency-Key',
        code: 'format_invalid',
        message: { 'zh-CN': '应为 1 至 255 个可见 ASCII 字符', en: 'should be 1 to 255 visible ASCII characters' },
      },
    ]);
  }
  return header;
}

/** SHA-256 over the parts, each with its length, so that moving a byte from one to the next changes it. */
export function fingerprintOf(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest();
}

/**
 * Claims the key inside the transaction of the write. Waits while another transaction holds the same key: when that
 * commits, its reply is returned; when it rolls back, the claim is ours. Throws 422 `idempotency_key_reused` when the
 * key came with other content. After `claimed`, call `storeReply` before the transaction ends.
 */
export async function claimIdempotency(tx: Tx, request: IdempotentRequest): Promise<IdempotencyClaim> {
  const actor = actorKey(request.actor);
  const operation = operationOf(request);
  const claimed = await sql`
    insert into kernel.idempotency_keys as stored (actor, operation, key, fingerprint, created_at)
    values (${actor}, ${operation}, ${request.key}, ${request.fingerprint}, ${request.now})
    on conflict (actor, operation, key) do update
      set fingerprint = excluded.fingerprint, status = null, reply = null, created_at = excluded.created_at
      where stored.created_at < ${expiryBefore(request.now)}
    returning 1`.execute(tx);
  if (claimed.rows.length > 0) {
    return { kind: 'claimed' };
  }
  const found = await sql<{ fingerprint: Buffer; status: number | null; reply: string | null }>`
    select fingerprint, status, reply from kernel.idempotency_keys
    where actor = ${actor} and operation = ${operation} and key = ${request.key}`.execute(tx);
  const stored = found.rows[0];
  if (stored === undefined || stored.status === null) {
    throw new Error('An idempotency key was claimed and committed without its reply');
  }
  if (!stored.fingerprint.equals(request.fingerprint)) {
    throw new AppError('idempotency_key_reused', 422, {
      message: {
        'zh-CN': '这个 Idempotency-Key 已用于内容不同的请求，请换一个新的',
        en: 'This Idempotency-Key was used for a request with other content; use a new one',
      },
    });
  }
  return { kind: 'replay', status: stored.status, reply: stored.reply };
}

/** Keeps the reply of a claimed key, in the same transaction. */
export async function storeReply(tx: Tx, request: IdempotentRequest, reply: StoredReply): Promise<void> {
  await sql`
    update kernel.idempotency_keys set status = ${reply.status}, reply = ${reply.reply}
    where actor = ${actorKey(request.actor)} and operation = ${operationOf(request)} and key = ${request.key}`.execute(
    tx,
  );
}

/** Deletes keys older than seven days; returns how many. */
export async function removeExpiredIdempotencyKeys(db: Db | Tx, now: Date): Promise<number> {
  const result = await sql`delete from kernel.idempotency_keys where created_at < ${expiryBefore(now)}`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Daily duty that removes expired keys; `wiring.ts` registers it. */
export const idempotencyExpiryTimer: TimerKind<Record<string, never>> = {
  name: 'kernel.remove_expired_idempotency_keys',
  payload: z.object({}),
  every: (after) => new Date(after.getTime() + DAY_MS),
  fire: async (_payload, run) => {
    await removeExpiredIdempotencyKeys(run.tx, run.dueAt);
  },
};

function actorKey(actor: Actor): string {
  return `${actor.kind}:${actor.id ?? ''}`;
}

function operationOf(request: IdempotentRequest): string {
  return `${request.method} ${request.path}`;
}

function expiryBefore(now: Date): Date {
  return new Date(now.getTime() - IDEMPOTENCY_KEPT_DAYS * DAY_MS);
}
