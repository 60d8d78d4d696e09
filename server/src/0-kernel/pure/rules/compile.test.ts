import { describe, expect, it } from 'vitest';
import { range } from './args.ts';
import { rangeSql } from './bounds.ts';
import { compileRules } from './compile.ts';
import { type AnalyticFacts, conditionsOf, defineCondition } from './condition.ts';
import { anyOf, countOf, greatestOf, measureSql, newestOf, sumOf } from './measures.ts';
import { type ConditionNode, groupNode } from './tree.ts';

const words = { 'zh-CN': '字', en: 'word' } as const;
const shared = { group: words, label: words, evaluate: () => true, explain: () => words } as const;
const args = { n: range({ label: words, min: 0, max: 100 }) };
const bought = defineCondition({
  ...shared,
  is: 'bought',
  source: 'orders',
  args,
  sentence: { 'zh-CN': '买{n}', en: 'bought {n}' },
  sql: ({ n }, asking) => ({
    columns: { count: countOf(`day <= ${asking.param(asking.date, 'Date32')}`) },
    predicate: ({ count = '' }) => rangeSql(count, n, { asking }),
  }),
});
const named = defineCondition({
  ...shared,
  is: 'named',
  source: 'people',
  args: {},
  sentence: { 'zh-CN': '有名', en: 'named' },
  sql: () => ({ columns: { yes: `name != ''` }, predicate: ({ yes = '' }) => yes }),
});
const long = defineCondition({
  ...shared,
  is: 'long',
  source: 'people',
  args,
  sentence: { 'zh-CN': '长{n}', en: 'long {n}' },
  sql: ({ n }, asking) => ({
    columns: { raw: 'length(name)' },
    also: ({ raw = '' }) => ({ twice: `${raw} * 2` }),
    predicate: ({ twice = '' }) => rangeSql(twice, n, { asking }),
  }),
});
const options = {
  conditions: conditionsOf([bought, named, long]),
  sources: new Map<string, AnalyticFacts>([
    ['people', {}],
    ['orders', { arrays: { day: 'order_days', back: 'order_backs' } }],
  ]),
  population: { table: 'people', customerColumn: 'customer_id', hash: 'sipHash64(customer_id)' },
  asking: { date: '2026-03-01', zone: 'UTC', currency: 'CNY', found: () => undefined },
};
const buys = (min: number): ConditionNode => ({ is: 'bought', n: { min } });

describe('many rules together', () => {
  it('read the one row of a customer once, and compute what they share once', () => {
    const rules = [
      groupNode('all', [buys(1), { is: 'named' }]),
      groupNode('any', [buys(1), buys(2)]),
      groupNode('none', [buys(3), groupNode('all', [{ is: 'named' }, buys(1)])]),
    ];
    const { from, answers, params } = compileRules(rules, options);
    expect(from).toBe(
      `FROM (SELECT customer_id AS id, arrayCount((day) -> day <= {p0:Date32}, order_days) AS c0, name != '' AS c1 ` +
        `FROM people FINAL) AS people`,
    );
    expect(answers).toEqual([
      '((c0 >= {p1:Int64}) AND (c1))',
      '((c0 >= {p1:Int64}) OR (c0 >= {p2:Int64}))',
      '(NOT ((c0 >= {p3:Int64}) OR ((c1) AND (c0 >= {p1:Int64}))))',
    ]);
    expect(params).toEqual({ p0: '2026-03-01', p1: 1, p2: 2, p3: 3 });
  });

  it('compute long expressions over columns once too', () => {
    const rules = [1, 2].map((min): ConditionNode => ({ is: 'long', n: { min } }));
    const { from, answers } = compileRules(rules, options);
    expect(from).toBe('FROM (SELECT customer_id AS id, length(name) AS c0, c0 * 2 AS c1 FROM people FINAL) AS people');
    expect(answers).toEqual(['(c1 >= {p0:Int64})', '(c1 >= {p1:Int64})']);
  });

  it('ask a part of everybody by a range of what the table is sorted by, or some', () => {
    const { from, params } = compileRules([buys(1)], { ...options, sample: { take: 1, of: 4 }, customerIds: ['a'] });
    expect(from).toContain('WHERE sipHash64(customer_id) <= {p2:UInt64} AND customer_id IN {p3:Array(UUID)}');
    expect(params).toMatchObject({ p2: String(2n ** 62n - 1n), p3: ['a'] });
    const all = compileRules([buys(1)], { ...options, sample: { take: 4, of: 4 } });
    expect(all.params).toMatchObject({ p2: String(2n ** 64n - 1n) });
  });

  it('give further columns of the row to whoever wants them', () => {
    expect(compileRules([{ is: 'named' }], { ...options, extra: ['region'] }).from).toContain(
      'SELECT customer_id AS id, region, ',
    );
  });

  it('hold for everybody or for nobody when nothing is asked', () => {
    expect(compileRules([groupNode('all', []), groupNode('any', [])], options).answers).toEqual(['1', '0']);
  });
});

describe('measures of many rows', () => {
  const arrays = { day: 'order_days', worth: 'order_worths', back: 'order_backs' };

  it('name the arrays that they speak of, and no others', () => {
    expect(measureSql(countOf('back = 1 AND day > 3'), arrays)).toBe(
      'arrayCount((day, back) -> back = 1 AND day > 3, order_days, order_backs)',
    );
    expect(measureSql(anyOf('worth > 2'), arrays)).toBe('arrayExists((worth) -> worth > 2, order_worths)');
    expect(measureSql(sumOf('worth', 'day > 3'), arrays)).toBe(
      'arraySum((day, worth) -> if(day > 3, worth, 0), order_days, order_worths)',
    );
    expect(measureSql(greatestOf('day', 'back = 0', { otherwise: '0' }), arrays)).toBe(
      'arrayMax((day, back) -> if(back = 0, day, 0), order_days, order_backs)',
    );
    expect(measureSql(newestOf('day', 'back = 0', { take: 2 }), arrays)).toBe(
      'arraySlice(arrayFilter((day, back) -> back = 0, order_days, order_backs), 1, 2)',
    );
    expect(() => measureSql(countOf('1'), arrays)).toThrow('names no column');
  });
});
