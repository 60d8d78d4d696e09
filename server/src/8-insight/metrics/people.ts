import { PURCHASE } from '#commerce/pure';
import type { Text } from '#kernel/pure/text.ts';
import { stageSql } from '#segments/pure';
import { KNOWN } from './facts.ts';
import type { Asked } from './kind.ts';

export const KNOWN_CUSTOMERS_TEXT: Text = {
  'zh-CN': '客户档案（合并后）及其来源记录，购买订单',
  en: 'profiles (after merging) with the sources of their records, and purchases',
};

export const LIFECYCLE_TEXT: Text = {
  'zh-CN': '购买订单与客户档案；阶段与规则“生命周期阶段”相同，沉默与流失的天数见设置',
  en: 'purchases and profiles; the stages are those of the condition “lifecycle stage”, days to quiet and lost as set',
};

/** The day on which somebody's oldest record came: its id, which is the customer's, holds the instant. */
function came({ zone, param }: Asked): string {
  return `toDate32(toTimeZone(UUIDv7ToDateTime(customer_id), ${param(zone, 'String')}))`;
}

/** The day since when somebody is known, `has_bought` or not. */
function since(asked: Asked, first: string): string {
  const day = came(asked);
  return `if(has_bought = 0 OR ${first} > ${day}, ${day}, ${first})`;
}

const PROFILES = `SELECT customer_id, toString(said) AS source FROM customers_profiles FINAL
  ARRAY JOIN if(empty(sources), [''], arrayMap(one -> toString(one), sources)) AS said`;

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

/** Everybody, once for each source, with `known_since`. */
export function knownCustomers(asked: Asked): string {
  return `SELECT customer_id, source, ${since(asked, 'first_bought')} AS known_since
    FROM (${PROFILES}) AS profiles
    LEFT JOIN (
      SELECT customer_id, 1 AS has_bought, min(business_date) AS first_bought FROM commerce_orders FINAL
      WHERE ${PURCHASE} AND ${KNOWN} AND business_date <= ${asked.param(asked.asOf, 'Date32')}
      GROUP BY customer_id) AS bought USING (customer_id)`;
}

/** Expressions for the stage on a day, over the orders of one customer. */
function stageOn(
  { stages, param }: Asked,
  date: string,
  name: 'now' | 'then',
): { readonly columns: string; readonly stage: string } {
  const there = `${PURCHASE} AND business_date <= ${date}`;
  return {
    columns: `countIf(${there}) AS ${name}_bought,
      groupArraySortedIf(2)(dateDiff('day', business_date, ${date}), ${there}) AS ${name}_since`,
    stage: stageSql(
      { purchases: `${name}_bought`, sinceLast: `${name}_since[1]`, gap: `(${name}_since[2] - ${name}_since[1])` },
      { quietAfterDays: param(stages.quietAfterDays, 'Int64'), lostAfterDays: param(stages.lostAfterDays, 'Int64') },
    ),
  };
}

/** Everybody known by the end of the span, with the stage at its end and at the end of its first day. */
export function knownCustomersWithStages(asked: Asked): string {
  const [first, last] = [asked.param(asked.from, 'Date32'), asked.param(asked.to, 'Date32')];
  const now = stageOn(asked, last, 'now');
  const then = stageOn(asked, first, 'then');
  return `SELECT customer_id, ${now.stage} AS stage,
      if(then_bought = 0 AND known_since > ${first}, '', ${then.stage}) AS stage_before
    FROM (
      SELECT customer_id, now_bought, now_since, then_bought, then_since,
        ${since(asked, 'first_bought')} AS known_since
      FROM (SELECT customer_id FROM customers_profiles FINAL) AS profiles
      LEFT JOIN (
        SELECT customer_id, ${now.columns}, ${then.columns}, 1 AS has_bought, min(business_date) AS first_bought
        FROM commerce_orders FINAL WHERE ${PURCHASE} AND ${KNOWN} AND business_date <= ${last}
        GROUP BY customer_id) AS bought USING (customer_id))
    WHERE known_since <= ${last}`;
}

/** Each customer who began in the span, once for every month since up to the as-of date, and whether they bought in it. */
export function cohorts(asked: Asked): string {
  const { param } = asked;
  const no = (date: string): string => `(toYear(${date}) * 12 + toMonth(${date}))`;
  return `SELECT customer_id, cohort, months_since, has(months, cohort_no + months_since) AS bought
    FROM (
      SELECT customer_id, min(business_date) AS first_day, groupUniqArray(${no('business_date')}) AS months,
        subtractDays(first_day, toDayOfMonth(first_day) - 1) AS cohort, ${no('first_day')} AS cohort_no
      FROM commerce_orders FINAL
      WHERE ${PURCHASE} AND ${KNOWN} AND business_date <= ${param(asked.asOf, 'Date32')}
      GROUP BY customer_id
      HAVING first_day >= ${param(asked.from, 'Date32')} AND first_day <= ${param(asked.to, 'Date32')})
    ARRAY JOIN range(toUInt32(${no(`${param(asked.asOf, 'Date32')}`)} - cohort_no + 1)) AS months_since`;
}
