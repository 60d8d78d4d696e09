import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { range } from './args.ts';
import { conditionsOf, defineCondition } from './condition.ts';
import { holds } from './evaluate.ts';
import { rulesTogether } from './together.ts';
import { GROUPS, groupNode, type RuleNode } from './tree.ts';

const evaluated: number[] = [];
const atLeast = defineCondition({
  is: 'probe.at_least',
  group: { 'zh-CN': '组', en: 'Group' },
  label: { 'zh-CN': '至少', en: 'At least' },
  source: 'probe',
  args: { value: range({ label: { 'zh-CN': '值', en: 'Value' }, min: 0, max: 9 }) },
  sentence: { 'zh-CN': '{value}', en: '{value}' },
  sql: () => ({ columns: {}, predicate: () => '1' }),
  evaluate: (facts: number, { value }) => {
    evaluated.push(value.min ?? 0);
    return facts >= (value.min ?? 0);
  },
  explain: () => ({ 'zh-CN': '', en: '' }),
});
const conditions = conditionsOf([atLeast]);
const asking = { date: '2026-03-01', zone: 'Asia/Shanghai', currency: 'CNY', found: () => undefined };
const least = (min: number): RuleNode => ({ is: 'probe.at_least', value: { min } });

const { node } = fc.letrec<{ node: RuleNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.nat(9).map(least),
    fc
      .tuple(fc.constantFrom(...GROUPS), fc.array(tie('node'), { maxLength: 4 }))
      .map(([group, parts]) => groupNode(group, parts)),
  ),
}));

describe('rules that are asked together', () => {
  it('answer about each customer what each of them answers by itself', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 6 }), fc.array(fc.nat(9), { maxLength: 5 }), (rules, people) => {
        const ask = rulesTogether(rules, { conditions, asking });
        for (const facts of people) {
          const alone = rules.map((rule) => holds(rule, { conditions, facts: () => facts, asking }));
          expect(ask(() => facts)).toEqual(alone);
        }
      }),
    );
  });

  it('ask an equal condition once of each customer, and none on which nothing depends', () => {
    const ask = rulesTogether(
      [least(5), { all: [least(5), least(3)] }, { any: [least(3), least(1)] }, { none: [least(5)] }],
      { conditions, asking },
    );
    evaluated.length = 0;
    expect(ask(() => 4)).toEqual([false, false, true, true]);
    expect(evaluated).toEqual([5, 3]);
    evaluated.length = 0;
    expect(ask(() => 7)).toEqual([true, true, true, false]);
    expect(evaluated).toEqual([5, 3]);
  });
});
