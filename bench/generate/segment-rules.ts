import type { RuleNode } from '../../server/src/0-kernel/pure/rules/tree.ts';
import { BASE_UNTIL } from './segment-base.ts';

const FEMALE: RuleNode = { is: 'profile.field', field: 'gender', anyOf: ['female'] };
const YOUNG: RuleNode = { is: 'profile.age', years: { min: 18, max: 35 } };
const SECOND: RuleNode = { is: 'profile.city_tier', tiers: ['second'] };
const GUANGDONG: RuleNode = { is: 'profile.region', regions: ['广东'] };
const TWICE: RuleNode = { is: 'orders.count', count: { min: 2 } };
const KEPT_ALL: RuleNode = { is: 'orders.returned_share', percent: { min: 0, max: 0 } };
const QUIET: RuleNode = { is: 'orders.days_since', days: { min: 60 } };
const SPENT: RuleNode = { is: 'orders.sum', amount: { min: 100_000 }, window: { lastDays: 365 } };
const VIEWED: RuleNode = {
  is: 'behaviour.count',
  kinds: ['product_view'],
  count: { min: 1 },
  window: { lastDays: 90 },
};
const DEAR: RuleNode = { is: 'orders.average', amount: { min: 15_000 } };
const NEW: RuleNode = { is: 'orders.first', window: { lastDays: 365 } };
const RECENT: RuleNode = { is: 'orders.last', window: { lastDays: 30 } };

/** What rules choose that only the base knows: its ids. */
export interface Chosen {
  readonly brand: string;
  readonly shop: string;
  readonly tag: string;
}

/** Twenty rules of one to eight conditions, as a marketer would write them; every fact that there is occurs. */
export function twentyRules({ brand, shop, tag }: Chosen): readonly RuleNode[] {
  const BRAND: RuleNode = { is: 'orders.bought_brand', of: [brand], window: { lastDays: 365 } };
  const SHOP: RuleNode = { is: 'orders.shop', of: [shop] };
  const TAGGED: RuleNode = { is: 'profile.tag', tags: [tag] };
  const stages: RuleNode = { is: 'lifecycle.stage', stages: ['growing', 'mature', 'won_back'] };
  const all = (...parts: readonly RuleNode[]): RuleNode => ({ all: parts });
  return [
    all(FEMALE),
    all(TWICE),
    all(VIEWED),
    all(BRAND),
    all(stages),
    all(YOUNG, QUIET),
    all(TAGGED, SPENT),
    { any: [RECENT, VIEWED] },
    all(FEMALE, YOUNG, TWICE),
    all(SECOND, SHOP, DEAR),
    all({ any: [GUANGDONG, TAGGED] }, { none: [RECENT] }),
    all(FEMALE, TWICE, SPENT, QUIET),
    all(NEW, KEPT_ALL, SHOP, { is: 'profile.source', sources: ['jd'] }),
    all(FEMALE, YOUNG, SECOND, TWICE, KEPT_ALL),
    all({ any: [BRAND, SHOP] }, TWICE, QUIET, VIEWED),
    all(FEMALE, YOUNG, SECOND, TWICE, KEPT_ALL, QUIET),
    all(TAGGED, { any: [SPENT, DEAR] }, { none: [RECENT, VIEWED] }, TWICE),
    all(FEMALE, YOUNG, GUANGDONG, TWICE, KEPT_ALL, QUIET, SPENT),
    all(FEMALE, YOUNG, SECOND, TWICE, KEPT_ALL, QUIET, SPENT, VIEWED),
    all(FEMALE, YOUNG, GUANGDONG, TWICE, KEPT_ALL, QUIET, DEAR, VIEWED),
  ];
}

/** Forty rules for segments that are worked out together: the twenty, and each of them with a further condition. */
export function fortyRules(chosen: Chosen): readonly RuleNode[] {
  const twenty = twentyRules(chosen);
  return [...twenty, ...twenty.map((rule, index): RuleNode => ({ all: [rule, index % 2 === 0 ? YOUNG : QUIET] }))];
}

const SALE = `o.kind = 'sale' and o.status not in ('cart', 'cancelled') and o.sales_lines > 0 and o.business_date <= date '${BASE_UNTIL}'`;
const AGE = `(c.attributes ->> 'birthday')::date > date '${BASE_UNTIL}' - interval '36 years'
  and (c.attributes ->> 'birthday')::date <= date '${BASE_UNTIL}' - interval '18 years'`;
const FEMALE_SQL = `c.attributes @> '{"gender": "female"}'`;
const VIEWS = `select e.customer_id from behaviour.events e
  where e.customer_id is not null and e.kind = 'product_view'
    and e.at >= timestamptz '2025-12-02 00:00+08' and e.at < timestamptz '2026-03-02 00:00+08'`;
const REFUNDED = `o.kind = 'refund' and o.status not in ('cart', 'cancelled')`;

/** Five of the twenty by their places, written in PostgreSQL over the same tables with the indexes that there are. */
export const IN_POSTGRES: readonly { readonly rule: number; readonly sql: string }[] = [
  { rule: 0, sql: `select count(*) as n from customers.customers c where ${FEMALE_SQL}` },
  {
    rule: 1,
    sql: `select count(*) as n from (
      select o.customer_id from commerce.orders o where o.customer_id is not null and ${SALE}
      group by o.customer_id having count(*) >= 2) b`,
  },
  {
    rule: 8,
    sql: `select count(*) as n from customers.customers c join (
        select o.customer_id from commerce.orders o where o.customer_id is not null and ${SALE}
        group by o.customer_id having count(*) >= 2) b on b.customer_id = c.id
      where ${FEMALE_SQL} and ${AGE}`,
  },
  {
    rule: 11,
    sql: `select count(*) as n from customers.customers c join (
        select o.customer_id from commerce.orders o
        where o.customer_id is not null and o.business_date <= date '${BASE_UNTIL}' and (${SALE} or ${REFUNDED})
        group by o.customer_id
        having count(*) filter (where ${SALE}) >= 2
          and max(o.business_date) filter (where ${SALE}) <= date '${BASE_UNTIL}' - 60
          and coalesce(sum(o.total_minor - o.refunded_minor) filter (
            where o.business_date > date '${BASE_UNTIL}' - 365 and o.currency = 'CNY'), 0) >= 100000) b
        on b.customer_id = c.id
      where ${FEMALE_SQL}`,
  },
  {
    rule: 19,
    sql: `select count(*) as n from customers.customers c join (
        select o.customer_id from commerce.orders o
        where o.customer_id is not null and o.business_date <= date '${BASE_UNTIL}' and (${SALE} or ${REFUNDED})
        group by o.customer_id
        having count(*) filter (where ${SALE}) >= 2
          and max(o.business_date) filter (where ${SALE}) <= date '${BASE_UNTIL}' - 60
          and count(*) filter (where ${REFUNDED} or o.has_returns or o.refunded_minor > 0) = 0
          and sum(o.total_minor - o.refunded_minor) filter (where o.currency = 'CNY')
            >= 15000 * count(*) filter (where ${SALE} and o.currency = 'CNY')) b on b.customer_id = c.id
      where ${FEMALE_SQL} and ${AGE} and c.region like '%广东%'
        and exists (${VIEWS} and e.customer_id = c.id)`,
  },
];
