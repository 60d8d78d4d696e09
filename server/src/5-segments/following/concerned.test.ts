import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { range } from '#kernel/pure/rules/args.ts';
import { conditionsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { holds } from '#kernel/pure/rules/evaluate.ts';
import { GROUPS, groupNode, type RuleNode } from '#kernel/pure/rules/tree.ts';
import { asksOf, concernsOf } from './concerned.ts';

const SOURCES = ['orders', 'events', 'profile'] as const;
const atLeast = (source: string) =>
  defineCondition({
    is: `${source}.at_least`,
    group: { 'zh-CN': '组', en: 'Group' },
    label: { 'zh-CN': '至少', en: 'At least' },
    source,
    args: { value: range({ label: { 'zh-CN': '值', en: 'Value' }, min: 0, max: 3 }) },
    sentence: { 'zh-CN': '{value}', en: '{value}' },
    sql: () => ({ columns: {}, predicate: () => '1' }),
    evaluate: (facts: number, { value }) => facts >= (value.min ?? 0),
    explain: () => ({ 'zh-CN': '', en: '' }),
  });
const conditions = conditionsOf(SOURCES.map(atLeast));
const asking = { date: '2026-03-01', zone: 'Asia/Shanghai', currency: 'CNY', found: () => undefined };
const least = (source: string, min: number): RuleNode => ({ is: `${source}.at_least`, value: { min } });

describe('what happened to customers', () => {
  it('is told together for each, and anything is more than something', () => {
    const concerned = concernsOf([
      { ids: ['a', 'b'], source: 'events' },
      { ids: ['a', 'c'], source: 'orders' },
      { ids: ['b'], source: null },
      { ids: ['b'], source: 'orders' },
    ]);
    expect(concerned).toEqual(
      new Map<string, ReadonlySet<string> | null>([
        ['a', new Set(['events', 'orders'])],
        ['b', null],
        ['c', new Set(['orders'])],
      ]),
    );
  });

  it('leads to the rules that ask about it, and to nobody of whom no rule asks', () => {
    const rules = [
      least('orders', 1),
      { all: [least('profile', 1), least('events', 1)] },
      { all: [] },
      least('profile', 2),
    ];
    const concerned = concernsOf([
      { ids: ['viewed', 'too'], source: 'events' },
      { ids: ['new'], source: null },
      { ids: ['listed'], source: 'lists' },
    ]);
    expect(asksOf(concerned, rules, conditions)).toEqual([
      { places: [1], customerIds: ['viewed', 'too'] },
      { places: [0, 1, 2, 3], customerIds: ['new'] },
    ]);
  });
});

const { node } = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(fc.constantFrom(...SOURCES), fc.nat(3)).map(([source, min]) => least(source, min)),
    fc
      .tuple(fc.constantFrom(...GROUPS), fc.array(tie('node'), { maxLength: 3 }))
      .map(([group, parts]) => groupNode(group, parts)),
  ),
}));
const facts = fc.record({ orders: fc.nat(3), events: fc.nat(3), profile: fc.nat(3) });

describe('a rule that is not asked', () => {
  it('says what it said before, whatever the rules and whatever happened', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), facts, facts, (rules, before, after) => {
        const changed = SOURCES.filter((source) => before[source] !== after[source]);
        const concerned = concernsOf(changed.map((source) => ({ ids: ['one'], source })));
        const asked = new Set(asksOf(concerned, rules, conditions).flatMap(({ places }) => places));
        const says = (rule: RuleNode, known: Readonly<Record<string, number>>): boolean =>
          holds(rule, { conditions, facts: (source) => known[source], asking });
        for (const [place, rule] of rules.entries()) {
          expect(asked.has(place) || says(rule, before) === says(rule, after)).toBe(true);
        }
      }),
    );
  });
});
