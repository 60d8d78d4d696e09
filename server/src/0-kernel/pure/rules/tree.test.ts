import { describe, expect, it } from 'vitest';
import { optional } from './arg-face.ts';
import { choices, range, texts, window } from './args.ts';
import { conditionsOf, defineCondition } from './condition.ts';
import { canonicalRule, conditionNodes, type Rule, readRule } from './tree.ts';

const count = defineCondition({
  is: 'orders.count',
  group: { 'zh-CN': '购买', en: 'Purchases' },
  label: { 'zh-CN': '购买次数', en: 'Number of orders' },
  source: 'orders',
  args: {
    count: range({ label: { 'zh-CN': '次数', en: 'Times' }, min: 0, max: 100 }),
    window: optional(window({ 'zh-CN': '时间', en: 'When' })),
  },
  sentence: { 'zh-CN': '购买{count}次[，{window}]', en: 'bought {count} times[, {window}]' },
  sql: () => ({ columns: {}, predicate: () => '1' }),
  evaluate: () => true,
  explain: () => ({ 'zh-CN': '', en: '' }),
});
const { group, label, source } = count;
const tag = defineCondition({
  group,
  label,
  source,
  sentence: { 'zh-CN': '有标签{tags}', en: 'tagged {tags}' },
  sql: () => ({ columns: {}, predicate: () => '1' }),
  evaluate: () => true,
  explain: () => ({ 'zh-CN': '', en: '' }),
  is: 'tag',
  args: {
    tags: texts({ 'zh-CN': '标签', en: 'Tags' }),
    colour: optional(
      choices({ 'zh-CN': '颜色', en: 'Colour' }, [{ value: 'red', label: { 'zh-CN': '红', en: 'red' } }]),
    ),
  },
});
const conditions = conditionsOf([count, tag]);
const read = (given: unknown) => readRule(given, conditions);
const faults = (given: unknown) => {
  const result = read(given);
  return 'faults' in result ? result.faults.map(({ field, code }) => `${field} ${code}`) : [];
};

describe('a rule that is sent', () => {
  it('is taken with what was left out left out, and a single condition as a group of one', () => {
    expect(read({ v: 1, all: [{ is: 'orders.count', count: { min: 2 } }] })).toEqual({
      rule: { v: 1, all: [{ is: 'orders.count', count: { min: 2 } }] },
    });
    expect(read({ is: 'tag', tags: ['a'] })).toEqual({ rule: { v: 1, all: [{ is: 'tag', tags: ['a'] }] } });
    expect(read({ all: [] })).toEqual({ rule: { v: 1, all: [] } });
  });

  it('names every fault by its path, in both languages', () => {
    const result = read({
      all: [
        { is: 'tag', tags: ['a'] },
        {
          any: [
            { is: 'orders.count', count: { min: 'x' } },
            { is: 'orders.count', count: { min: 3, max: 2 } },
          ],
        },
        { is: 'nothing' },
        { is: 'tag', tags: [], size: 1 },
        { is: 'orders.count' },
        { none: [] },
        'x',
      ],
    });
    const found = 'faults' in result ? result.faults : [];
    expect(found.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'all[1].any[0].args.count.min arg_invalid',
      'all[1].any[1].args.count arg_invalid',
      'all[2].is condition_unknown',
      'all[3].args.tags arg_invalid',
      'all[3].args.size arg_unknown',
      'all[4].args.count arg_invalid',
      'all[5].none rule_group_empty',
      'all[6] rule_part_unclear',
    ]);
    expect(found[1]?.message).toEqual({
      'zh-CN': '下限不能大于上限',
      en: 'the lower end may not be above the upper one',
    });
    expect(found.every(({ message }) => message['zh-CN'] !== '' && message.en !== '')).toBe(true);
  });

  it('takes no argument that only sounds known, no hidden characters and no endless decimals', () => {
    expect(faults({ is: 'tag', tags: ['a'], constructor: 1, toString: 2 })).toEqual([
      'args.constructor arg_unknown',
      'args.toString arg_unknown',
    ]);
    expect(faults({ is: 'tag', tags: ['a', 'b\0', 'c\ud800'] })).toEqual([
      'args.tags[1] arg_invalid',
      'args.tags[2] arg_invalid',
    ]);
    const result = read({ all: [{ is: 'orders.count', count: { min: 1.5 } }] });
    expect('faults' in result ? result.faults : []).toMatchObject([
      { field: 'all[0].args.count.min', message: { 'zh-CN': '应为整数', en: 'should be a whole number' } },
    ]);
  });

  it('is refused when it is too deep, too large, of another version or not a tree at all', () => {
    let deep: unknown = { is: 'tag', tags: ['a'] };
    for (let i = 0; i < 10; i += 1) {
      deep = { all: [deep] };
    }
    expect(faults(deep)).toEqual([`${Array.from({ length: 8 }, () => 'all[0]').join('.')}.all rule_too_deep`]);
    expect(faults({ any: Array.from({ length: 250 }, () => ({ is: 'tag', tags: ['a'] })) })).toContain(
      ' rule_too_large',
    );
    expect(faults({ v: 2, all: [] })).toEqual(['v version_unknown']);
    expect(faults(null)).toEqual([' rule_part_unclear']);
    expect(faults({ all: [], any: [] })).toEqual([' rule_part_unclear']);
    expect(faults({ all: [], name: 'x' })).toEqual(['name rule_group_unclear']);
  });
});

describe('the canonical form', () => {
  const a = { is: 'tag', tags: ['a'] } as const;
  const b = { is: 'tag', tags: ['b'] } as const;
  const c = { is: 'tag', tags: ['c'] } as const;
  it('is the same for rules that differ in brackets, order and repetition only', () => {
    const one: Rule = { v: 1, all: [c, { all: [b, { any: [a] }] }, a] };
    const other: Rule = { v: 1, all: [{ all: [a, b] }, c, b] };
    expect(canonicalRule(one)).toEqual(canonicalRule(other));
    expect(canonicalRule({ v: 1, any: [{ all: [a, b] }] })).toEqual({ v: 1, all: [a, b] });
    expect(canonicalRule({ v: 1, none: [{ any: [b, a] }] })).toEqual({ v: 1, none: [a, b] });
  });

  it('keeps apart what does not say the same', () => {
    expect(canonicalRule({ v: 1, none: [{ all: [a, b] }] })).toEqual({ v: 1, none: [{ all: [a, b] }] });
    expect(canonicalRule({ v: 1, all: [{ none: [a] }] })).toEqual({ v: 1, none: [a] });
  });

  it('finds every condition by its path', () => {
    expect(conditionNodes({ v: 1, all: [a, { none: [b] }] } as Rule).map(({ path }) => path)).toEqual([
      'all[0]',
      'all[1].none[0]',
    ]);
  });
});
