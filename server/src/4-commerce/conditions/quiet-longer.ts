import { range } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { rhythmOf, rhythmSql, rhythmText } from '../condition-facts/intervals.ts';
import { ORDERS_GROUP, ORDERS_SOURCE, type OrderFacts } from '../condition-facts/purchases.ts';

/** A bound with one decimal, in tenths. */
function tenths(bound: number): number {
  return Math.round(bound * 10);
}

/**
 * How many times the usual interval has passed since the last purchase: from 1 on somebody is late. Nobody who has not
 * bought on two days. Compared without a division.
 */
export const quietLonger = defineCondition({
  is: 'orders.quiet_longer',
  group: ORDERS_GROUP,
  label: { 'zh-CN': '沉默超过平常间隔', en: 'Quiet for longer than usual' },
  words: '平时 平常 自己 多久没买 没来 安静 沉睡 静默 流失 lapsed silent inactive',
  source: ORDERS_SOURCE,
  args: {
    times: range({
      label: { 'zh-CN': '平常间隔的倍数', en: 'Times the usual interval' },
      unit: { 'zh-CN': '倍', en: '×' },
      min: 0.1,
      max: 100,
      decimals: 1,
    }),
  },
  sentence: { 'zh-CN': '距上次购买是平常间隔的{times}倍', en: 'last bought {times} times the usual interval ago' },
  sql: ({ times: { min, max } }, asking) => {
    const { columns, read } = rhythmSql(asking);
    return {
      columns,
      predicate: (names) => {
        const { isThere, twiceUsual, sinceLast } = read(names);
        // Twice the days in tenths against tenths of twice the usual.
        const [passed, usual] = [`${sinceLast} * 20`, twiceUsual];
        return [
          isThere,
          ...(min === undefined ? [] : [`${passed} >= ${asking.param(tenths(min), 'Int64')} * ${usual}`]),
          ...(max === undefined ? [] : [`${passed} <= ${asking.param(tenths(max), 'Int64')} * ${usual}`]),
        ].join(' AND ');
      },
    };
  },
  evaluate: (facts: OrderFacts, { times: { min, max } }, asking) => {
    const found = rhythmOf(facts, asking);
    return (
      found !== null &&
      (min === undefined || found.sinceLast * 20 >= tenths(min) * found.twiceUsual) &&
      (max === undefined || found.sinceLast * 20 <= tenths(max) * found.twiceUsual)
    );
  },
  explain: (facts, _, asking) => rhythmText(rhythmOf(facts, asking)),
});
