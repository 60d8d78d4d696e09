import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Reserved } from './caps.ts';
import type { Suppression } from './decide.ts';

/**
 * Whoever counts the messages of a customer and adds one holds this until the end of the transaction, so that two at
 * once cannot both find the last place free. In the order of the ids, so that none waits for the other in a ring.
 */
export async function lockRecipients(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(id, 5140772)) from (
      select unnest(${[...new Set(customerIds)].toSorted()}::text[]) as id) wanted`.execute(tx);
}

/** The places that messages of these customers took since an instant. */
export async function selectReserved(
  db: Db,
  customerIds: readonly string[],
  since: Date,
): Promise<readonly (Reserved & { readonly customerId: string })[]> {
  const { rows } = await sql<Reserved & { customerId: string }>`
    select customer_id as "customerId", purpose, channel, counts, reserved_at as at from contact.attempts
    where customer_id = any(${customerIds}::uuid[]) and reserved_at > ${since}`.execute(db);
  return rows;
}

export type ListedSuppression = Suppression & {
  readonly addressDigest: string | null;
  readonly customerId: string | null;
};

/** Lines of the suppression list about these customers and addresses. */
export async function selectSuppressions(
  db: Db,
  about: { readonly customerIds: readonly string[]; readonly digests: readonly string[] },
): Promise<readonly ListedSuppression[]> {
  const { rows } = await sql<ListedSuppression>`
    select reason, channel, purpose, until, address_digest as "addressDigest", customer_id as "customerId"
    from contact.suppressions
    where removed_at is null
      and (customer_id = any(${about.customerIds}::uuid[]) or address_digest = any(${about.digests}::text[]))`.execute(
    db,
  );
  return rows;
}
