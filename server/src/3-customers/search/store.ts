import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { Contained } from '../fields/attribute-filter.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { type CustomerRow, customerColumns, visible } from '../profile/store.ts';
import type { QualityFault } from '../quality/faults.ts';
import { hasFault, hasScore, notHeardSince } from '../quality/store.ts';
import type { SearchTerms } from './read-text.ts';
import type { CustomerSort, ProspectStatus } from './schema.ts';

/** Which customers. */
export interface Filter {
  readonly scopeIds: ScopeLimit;
  readonly source?: string | undefined;
  readonly tag?: string | undefined;
  readonly status?: 'prospect' | 'customer' | undefined;
  readonly prospectStatus?: ProspectStatus | undefined;
  readonly region?: string | undefined;
  /** Score of data quality, both included. */
  readonly qualityMin?: number | undefined;
  readonly qualityMax?: number | undefined;
  readonly fault?: QualityFault | undefined;
  /** An instant: nothing new was said since. */
  readonly heardBefore?: string | undefined;
  /** What the attributes have to contain. */
  readonly contains?: Readonly<Record<string, Contained>> | undefined;
}

/** The last row of the page before: its sort value as text (null where the id says it all) and its id. */
export interface Place {
  readonly key: string | null;
  readonly id: string;
}

export interface KeyedRow extends CustomerRow {
  readonly sortKey: string | null;
}

const TRUE = sql`true`;

/** The conditions of a filter on a customer `c`. */
export function matching(filter: Filter): RawBuilder<unknown> {
  const { source, tag, status, prospectStatus, region, contains } = filter;
  const { qualityMin, qualityMax, fault, heardBefore } = filter;
  const conditions = [
    visible(filter.scopeIds),
    source === undefined
      ? TRUE
      : sql`exists (select from customers.records r where r.customer_id = c.id and r.source = ${source})`,
    tag === undefined
      ? TRUE
      : sql`c.id in (select ct.customer_id from customers.customer_tags ct where ct.tag_id = ${tag}::uuid)`,
    status === undefined
      ? TRUE
      : status === 'prospect'
        ? sql`c.first_order_at is null`
        : sql`c.first_order_at is not null`,
    prospectStatus === undefined
      ? TRUE
      : sql`(c.first_order_at is null and coalesce(c.attributes ->> 'prospectStatus', 'new') = ${prospectStatus})`,
    region === undefined ? TRUE : sql`c.region = ${region}`,
    contains === undefined || Object.keys(contains).length === 0
      ? TRUE
      : sql`c.attributes @> ${JSON.stringify(contains)}::jsonb`,
    qualityMin === undefined && qualityMax === undefined ? TRUE : hasScore(qualityMin ?? 0, qualityMax ?? 100),
    fault === undefined ? TRUE : hasFault(fault),
    heardBefore === undefined ? TRUE : notHeardSince(heardBefore),
  ];
  return sql.join(
    conditions.filter((condition) => condition !== TRUE),
    sql` and `,
  );
}

function where(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`where ${sql.join([TRUE, ...conditions], sql` and `)}`;
}

interface Order {
  /** Text in the cursor; null when the id is the order. */
  readonly key: RawBuilder<unknown> | null;
  readonly isDescending: boolean;
  /** How the text is compared again. */
  readonly cast: RawBuilder<unknown>;
}

const BY_NAME = sql`coalesce(c.name_pinyin, '~') collate "C"`;

const ORDERS: Readonly<Record<CustomerSort, Order>> = {
  newest: { key: null, isDescending: true, cast: sql`::text` },
  oldest: { key: null, isDescending: false, cast: sql`::text` },
  name: { key: BY_NAME, isDescending: false, cast: sql`::text` },
  lastOrder: { key: sql`coalesce(c.last_order_at, '-infinity')`, isDescending: true, cast: sql`::timestamptz` },
};

/** A page of the list, one more than the limit so that the caller sees whether there is a next one. */
export async function listCustomers(
  db: Db,
  filter: Filter,
  page: {
    readonly sort: CustomerSort;
    readonly after: Place | null;
    readonly skip?: number;
    readonly limit: number;
  },
): Promise<KeyedRow[]> {
  const { key, isDescending, cast } = ORDERS[page.sort];
  const direction = isDescending ? sql`desc` : sql`asc`;
  const order = sql`order by ${key === null ? sql`` : sql`${key} ${direction}, `}c.id ${direction}`;
  // Rows are chosen before their columns are made: those passed over cost a step of the index each.
  const { rows } = await sql<KeyedRow>`
    select ${customerColumns(filter.scopeIds)}, ${key === null ? sql`null` : sql`(${key})::text`} as "sortKey"
    from (
      select c.* from customers.customers c
      ${where([matching(filter), behind(page.after, { key, isDescending, cast })])}
      ${order} offset ${page.skip ?? 0} limit ${page.limit + 1}) c
    ${order}`.execute(db);
  return rows;
}

function behind(after: Place | null, { key, isDescending, cast }: Order): RawBuilder<unknown> {
  if (after === null) {
    return TRUE;
  }
  const sign = isDescending ? sql`<` : sql`>`;
  return key === null || after.key === null
    ? sql`c.id ${sign} ${after.id}::uuid`
    : sql`(${key}, c.id) ${sign} (${after.key}${cast}, ${after.id}::uuid)`;
}

/** What the list by name stands at: not in the cursor, which travels in an address. */
export async function nameKeyOf(db: Db, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ key: string }>`
    select ${BY_NAME} as key from customers.customers c where c.id = ${id}`.execute(db);
  return rows[0]?.key;
}

/** How many match, counted up to the bound. */
export async function countUpTo(db: Db, filter: Filter, bound: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select from customers.customers c ${where([matching(filter)])} limit ${bound}) as found`.execute(db);
  return rows[0]?.n ?? 0;
}

export async function countAll(db: Db, filter: Filter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from customers.customers c ${where([matching(filter)])}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Customers who are known by exactly this. */
export async function customersKnownBy(db: Db, terms: SearchTerms): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.customer_id as id from unnest(
      ${terms.identifiers.map((row) => row.kind)}::text[], ${terms.identifiers.map((row) => row.value)}::text[])
      as wanted (kind, value) join customers.identifiers i using (kind, value)
    union
    select i.customer_id from customers.identifiers i
      where substr(i.value, strpos(i.value, ':') + 1) = ${terms.account}
        and i.kind in ('wechat_openid', 'marketplace_account')
    union
    (select r.customer_id from customers.records r where r.account = ${terms.account} limit 200)`.execute(db);
  return rows.map((row) => row.id);
}

/** Beyond this nobody looks through the list; another digit narrows it to a tenth. */
const MAX_WITH_TAIL = 2000;

async function customersByTail(db: Db, phoneTail: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.customer_id as id from customers.identifiers i
    where i.kind = 'phone' and ${beginsWith(sql`reverse(i.value) collate "C"`, phoneTail)}
    limit ${MAX_WITH_TAIL}`.execute(db);
  return [...new Set(rows.map((row) => row.id))];
}

/** One way in which a text finds customers, best way first; what an earlier way found does not come again. */
interface Way {
  readonly finds: RawBuilder<unknown>;
  /** Results of one way come in the order of this text, then newest first. */
  readonly key: RawBuilder<unknown>;
}

/** Greater than every text that begins with the prefix, in the order of bytes. */
const LAST = '\u{10FFFF}';

function beginsWith(text: RawBuilder<unknown>, prefix: string): RawBuilder<unknown> {
  return sql`(${text} >= ${prefix} and ${text} < ${prefix + LAST})`;
}

function waysOf(
  terms: SearchTerms,
  { known, withTail }: { readonly known: readonly string[]; readonly withTail: readonly string[] },
): Way[] {
  const ways: Way[] = [];
  const add = (text: RawBuilder<unknown>, prefix: string | null): void => {
    if (prefix !== null) {
      ways.push({ finds: beginsWith(text, prefix), key: text });
    }
  };
  if (known.length > 0) {
    ways.push({ finds: sql`c.id = any(${known}::uuid[])`, key: sql`''::text` });
  }
  if (withTail.length > 0) {
    ways.push({ finds: sql`c.id = any(${withTail}::uuid[])`, key: sql`''::text` });
  }
  add(sql`c.name collate "C"`, terms.name);
  add(sql`customers.given_name(c.name) collate "C"`, terms.name);
  add(sql`c.name_initials collate "C"`, terms.initials);
  add(BY_NAME, terms.pinyin);
  return ways;
}

export interface SearchPlace extends Place {
  /** Which way found the last row of the page before. */
  readonly way: number;
}

export type FoundRow = KeyedRow & { readonly way: number };

/** A page of what the text finds, one more than the limit; each way reads no further than the page. */
export async function searchCustomers(
  db: Db,
  terms: SearchTerms,
  { filter, after, limit }: { readonly filter: Filter; readonly after: SearchPlace | null; readonly limit: number },
): Promise<FoundRow[]> {
  const ways = waysOf(terms, {
    known: await customersKnownBy(db, terms),
    withTail: terms.phoneTail === null ? [] : await customersByTail(db, terms.phoneTail),
  });
  const found: FoundRow[] = [];
  for (let way = after?.way ?? 0; way < ways.length && found.length <= limit; way += 1) {
    const { finds, key } = ways[way] ?? NOTHING;
    const earlier = ways.slice(0, way).map((each) => sql`(${each.finds}) is not true`);
    const { rows } = await sql<KeyedRow>`
      select ${customerColumns(filter.scopeIds)}, (${key})::text as "sortKey" from customers.customers c
      ${where([finds, ...earlier, matching(filter), after?.way === way ? beyond(key, after) : TRUE])}
      order by ${key}, c.id desc limit ${limit + 1 - found.length}`.execute(db);
    found.push(...rows.map((row) => ({ ...row, way })));
  }
  return found;
}

const NOTHING: Way = { finds: sql`false`, key: sql`''::text` };

function beyond(key: RawBuilder<unknown>, { key: last, id }: Place): RawBuilder<unknown> {
  return sql`(${key} >= ${last ?? ''} and (${key} > ${last ?? ''} or c.id < ${id}::uuid))`;
}

export async function customerByIdentifier(
  db: Db,
  identifier: TrustedIdentifier,
  scopeIds: ScopeLimit,
): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    select ${customerColumns(scopeIds)} from customers.customers c
    where c.id = (select i.customer_id from customers.identifiers i
      where i.kind = ${identifier.kind} and i.value = ${identifier.value})
    and ${visible(scopeIds)}`.execute(db);
  return rows[0];
}

export async function customerByAccount(
  db: Db,
  account: { readonly source: string; readonly account: string },
  scopeIds: ScopeLimit,
): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    select ${customerColumns(scopeIds)} from customers.customers c
    where c.id = (select r.customer_id from customers.records r
      where r.source = ${account.source} and r.key = ${`account:${account.account}`})
    and ${visible(scopeIds)}`.execute(db);
  return rows[0];
}
