import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { ConsentState, ContactChannel } from '../consents/state.ts';
import { visible } from '../profile/store.ts';

export async function hasPurpose(db: Db, key: string): Promise<boolean> {
  const { rows } = await sql`select 1 as one from customers.consent_purposes where key = ${key}`.execute(db);
  return rows.length > 0;
}

export interface VersionRow {
  readonly id: string;
  readonly language: Locale;
  readonly version: number;
  readonly body: string;
  readonly createdAt: Date;
  readonly statements: number;
}

/** Every wording that people were ever told, newest first. */
export async function selectVersions(db: Db, purpose: string): Promise<readonly VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select t.id, t.language, t.version, t.body, t.created_at as "createdAt", coalesce(said.count, 0)::integer as statements
    from customers.consent_texts t
    left join (
      select text_id, count(*) as count from customers.consents
      where purpose = ${purpose} and text_id is not null group by text_id) said on said.text_id = t.id
    where t.purpose = ${purpose} order by t.version desc, t.language desc`.execute(db);
  return rows;
}

type Scopes = Parameters<typeof visible>[0];

export async function countCustomers(db: Db, scopeIds: Scopes): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from customers.customers c where ${visible(scopeIds)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface CountRow {
  readonly purpose: string;
  readonly channel: ContactChannel | null;
  readonly state: ConsentState;
  readonly customers: number;
}

/**
 * How many customers are in which state: the rule of `consents/state.ts` over everybody at once. Of channels that a
 * purpose uses no more nothing is counted.
 */
export async function countStates(
  db: Db,
  asked: { readonly scopeIds: Scopes; readonly now: Date; readonly bornUntil: string },
): Promise<readonly CountRow[]> {
  const { now, bornUntil } = asked;
  const { rows } = await sql<CountRow>`
    with counting as (
      select distinct on (s.purpose, s.channel, s.customer_id)
        s.purpose, s.channel, s.customer_id, s.act, s.expires_at, s.by_guardian, s.is_confirmed
      from customers.consents s where s.occurred_at <= ${now}
      order by s.purpose, s.channel, s.customer_id, s.occurred_at desc,
        case s.act when 'withdrawn' then 2 when 'expired' then 1 else 0 end desc,
        s.expires_at asc nulls last, s.by_guardian, s.is_confirmed)
    select s.purpose, s.channel,
      case
        when s.act <> 'given' then s.act
        when s.expires_at <= ${now} then 'expired'
        when c.attributes ->> 'birthday' > ${bornUntil} and not s.by_guardian then 'guardian_missing'
        when p.confirms_email and s.channel = 'email' and not s.is_confirmed then 'unconfirmed'
        else 'given'
      end as state, count(*)::integer as customers
    from counting s
    join customers.consent_purposes p on p.key = s.purpose
      and (s.channel = any(p.channels) or (s.channel is null and cardinality(p.channels) = 0))
    join customers.customers c on c.id = s.customer_id and ${visible(asked.scopeIds)}
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}
