import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { TimelinePlace } from '../timeline/source.ts';
import type { ConsentEvidence, ConsentWay } from './schema.ts';
import type { ConsentStatement } from './state.ts';

/** A statement as it is stored. */
export interface ConsentRow extends ConsentStatement {
  readonly id: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly textId: string | null;
  readonly how: ConsentWay;
  readonly evidence: ConsentEvidence;
  readonly saidBy: string | null;
  readonly saidByName: string | null;
  readonly source: string | null;
  readonly key: string | null;
  readonly importId: string | null;
}

const COLUMNS = sql.raw(`c.id, c.record_id as "recordId", c.customer_id as "customerId", c.purpose, c.channel, c.act,
  c.occurred_at as "occurredAt", c.expires_at as "expiresAt", c.text_id as "textId", c.how,
  c.by_guardian as "byGuardian", c.is_confirmed as "isConfirmed", c.evidence, c.said_by as "saidBy",
  c.said_by_name as "saidByName", c.source, c.key, c.import_id as "importId"`);

/** Writes statements; one that came from its source before stays as it is. Returns the ids that are new. */
export async function insertConsents(tx: Tx, rows: readonly ConsentRow[], now: Date): Promise<ReadonlySet<string>> {
  const { rows: added } = await sql<{ id: string }>`
    insert into customers.consents (id, record_id, customer_id, purpose, channel, act, occurred_at, expires_at, text_id,
      how, by_guardian, is_confirmed, evidence, said_by, said_by_name, source, key, import_id, created_at)
    select id, "recordId", "customerId", purpose, channel, act, "occurredAt", "expiresAt", "textId", how, "byGuardian",
      "isConfirmed", evidence, "saidBy", "saidByName", source, key, "importId", ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
      id uuid, "recordId" uuid, "customerId" uuid, purpose text, channel text, act text, "occurredAt" timestamptz,
      "expiresAt" timestamptz, "textId" uuid, how text, "byGuardian" boolean, "isConfirmed" boolean, evidence jsonb,
      "saidBy" uuid, "saidByName" text, source text, key text, "importId" uuid)
    order by source, key
    on conflict do nothing returning id`.execute(tx);
  return new Set(added.map(({ id }) => id));
}

/** All that these customers ever said. */
export async function selectStatements(db: Db, customerIds: readonly string[]): Promise<readonly ConsentRow[]> {
  const { rows } = await sql<ConsentRow>`
    select ${COLUMNS} from customers.consents c where c.customer_id = any(${customerIds}::uuid[])`.execute(db);
  return rows;
}

/** The newest statements of one customer, with the wording that they were told. */
export async function selectHistory(
  db: Db,
  customerId: string,
  limit: number,
): Promise<readonly (ConsentRow & { readonly language: Locale | null; readonly version: number | null })[]> {
  const { rows } = await sql<ConsentRow & { language: Locale | null; version: number | null }>`
    select ${COLUMNS}, t.language, t.version from customers.consents c
    left join customers.consent_texts t on t.id = c.text_id
    where c.customer_id = ${customerId} order by c.occurred_at desc, c.id desc limit ${limit}`.execute(db);
  return rows;
}

/** For the time-line: newest first, before a place. */
export async function ofCustomer(
  db: Db,
  customerId: string,
  page: { readonly before: TimelinePlace | null; readonly limit: number },
): Promise<readonly ConsentRow[]> {
  const before =
    page.before === null ? sql`true` : sql`(c.occurred_at, c.id) < (${page.before.at}, ${page.before.id}::uuid)`;
  const { rows } = await sql<ConsentRow>`
    select ${COLUMNS} from customers.consents c where c.customer_id = ${customerId} and ${before}
    order by c.occurred_at desc, c.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** What is known of people whom somebody wants to reach. */
export interface ReachRow {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly birthday: string | null;
  readonly timeZone: string | null;
  readonly preferredChannel: string | null;
  readonly preferredContactTime: string | null;
  readonly identifiers: Readonly<Record<string, string>>;
}

export async function selectReach(db: Db, customerIds: readonly string[]): Promise<readonly ReachRow[]> {
  const { rows } = await sql<ReachRow>`
    select c.id, c.name, c.email, c.phone, c.address, c.attributes ->> 'birthday' as birthday,
      c.attributes ->> 'timeZone' as "timeZone", c.attributes ->> 'preferredChannel' as "preferredChannel",
      c.attributes ->> 'preferredContactTime' as "preferredContactTime",
      coalesce((select jsonb_object_agg(i.kind, i.value) from customers.identifiers i
        where i.customer_id = c.id and i.kind in ('wechat_openid', 'wecom_id')), '{}') as identifiers
    from customers.customers c where c.id = any(${customerIds}::uuid[])`.execute(db);
  return rows;
}

/** A page of statements for a file, in the order of their ids. */
export async function selectExported(
  db: Db,
  page: { readonly scopeIds: readonly string[] | null; readonly afterId: string | null; readonly limit: number },
): Promise<readonly (ConsentRow & { readonly version: number | null })[]> {
  const inScope =
    page.scopeIds === null
      ? sql`true`
      : sql`exists (select from customers.records r
          where r.customer_id = c.customer_id and r.scope_id = any(${page.scopeIds}::uuid[]))`;
  const { rows } = await sql<ConsentRow & { version: number | null }>`
    select ${COLUMNS}, t.version from customers.consents c left join customers.consent_texts t on t.id = c.text_id
    where (${page.afterId}::uuid is null or c.id > ${page.afterId}) and ${inScope}
    order by c.id limit ${page.limit}`.execute(db);
  return rows;
}

/** Takes the statements of a part of an import away; returns their records and customers. */
export async function deleteOfImport(
  tx: Tx,
  importId: string,
  range: { readonly firstId: string; readonly lastId: string },
): Promise<readonly { readonly recordId: string; readonly customerId: string }[]> {
  const { rows } = await sql<{ recordId: string; customerId: string }>`
    delete from customers.consents where import_id = ${importId} and id between ${range.firstId} and ${range.lastId}
    returning record_id as "recordId", customer_id as "customerId"`.execute(tx);
  return rows;
}
