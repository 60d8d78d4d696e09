import { boughtOf, daysBought, PURCHASE } from '#commerce/pure';
import type { Text } from '#kernel/pure/text.ts';
import { boundLimits, stageSql } from '#segments/pure';
import type { Asked } from './kind.ts';

export const KNOWN_CUSTOMERS_TEXT: Text = {
  'zh-CN': '客户档案（合并后）及其来源记录，购买订单',
  en: 'profiles (after merging) with the sources of their records, and purchases',
};

export const LIFECYCLE_TEXT: Text = {
  'zh-CN': '购买订单与客户档案；阶段与规则“生命周期阶段”相同，各项界限见设置',
  en: 'purchases and profiles; the stages are those of the condition “lifecycle stage”, with the limits that are set',
};

/** The day on which somebody's oldest record came: its id, which is the customer's, holds the instant. */
function came({ zone, param }: Asked): string {
  return `toDate32(toTimeZone(UUIDv7ToDateTime(customer_id), ${param(zone, 'String')}))`;
}

/** The day since when somebody is known who bought on these `days`, the newest first. */
function since(asked: Asked, days: string): string {
  const day = came(asked);
  return `if(empty(${days}) OR ${days}[-1] > ${day}, ${day}, ${days}[-1])`;
}

/** Once for each source, and once for who has none. */
const BY_SOURCE = `ARRAY JOIN if(empty(sources), [''], arrayMap(one -> toString(one), sources)) AS said`;
const PROFILES = `SELECT customer_id, toString(said) AS source FROM customers_profiles FINAL ${BY_SOURCE}`;

/** Who is known by the end of the span, once for each source: few came later, and only their orders are looked at. */
export function customersAtEnd(asked: Asked): string {
  const last = asked.param(asked.to, 'Date32');
  const isLater = `${came(asked)} > ${last}`;
  return `SELECT customer_id, source FROM (${PROFILES})
    WHERE NOT (${isLater}) OR customer_id IN (
      SELECT customer_id FROM commerce_orders FINAL
      WHERE ${PURCHASE} AND business_date <= ${last}
        AND customer_id IN (SELECT customer_id FROM customers_profiles FINAL WHERE ${isLater})
      GROUP BY customer_id)`;
}

/** Everybody, once for each source, with `known_since`. What somebody bought stands in the row of the profile. */
export function knownCustomers(asked: Asked): string {
  return `SELECT customer_id, said AS source, known_since
    FROM (
      SELECT customer_id, sources, ${daysBought(asked.param(asked.asOf, 'Date32'))} AS days,
        ${since(asked, 'days')} AS known_since
      FROM customers_profiles FINAL) AS profiles ${BY_SOURCE}`;
}

/** The stage on a day, by what somebody bought up to it. */
export function stageOn({ stages, param }: Asked, date: string, name: string): string {
  return stageSql(
    { days: `${name}_days`, currencies: `${name}_currencies`, worths: `${name}_worths` },
    date,
    boundLimits(stages, param),
  );
}

/** What somebody bought up to a day, as the columns that `stageOn` reads. */
export function boughtUntil(date: string, name: string): string {
  const { days, currencies, worths } = boughtOf(date);
  return `${days} AS ${name}_days, ${currencies} AS ${name}_currencies, ${worths} AS ${name}_worths`;
}

/** Everybody known by the end of the span, with the stage at its end and at the end of its first day. */
export function knownCustomersWithStages(asked: Asked): string {
  const [first, last] = [asked.param(asked.from, 'Date32'), asked.param(asked.to, 'Date32')];
  return `SELECT customer_id, ${stageOn(asked, last, 'now')} AS stage,
      if(empty(then_days) AND known_since > ${first}, '', ${stageOn(asked, first, 'then')}) AS stage_before
    FROM (
      SELECT customer_id, ${boughtUntil(last, 'now')}, ${boughtUntil(first, 'then')},
        ${since(asked, 'now_days')} AS known_since
      FROM customers_profiles FINAL)
    WHERE known_since <= ${last}`;
}

/** Each customer who began in the span, once for every month since up to the as-of date, and whether they bought in it. */
export function cohorts(asked: Asked): string {
  const { param } = asked;
  const no = (date: string): string => `(toYear(${date}) * 12 + toMonth(${date}))`;
  const asOf = param(asked.asOf, 'Date32');
  return `SELECT customer_id, cohort, months_since, has(months, cohort_no + months_since) AS bought
    FROM (
      SELECT customer_id, ${daysBought(asOf)} AS days, days[-1] AS first_day,
        arrayMap(day -> ${no('day')}, days) AS months,
        subtractDays(first_day, toDayOfMonth(first_day) - 1) AS cohort, ${no('first_day')} AS cohort_no
      FROM customers_profiles FINAL
      WHERE notEmpty(days) AND first_day >= ${param(asked.from, 'Date32')} AND first_day <= ${param(asked.to, 'Date32')})
    ARRAY JOIN range(toUInt32(${no(asOf)} - cohort_no + 1)) AS months_since`;
}
