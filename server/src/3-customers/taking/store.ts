import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';
import type { RecordWords } from '../identity/statement.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';

export interface KnownRow extends RecordWords {
  readonly key: string;
  readonly customerId: string;
  /** `kind:value`, everything it ever stated. */
  readonly identifiers: readonly string[];
}

/** What is on file of these records, kept as it is until the transaction ends. */
export async function knownRecords(tx: Tx, source: string, keys: readonly string[]): Promise<KnownRow[]> {
  const { rows } = await sql<KnownRow>`
    select r.key, r.customer_id as "customerId", r.account, r.name, r.phone, r.email, r.address, r.region,
      r.stated_at as "statedAt", r.attributes,
      array(select distinct s.kind || ':' || s.value from customers.record_identifiers s where s.record_id = r.id)
        as identifiers
    from customers.records r where r.source = ${source} and r.key = any(${keys}::text[])
    order by r.id for update`.execute(tx);
  return rows;
}

/** The customers whom any of these identifiers means. */
export async function customersMeant(tx: Tx, identifiers: readonly TrustedIdentifier[]): Promise<string[]> {
  if (identifiers.length === 0) {
    return [];
  }
  const { rows } = await sql<{ id: string }>`
    select distinct i.customer_id as id
    from unnest(${identifiers.map((row) => row.kind)}::text[], ${identifiers.map((row) => row.value)}::text[])
      as wanted (kind, value)
    join customers.identifiers i using (kind, value)`.execute(tx);
  return rows.map((row) => row.id);
}
