import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ErasureSubject } from '#kernel/erasure/participant.ts';

type Whose = Pick<ErasureSubject, 'customerId' | 'recordIds'>;

/** The browsers that were said to be the person's. */
export async function forgetBrowsers(
  tx: Tx,
  { recordIds }: Whose,
): Promise<{ readonly identifications: number; readonly browsers: number }> {
  const { rows } = await sql<{ identifications: number; browsers: number }>`
    with gone as (
      delete from behaviour.identifications where record_id = any(${recordIds}::uuid[]) returning source, anonymous_id),
    browsers as (
      delete from behaviour.browsers b using (select distinct source, anonymous_id from gone) g
      where b.source = g.source and b.anonymous_id = g.anonymous_id returning 1)
    select (select count(*) from gone)::integer as identifications,
      (select count(*) from browsers)::integer as browsers`.execute(tx);
  return rows[0] ?? { identifications: 0, browsers: 0 };
}

/**
 * Events become those of a browser that nobody knows: visits and views are counted as before, and nothing leads from
 * them to the person or to the cookie. The salt is forgotten with the transaction.
 */
export async function anonymiseEvents(
  tx: Tx,
  { customerId, recordIds, pattern }: ErasureSubject,
  salt: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update behaviour.events set customer_id = null, record_id = null, stated = true,
      anonymous_id = encode(sha256(convert_to(${salt} || anonymous_id, 'UTF8')), 'hex'),
      visit_id = encode(sha256(convert_to(${salt} || visit_id, 'UTF8')), 'hex'),
      key = case when normalize(key, NFKC) ~* ${pattern ?? '(?!)'} then id::text else key end,
      path = null, referrer_host = null, title = null, query = null, properties = null
    where customer_id = ${customerId} or record_id = any(${recordIds}::uuid[])
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What the person did on sites, oldest first. */
export async function copiedEvents(
  reader: Db | Tx,
  { customerId }: Whose,
): Promise<Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    select jsonb_strip_nulls(jsonb_build_object('kind', kind, 'at', at, 'source', source, 'name', name, 'path', path,
      'title', title, 'sku', sku, 'category', category, 'quantity', quantity, 'query', query, 'campaign', campaign,
      'properties', properties)) as row
    from behaviour.events where customer_id = ${customerId} order by at, id`.execute(reader);
  return rows.map(({ row }) => row);
}
