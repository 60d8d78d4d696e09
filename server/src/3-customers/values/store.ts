import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import type { SpokenRecord } from './survivors.ts';

/** Everything that the sources say of a customer. */
export async function spokenRecords(reader: Db | Tx, customerId: string): Promise<SpokenRecord[]> {
  const { rows } = await sql<SpokenRecord>`
    select id, source, account, name, phone, email, address, region, stated_at as "statedAt", attributes
    from customers.records where customer_id = ${customerId} order by id`.execute(reader);
  return rows;
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
