import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/** What was taken in under a key. */
export interface Claim {
  readonly key: string;
  readonly contentHash: string;
  readonly occurredAt: Date;
  readonly resultId: string | null;
  readonly customerId: string | null;
}

/** Of which source and kind the keys are. */
export interface Namespace {
  readonly source: string;
  readonly type: string;
}

/** The claims on these keys, locked: whoever sends the same record meanwhile waits. */
export async function lockClaims(tx: Tx, { source, type }: Namespace, keys: readonly string[]): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    select key, content_hash as "contentHash", occurred_at as "occurredAt", result_id as "resultId",
      customer_id as "customerId"
    from intake.record_claims
    where source = ${source} and type = ${type} and key = any(${keys}::text[])
    order by key for update`.execute(tx);
  return rows;
}

/** Claims keys that were free; returns how many still were. Sorted, so that two writers never deadlock here. */
export async function insertClaims(
  tx: Tx,
  { source, type }: Namespace,
  claims: readonly Claim[],
  now: Date,
): Promise<number> {
  if (claims.length === 0) {
    return 0;
  }
  const { rows } = await sql`
    insert into intake.record_claims (source, type, key, content_hash, occurred_at, result_id, customer_id, taken_at)
    select ${source}, ${type}, key, content_hash, occurred_at, result_id, customer_id, ${now}
    from unnest(
      ${claims.map((claim) => claim.key)}::text[], ${claims.map((claim) => claim.contentHash)}::text[],
      ${claims.map((claim) => claim.occurredAt.toISOString())}::timestamptz[],
      ${claims.map((claim) => claim.resultId)}::uuid[], ${claims.map((claim) => claim.customerId)}::uuid[])
      as claim (key, content_hash, occurred_at, result_id, customer_id)
    order by key
    on conflict do nothing
    returning 1 as one`.execute(tx);
  return rows.length;
}

/** What is known of keys that were taken before, after newer content. */
export async function updateClaims(
  tx: Tx,
  { source, type }: Namespace,
  claims: readonly Claim[],
  now: Date,
): Promise<void> {
  if (claims.length === 0) {
    return;
  }
  await sql`
    update intake.record_claims c
    set content_hash = claim.content_hash, occurred_at = claim.occurred_at, taken_at = ${now},
      result_id = coalesce(claim.result_id, c.result_id), customer_id = coalesce(claim.customer_id, c.customer_id)
    from unnest(
      ${claims.map((claim) => claim.key)}::text[], ${claims.map((claim) => claim.contentHash)}::text[],
      ${claims.map((claim) => claim.occurredAt.toISOString())}::timestamptz[],
      ${claims.map((claim) => claim.resultId)}::uuid[], ${claims.map((claim) => claim.customerId)}::uuid[])
      as claim (key, content_hash, occurred_at, result_id, customer_id)
    where c.source = ${source} and c.type = ${type} and c.key = claim.key`.execute(tx);
}
