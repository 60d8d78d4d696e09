import { describe, expect, it } from 'vitest';
import { range } from './args.ts';
import { rangeSql } from './bounds.ts';
import { compileRules } from './compile.ts';
import { type AnalyticFacts, conditionsOf, defineCondition } from './condition.ts';
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
    columns: { count: `countIf(day <= ${asking.param(asking.date, 'Date32')})` },
    rows: `day <= ${asking.param(asking.date, 'Date32')}`,
    predicate: ({ count = '' }) => rangeSql(count, n, { asking }),
  }),
});
const returned = defineCondition({
  ...shared,
  is: 'returned',
  source: 'orders',
  args,
  sentence: { 'zh-CN': '退{n}', en: 'returned {n}' },
  sql: ({ n }, asking) => ({
    columns: { all: 'count()', back: 'countIf(back)' },
    predicate: ({ all = '', back = '' }) => `${all} > 0 AND ${rangeSql(back, n, { asking })}`,
  }),
});
const named = defineCondition({
  ...shared,
  is: 'named',
  source: 'people',
  args: {},
  sentence: { 'zh-CN': '有名', en: 'named' },
  sql: () => ({ columns: { yes: `name != ''` }, rows: 'never', predicate: ({ yes = '' }) => yes }),
});
const options = {
  conditions: conditionsOf([bought, returned, named]),
  sources: new Map<string, AnalyticFacts>([
    ['people', { table: 'people', customerColumn: 'customer_id', rows: 'one' }],
    ['orders', { table: 'orders', customerColumn: 'buyer', rows: 'many', where: 'buyer != 0' }],
  ]),
  population: 'people',
  asking: { date: '2026-03-01', zone: 'UTC', currency: 'CNY', found: () => undefined },
};
const buys = (min: number): ConditionNode => ({ is: 'bought', n: { min } });
const timesIn = (text: string, part: string): number => text.split(part).length - 1;

describe('many rules together', () => {
  it('read each table once, and compute what they share once', () => {
    const rules = [
      groupNode('all', [buys(1), { is: 'named' }]),
      groupNode('any', [buys(1), buys(2)]),
      groupNode('none', [buys(3), groupNode('all', [{ is: 'named' }, buys(1)])]),
    ];
    const { from, answers, params, scans } = compileRules(rules, options);
    expect(scans).toBe(2);
    expect(timesIn(from, 'FROM people')).toBe(1);
    expect(timesIn(from, 'FROM orders')).toBe(1);
    expect(timesIn(from, 'countIf(')).toBe(1);
    expect(answers).toEqual([
      '((s1.c0 >= {p1:Int64}) AND (s0.c0))',
      '((s1.c0 >= {p1:Int64}) OR (s1.c0 >= {p2:Int64}))',
      '(NOT ((s1.c0 >= {p3:Int64}) OR ((s0.c0) AND (s1.c0 >= {p1:Int64}))))',
    ]);
    expect(params).toEqual({ p0: '2026-03-01', p1: 1, p2: 2, p3: 3 });
  });

  it('look at the rows that any of them asks for: all, as soon as one asks for all', () => {
    expect(compileRules([buys(1)], options).from).toContain(
      'WHERE (buyer != 0) AND ((day <= {p0:Date32})) GROUP BY buyer',
    );
    expect(compileRules([buys(1), { is: 'returned', n: { min: 1 } }], options).from).toContain(
      'WHERE (buyer != 0) GROUP BY buyer',
    );
    expect(compileRules([{ is: 'named' }], options).from).not.toContain('never');
  });

  it('ask a part of everybody, or some', () => {
    const { from, params } = compileRules([buys(1)], { ...options, sample: { take: 3, of: 64 }, customerIds: ['a'] });
    expect(timesIn(from, 'sipHash64(')).toBe(2);
    expect(timesIn(from, ' IN {')).toBe(2);
    expect(Object.values(params)).toContainEqual(['a']);
  });

  it('are narrowed by what they ask about people themselves, when there is one', () => {
    const rule = groupNode('all', [groupNode('all', [{ is: 'named' }]), buys(1), groupNode('none', [{ is: 'named' }])]);
    const { from, answers, total } = compileRules([rule], { ...options, narrow: true });
    const people = `((name != '')) AND (NOT (((name != ''))))`;
    expect(from).toBe(
      `FROM (SELECT customer_id AS id FROM people FINAL WHERE ${people}) AS s0 ` +
        `LEFT JOIN (SELECT buyer AS id, countIf(day <= {p0:Date32}) AS c0 FROM orders FINAL WHERE (buyer != 0) ` +
        `AND buyer IN (SELECT customer_id FROM people FINAL WHERE ${people}) AND ((day <= {p0:Date32})) GROUP BY buyer) ` +
        `AS s1 ON s0.id = s1.id`,
    );
    expect(answers).toEqual(['((s1.c0 >= {p1:Int64}))']);
    expect(total).toBe('SELECT count() FROM people FINAL');
    const any = groupNode('any', [{ is: 'named' }, buys(1)]);
    expect(compileRules([any], { ...options, narrow: true }).from).not.toContain(' IN (');
  });

  it('hold for everybody or for nobody when nothing is asked', () => {
    expect(compileRules([groupNode('all', []), groupNode('any', [])], options).answers).toEqual(['1', '0']);
  });
});
