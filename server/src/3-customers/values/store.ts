import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { rightWord } from '../survivorship/store.ts';
import type { SpokenRecord } from './survivors.ts';

/** Everything that the sources say of a customer, but for what staff said is wrong. */
export async function spokenRecords(reader: Db | Tx, customerId: string): Promise<SpokenRecord[]> {
  return spokenOf(reader, [customerId]);
}

/** The same of several customers, each record with whose it is. */
export async function spokenOf(
  reader: Db | Tx,
  customerIds: readonly string[],
): Promise<(SpokenRecord & { readonly customerId: string })[]> {
  const { rows } = await sql<SpokenRecord & { customerId: string }>`
    select id, customer_id as "customerId", source, account, name, ${rightWord('phone')} as phone,
      ${rightWord('email')} as email, address, region, stated_at as "statedAt", attributes
    from customers.records where customer_id = any(${customerIds}::uuid[]) order by id`.execute(reader);
  return rows;
}

/** Sources of this customer that only speak for scopes which the asker may not see. */
export async function sourcesBeyond(
  reader: Db | Tx,
  customerId: string,
  scopeIds: ScopeLimit,
): Promise<ReadonlySet<string>> {
  if (scopeIds === null) {
    return new Set();
  }
  const { rows } = await sql<{ source: string }>`
    select source from customers.records where customer_id = ${customerId} and source <> 'staff'
    group by source having bool_or(scope_id = any(${scopeIds}::uuid[])) is not true`.execute(reader);
  return new Set(rows.map(({ source }) => source));
}

/** What means this customer beside phone and e-mail. */
export async function furtherIdentifiers(reader: Db | Tx, customerId: string): Promise<TrustedIdentifier[]> {
  const { rows } = await sql<TrustedIdentifier>`
    select kind, value from customers.identifiers
    where customer_id = ${customerId} and kind not in ('phone', 'email') order by kind, value limit 100`.execute(
    reader,
  );
  return rows;
}
