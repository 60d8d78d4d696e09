import { readdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEHAVIOUR_RULES } from '#behaviour';
import { COMMERCE_RULES } from '#commerce';
import { CUSTOMERS_RULES } from '#customers';
import { CITY_TABLE, NBS_TABLE } from '#customers/pure';
import { type Names, NO_NAMES, type Says } from '#kernel/pure/rules/arg-face.ts';
import { conditionsOf } from '#kernel/pure/rules/condition.ts';
import { explainRule } from '#kernel/pure/rules/evaluate.ts';
import { parseRuleText, printRule } from '#kernel/pure/rules/text-form.ts';
import { type Rule, readRule } from '#kernel/pure/rules/tree.ts';
import { LOCALES, type Locale } from '#kernel/pure/text.ts';
import { SEGMENTS_RULES } from '#segments';
import { conditionArbitrary, ruleArbitrary } from '#test/random-rules.ts';
import { WORK_CONDITIONS } from '#work';

const PARTS = {
  '2-work': WORK_CONDITIONS,
  '3-customers': CUSTOMERS_RULES.conditions,
  '4-commerce': COMMERCE_RULES.conditions,
  '4-behaviour': BEHAVIOUR_RULES.conditions,
  '5-segments': SEGMENTS_RULES,
};
const conditions = conditionsOf(Object.values(PARTS).flat());
const POOLS = { '*': ['甲', 'it’s “quoted” \\ 、，；）or (x)', '30', 'a or b'] };
const says = (locale: Locale, names: Names = NO_NAMES): Says => ({ locale, currency: 'CNY', names });

/** The example of the issue. */
const QUIET_WOMEN: Rule = {
  v: 1,
  all: [
    { is: 'profile.field', field: 'gender', anyOf: ['female'] },
    { is: 'profile.age', years: { min: 18, max: 35 } },
    { is: 'profile.city_tier', tiers: ['second'] },
    { is: 'orders.count', count: { min: 2 } },
    { is: 'orders.returned_share', percent: { min: 0, max: 0 } },
    { is: 'orders.days_since', days: { min: 60 } },
  ],
};
const LABELS = new Map([
  ['customers.fields gender', { 'zh-CN': '性别', en: 'gender' }],
  ['customers.field:gender female', { 'zh-CN': '女', en: 'female' }],
]);
const IDS = new Map([
  ['customers.fields 性别', 'gender'],
  ['customers.field:gender 女', 'female'],
]);
const NAMES: Names = {
  nameOf: (catalogue, id) => LABELS.get(`${catalogue} ${id}`),
  idOf: (catalogue, name) => IDS.get(`${catalogue} ${name}`),
};

describe('rules in words', () => {
  it('read as a person would say them, in both languages', () => {
    expect(printRule(QUIET_WOMEN, conditions, says('zh-CN', NAMES))).toBe(
      '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线；购买至少2次；退货率正好0%；距上次购买至少60天）',
    );
    expect(printRule(QUIET_WOMEN, conditions, says('en', NAMES))).toBe(
      'all of (field “gender” is “female”; is 18 to 35 years old; lives in a city of tier second; bought at least 2 times; returned exactly 0% of orders; last bought at least 60 days ago)',
    );
  });

  it('are read back by the names that people see', () => {
    const text = printRule(QUIET_WOMEN, conditions, says('zh-CN', NAMES));
    expect(parseRuleText(text, conditions, says('zh-CN', NAMES))).toEqual({ rule: QUIET_WOMEN });
    const loose = '全部满足( 年龄 18 到 35 岁 ; 满足任一 (购买 至少 2 次，近 30 天；有标签"VIP") )';
    expect(parseRuleText(loose, conditions, says('zh-CN'))).toEqual({
      rule: {
        v: 1,
        all: [
          { is: 'profile.age', years: { min: 18, max: 35 } },
          {
            any: [
              { is: 'orders.count', count: { min: 2 }, window: { lastDays: 30 } },
              { is: 'profile.tag', tags: ['VIP'] },
            ],
          },
        ],
      },
    });
    expect(parseRuleText('all customers', conditions, says('en'))).toEqual({ rule: { v: 1, all: [] } });
  });

  it.each(LOCALES)('come back as they were, whatever the rule, in %s', (locale) => {
    fc.assert(
      fc.property(ruleArbitrary(conditions, POOLS), (rule) => {
        const text = printRule(rule, conditions, says(locale));
        expect(parseRuleText(text, conditions, says(locale)), text).toEqual({ rule });
      }),
      { numRuns: 500 },
    );
  });

  it('survive JSON, and every part of them is accepted', () => {
    fc.assert(
      fc.property(conditionArbitrary(conditions, POOLS), (node) => {
        expect(readRule(JSON.parse(JSON.stringify({ all: [node] })), conditions)).toEqual({
          rule: { v: 1, all: [node] },
        });
      }),
      { numRuns: 500 },
    );
  });

  it('say from where a text is not understood', () => {
    const result = parseRuleText('全部满足（年龄18到35岁；喜欢猫）', conditions, says('zh-CN'));
    expect(result).toMatchObject({
      faults: [{ code: 'rule_text_unclear', message: { 'zh-CN': '从“喜欢猫）”起看不懂' } }],
    });
    expect(parseRuleText('all of ('.repeat(2000), conditions, says('en'))).toMatchObject({ faults: [{}] });
    expect(parseRuleText('all of (', conditions, says('en'))).toMatchObject({
      faults: [{ message: { en: 'the text ends too early' } }],
    });
  });
});

describe('an explanation', () => {
  it('says at each condition yes or no, and what was found', () => {
    const order = {
      kind: 'sale',
      status: 'completed',
      businessDate: '2026-02-01',
      currency: 'CNY',
      source: 's',
      totalMinor: 100,
      refundedMinor: 0,
      salesMinor: 100,
      salesLines: 1,
      returned: false,
      skus: [],
    } as const;
    const profile = {
      customerId: '',
      region: '杭州市',
      attributes: { gender: ['female'], birthday: ['2000-02-29'] },
      known: [],
      tags: [],
      sources: [],
      organisations: [],
    };
    const explained = explainRule(QUIET_WOMEN, {
      conditions,
      facts: (source) => (source === 'commerce.orders' ? [order, order] : profile),
      asking: {
        date: '2026-03-01',
        zone: 'Asia/Shanghai',
        currency: 'CNY',
        found: (name) => (name === CITY_TABLE ? NBS_TABLE : false),
      },
      says: { currency: 'CNY', names: NAMES },
    });
    expect(explained.yes).toBe(false);
    expect(explained.parts.map(({ path: at, yes, found }) => [at, yes, found?.['zh-CN']])).toEqual([
      ['all[0]', true, 'female'],
      ['all[1]', true, '26 岁'],
      ['all[2]', true, '杭州市'],
      ['all[3]', true, '2 单'],
      ['all[4]', true, '2 单中有 0 单退货或退款'],
      ['all[5]', false, '28 天（2026-02-01）'],
    ]);
  });
});

describe('the registry of conditions', () => {
  it.each(Object.entries(PARTS))('holds what stands in the folder of %s', async (module, registered) => {
    const files = await readdir(path.join(import.meta.dirname, module, 'conditions'));
    const names = files.filter((file) => !file.endsWith('.test.ts')).map((file) => file.replace('.ts', ''));
    expect(registered).toHaveLength(names.length);
    for (const name of names) {
      const exported = Object.values((await import(`./${module}/conditions/${name}.ts`)) as Record<string, unknown>);
      expect(exported.filter((value) => registered.some((condition) => condition === value))).toHaveLength(1);
    }
  });

  it('has words in both languages for everything', () => {
    for (const condition of conditions.values()) {
      const texts = [condition.label, condition.group, condition.sentence];
      expect(
        texts.every((text) => text['zh-CN'] !== '' && text.en !== '' && /[\u4e00-\u9fff]/u.test(text['zh-CN'])),
      ).toBe(true);
    }
  });
});
