import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export async function insertAttestation(
  tx: Tx,
  row: {
    readonly id: string;
    readonly userId: string;
    readonly method: string;
    readonly at: Date;
    readonly validUntil: Date;
    readonly tokenHash: Buffer;
  },
): Promise<void> {
  await sql`
    insert into access.attestations (id, user_id, method, attested_at, valid_until)
    values (${row.id}, ${row.userId}, ${row.method}, ${row.at}, ${row.validUntil})`.execute(tx);
  await sql`
    update access.sessions set attested_until = ${row.validUntil}
    where token_hash = ${row.tokenHash} and user_id = ${row.userId}`.execute(tx);
}

/** Until when the session needs no further attestation. */
export async function selectAttestedUntil(reader: Db | Tx, tokenHash: Buffer): Promise<Date | null> {
  const { rows } = await sql<{ attested_until: Date | null }>`
    select attested_until from access.sessions where token_hash = ${tokenHash}`.execute(reader);
  return rows[0]?.attested_until ?? null;
}
