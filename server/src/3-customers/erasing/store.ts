import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';
import type { SealedValue } from '../identity/attributes.ts';
import { EMPTIED } from '../sources/store.ts';

/** What is known of the person in words, before it goes. */
export interface SaidValues {
  readonly recordIds: readonly string[];
  readonly names: readonly string[];
  /** Phones, e-mails, accounts, addresses, cards and further texts that no other customer's record says too. */
  readonly values: readonly string[];
  /** Texts that are kept sealed. */
  readonly sealed: readonly { readonly field: string; readonly value: SealedValue }[];
  readonly addresses: ErasureSubject['addresses'];
}

/** The customer's row, locked; undefined when there is none. */
export async function lockCustomer(tx: Tx, id: string): Promise<{ readonly erasedAt: Date | null } | undefined> {
  const { rows } = await sql<{ erasedAt: Date | null }>`
    select erased_at as "erasedAt" from customers.customers where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** Everything that the person's records say or said. `textKeys` are the fields whose texts may be looked for. */
export async function saidValues(tx: Tx, customerId: string, textKeys: readonly string[]): Promise<SaidValues> {
  const { rows: records } = await sql<{ id: string }>`
    select id from customers.records where customer_id = ${customerId} order by id for update`.execute(tx);
  const recordIds = records.map(({ id }) => id);
  const { rows } = await sql<{ kind: string; value: string }>`
    with versions as (
      select b.* from customers.record_versions v, jsonb_populate_record(null::customers.records, v.before) b
      where v.record_id = any(${recordIds}::uuid[])),
    words as (
      select name, phone, email, address, account, attributes from customers.records where id = any(${recordIds}::uuid[])
      union all select name, phone, email, address, account, attributes from versions),
    changes as (
      select c.field, value #>> '{}' as value
      from customers.field_changes c, unnest(array[c.before, c.after]) as value
      where (c.customer_id = ${customerId} or c.record_id = any(${recordIds}::uuid[])) and jsonb_typeof(value) = 'string'),
    said as (
      select 'name' as kind, name as value from words
      union select 'phone', phone from words
      union select 'email', email from words
      union select 'address', address from words
      union select 'account', account from words
      union select 'text', a.value ->> 'v' from words, jsonb_each(coalesce(attributes, '{}')) a
        where a.key = any(${textKeys}::text[]) and jsonb_typeof(a.value -> 'v') = 'string'
      union select case when field in ('name', 'phone', 'email', 'address') then field else 'text' end, value from changes
        where field in ('name', 'phone', 'email', 'address') or field = any(${textKeys}::text[])
      union select kind, value from customers.record_identifiers where record_id = any(${recordIds}::uuid[])
      union select kind, value from customers.withheld_identifiers where record_id = any(${recordIds}::uuid[]))
    select kind, value from said s
    where value is not null and value <> '' and not (
      s.kind in ('phone', 'email', 'member_card', 'wechat_unionid', 'wechat_openid', 'wecom_id', 'marketplace_account')
      and exists (
        select from customers.record_identifiers o
        where o.kind = s.kind and o.value = s.value and o.record_id <> all(${recordIds}::uuid[])))
      and not (s.kind = 'address' and exists (
        select from customers.customers o where o.address = s.value and o.id <> ${customerId}))
    order by 1, 2`.execute(tx);
  const { rows: sealed } = await sql<{ field: string; value: SealedValue }>`
    select a.key as field, a.value -> 'v' as value
    from customers.records r, jsonb_each(coalesce(r.attributes, '{}')) a
    where r.id = any(${recordIds}::uuid[]) and a.key = any(${textKeys}::text[]) and jsonb_typeof(a.value -> 'v') = 'object'
    union
    select c.field, value from customers.field_changes c, unnest(array[c.before, c.after]) as value
    where (c.customer_id = ${customerId} or c.record_id = any(${recordIds}::uuid[])) and jsonb_typeof(value) = 'object'
      and c.field = any(${textKeys}::text[])`.execute(tx);
  return {
    recordIds,
    sealed,
    names: [
      ...new Set(rows.filter(({ kind, value }) => kind === 'name' && value.length > 1).map(({ value }) => value)),
    ],
    // A shop's number for a person stands behind the shop's name.
    values: rows.filter(({ kind }) => kind !== 'name').flatMap(({ value }) => [value, ...value.split(':').slice(1)]),
    addresses: rows.flatMap(({ kind, value }) =>
      kind === 'phone' || kind === 'email' ? [{ channel: kind, value }] : [],
    ),
  };
}

/** Everything that this module keeps of the person; the customer and the records stay, without a word. */
export async function eraseCustomerRows(tx: Tx, subject: ErasureSubject): Promise<TouchedRows> {
  const { customerId, recordIds, at } = subject;
  const theirs = sql`(customer_id = ${customerId} or record_id = any(${recordIds}::uuid[]))`;
  const records = sql`any(${recordIds}::uuid[])`;
  return runErasing(tx, [
    [
      'identifiers',
      sql`
        delete from customers.identifiers i where i.customer_id = ${customerId} and not exists (
          select from customers.trusted_identifiers s
          where s.kind = i.kind and s.value = i.value and s.record_id <> all(${recordIds}::uuid[]))`,
    ],
    ['record_identifiers', sql`delete from customers.record_identifiers where record_id = ${records}`],
    ['withheld_identifiers', sql`delete from customers.withheld_identifiers where record_id = ${records}`],
    ['record_versions', sql`delete from customers.record_versions where record_id = ${records}`],
    ['field_changes', sql`delete from customers.field_changes where ${theirs}`],
    [
      'note_versions',
      sql`delete from customers.note_versions where note_id in (select id from customers.notes where ${theirs})`,
    ],
    ['notes', sql`delete from customers.notes where ${theirs}`],
    ['customer_tags', sql`delete from customers.customer_tags where ${theirs}`],
    ['organisation_contacts', sql`delete from customers.organisation_contacts where ${theirs}`],
    [
      'interactions',
      sql`
        update customers.interactions set subject = null, content = null, outcome = null, key = null
        where ${theirs}`,
    ],
    ['consents', sql`update customers.consents set evidence = '{}', key = null, import_id = null where ${theirs}`],
    ...decisionTables(subject),
    ['data_requests', sql`update customers.data_requests set note = null where ${theirs} and note is not null`],
    ...furtherTables(subject),
    ...relatedTables(subject),
    [
      'records',
      sql`
        update customers.records set key = ${EMPTIED} || id, account = null, name = null, phone = null, email = null,
          address = null, region = null, attributes = null, import_id = null, outlives_import = false,
          own_customer_id = customer_id, updated_at = ${at}
        where id = ${records}`,
    ],
    [
      'customers',
      sql`
        update customers.customers set name = null, phone = null, email = null, address = null, region = null,
          attributes = null, name_pinyin = null, name_initials = null, place = null, division_code = null,
          updated_at = ${at}, erased_at = ${at}
        where id = ${customerId}`,
    ],
  ]);
}

/** What staff decided about who is one person. */
function decisionTables({ recordIds }: ErasureSubject): Parameters<typeof runErasing>[1] {
  const records = sql`any(${recordIds}::uuid[])`;
  return [
    [
      'merges',
      sql`
        update customers.merges set reason = '', unmerge_reason = null where id in (
          select merge_id from customers.bonds where left_record_id = ${records} or right_record_id = ${records})`,
    ],
    ['bonds', sql`delete from customers.bonds where left_record_id = ${records} or right_record_id = ${records}`],
    ['aparts', sql`delete from customers.aparts where left_record_id = ${records} or right_record_id = ${records}`],
    [
      'review_pairs',
      sql`delete from customers.review_pairs where left_record_id = ${records} or right_record_id = ${records}`,
    ],
  ];
}

/** Portraits, quality and confirming. */
function furtherTables({ customerId, recordIds }: ErasureSubject): Parameters<typeof runErasing>[1] {
  const theirs = sql`(customer_id = ${customerId} or record_id = any(${recordIds}::uuid[]))`;
  return [
    ['pictures', sql`delete from customers.pictures where ${theirs}`],
    ['confirmations', sql`delete from customers.confirmations where ${theirs}`],
    ['confirm_requests', sql`delete from customers.confirm_requests where ${theirs}`],
    ['quality', sql`delete from customers.quality where customer_id = ${customerId}`],
  ];
}

/** Families, relations, introductions and matching. */
function relatedTables({ customerId, recordIds, at }: ErasureSubject): Parameters<typeof runErasing>[1] {
  const records = sql`any(${recordIds}::uuid[])`;
  const pair = sql`(left_record_id = ${records} or right_record_id = ${records})`;
  const members = sql`(select id from customers.household_members where record_id = ${records})`;
  // Also those that they have left: what was changed there tells of them.
  const households = sql`(
    select household_id from customers.household_members where record_id = ${records}
    union select household_id from customers.household_changes where member_id in ${members}
    union select other_household_id from customers.household_changes
      where member_id in ${members} and other_household_id is not null)`;
  const held = sql`(
    select household_id from customers.household_members where record_id = ${records} and relation = 'holder')`;
  return [
    [
      'household_changes',
      sql`
        update customers.household_changes set rows = null
        where (household_id in ${households} or other_household_id in ${households}) and rows is not null`,
    ],
    [
      'households',
      sql`update customers.households set name = null, address = null, note = null, updated_at = ${at} where id in ${held}`,
    ],
    // Whom the holder named, and who is no customer, goes with the holder's word.
    [
      'household_members',
      sql`
        update customers.household_members set name = '—', relation_word = null, sizes = '{}', birthday = null,
          born_on = null, note = null
        where record_id is null and household_id in ${held}`,
    ],
    [
      'household_members',
      sql`
        update customers.household_members set name = null, relation_word = null, sizes = '{}', birthday = null,
          born_on = null, note = null, left_at = coalesce(left_at, ${at})
        where record_id = ${records}`,
    ],
    ['relations', sql`delete from customers.relations where from_record_id = ${records} or to_record_id = ${records}`],
    ['relation_suggestions', sql`delete from customers.relation_suggestions where ${pair}`],
    ['address_keys', sql`delete from customers.address_keys where customer_id = ${customerId}`],
    [
      'introduction_steps',
      sql`
        update customers.introduction_steps set note = null, next_step = null
        where introduction_id in (select id from customers.introductions where ${pair})`,
    ],
    [
      'introductions',
      sql`update customers.introductions set goods = null, note = null, next_step = null where ${pair}`,
    ],
    ['match_keys', sql`delete from customers.match_keys where customer_id = ${customerId}`],
    ['match_pairs', sql`delete from customers.match_pairs where left_id = ${customerId} or right_id = ${customerId}`],
    ['match_labels', sql`delete from customers.match_labels where ${pair}`],
  ];
}

/** Free texts of others that mention a value of the person: the value is blacked out. */
export function blackOutMentions(db: Db, pattern: string): Promise<TouchedRows> {
  const black = (column: string) => {
    const text = sql.ref(column);
    // Only what is found in no other way is changed to the plain form, which alters other signs too.
    return sql`
      regexp_replace(case when ${text} ~* ${pattern} then ${text} else normalize(${text}, NFKC) end, ${pattern}, '▇', 'gi')`;
  };
  const has = (column: string) => sql`normalize(${sql.ref(column)}, NFKC) ~* ${pattern}`;
  return runErasing(db, [
    ['notes', sql`update customers.notes set text = ${black('text')} where ${has('text')}`],
    ['note_versions', sql`update customers.note_versions set text = ${black('text')} where ${has('text')}`],
    [
      'interactions',
      sql`
        update customers.interactions
        set subject = ${black('subject')}, content = ${black('content')}, outcome = ${black('outcome')}
        where ${has('subject')} or ${has('content')} or ${has('outcome')}`,
    ],
    [
      'organisations',
      sql`
        update customers.organisations set note = ${black('note')}, address = ${black('address')}
        where ${has('note')} or ${has('address')}`,
    ],
    [
      'data_requests',
      sql`
        update customers.data_requests set note = ${black('note')}, reason = ${black('reason')}
        where ${has('note')} or ${has('reason')}`,
    ],
    ['shared_phones', sql`delete from customers.shared_phones where ${has('phone')}`],
  ]);
}

export interface ErasureRow {
  readonly id: string;
  readonly customerId: string;
  readonly cause: 'request' | 'retention';
  readonly requestId: string | null;
  readonly subject: (Omit<ErasureSubject, 'at'> & { readonly at: string }) | null;
  readonly touched: TouchedRows;
  readonly erasedAt: Date;
  readonly finishedAt: Date | null;
}

const ERASURE = sql.raw(`id, customer_id as "customerId", cause, request_id as "requestId", subject, touched,
  erased_at as "erasedAt", finished_at as "finishedAt"`);

export async function insertErasure(
  tx: Tx,
  row: Omit<ErasureRow, 'subject' | 'finishedAt'> & {
    readonly subject: ErasureSubject;
    readonly actorKind: string;
    readonly actorId: string | null;
  },
): Promise<void> {
  await sql`
    insert into customers.erasures (id, customer_id, cause, request_id, subject, touched, actor_kind, actor_id, erased_at)
    values (${row.id}, ${row.customerId}, ${row.cause}, ${row.requestId}, ${JSON.stringify(row.subject)}::jsonb,
      ${JSON.stringify(row.touched)}::jsonb, ${row.actorKind}, ${row.actorId}::uuid, ${row.erasedAt})`.execute(tx);
}

export async function selectErasure(
  reader: Db | Tx,
  which: { readonly id: string } | { readonly customerId: string },
): Promise<ErasureRow | null> {
  const { rows } = await sql<ErasureRow>`
    select ${ERASURE} from customers.erasures
    where ${'id' in which ? sql`id = ${which.id}` : sql`customer_id = ${which.customerId}`}`.execute(reader);
  return rows[0] ?? null;
}

/** It with those that may be gone over together: of retention nobody waits for a receipt of each. */
export async function unfinishedWith(db: Db, id: string, atOnce: number): Promise<readonly ErasureRow[]> {
  const { rows } = await sql<ErasureRow>`
    select ${ERASURE} from customers.erasures
    where finished_at is null and (id = ${id} or (cause = 'retention'
      and exists (select from customers.erasures own where own.id = ${id} and own.cause = 'retention' and own.finished_at is null)))
    order by id <> ${id}, id limit ${atOnce}`.execute(db);
  return rows;
}

/** What was touched so far. */
export async function saveTouched(db: Db, id: string, touched: TouchedRows): Promise<void> {
  await sql`update customers.erasures set touched = ${JSON.stringify(touched)}::jsonb where id = ${id}`.execute(db);
}

/** Done with what had to be looked for: what it was is forgotten too. */
export async function finishErasures(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await sql`
    update customers.erasures set subject = null, finished_at = ${at}
    where id = any(${ids}::uuid[]) and finished_at is null`.execute(tx);
}

interface Row {
  readonly row: Readonly<Record<string, unknown>>;
}

/** What each source said, with the identifiers. */
export async function copiedRecords(reader: Db | Tx, customerId: string): Promise<Row['row'][]> {
  const { rows } = await sql<Row>`
    select jsonb_strip_nulls(jsonb_build_object('source', source, 'account', account, 'name', name, 'phone', phone,
      'email', email, 'address', address, 'region', region, 'statedAt', stated_at, 'identifiers', (
        select jsonb_agg(jsonb_build_object('kind', s.kind, 'value', s.value) order by s.kind, s.value)
        from customers.record_identifiers s where s.record_id = r.id))) as row
    from customers.records r where customer_id = ${customerId} order by id`.execute(reader);
  return rows.map(({ row }) => row);
}

/** What was said with them and about them. */
export async function copiedWords(reader: Db | Tx, customerId: string): Promise<Row['row'][]> {
  const { rows } = await sql<Row>`
    select row from (
      select occurred_at as at, jsonb_strip_nulls(jsonb_build_object('what', 'interaction', 'at', occurred_at,
        'kind', kind, 'channel', channel, 'direction', direction, 'subject', subject, 'content', content,
        'outcome', outcome)) as row
      from customers.interactions where customer_id = ${customerId}
      union all
      select created_at, jsonb_build_object('what', 'note', 'at', created_at, 'text', text)
      from customers.notes where customer_id = ${customerId} and removed_at is null
      union all
      select ct.tagged_at, jsonb_build_object('what', 'tag', 'at', ct.tagged_at, 'name', t.name)
      from customers.customer_tags ct join customers.tags t on t.id = ct.tag_id where ct.customer_id = ${customerId}
      union all
      select occurred_at, jsonb_strip_nulls(jsonb_build_object('what', 'consent', 'at', occurred_at,
        'purpose', purpose, 'channel', channel, 'act', act, 'how', how, 'until', expires_at))
      from customers.consents where customer_id = ${customerId}) all_of_them
    order by at`.execute(reader);
  return rows.map(({ row }) => row);
}
