import { optional } from '#kernel/pure/rules/arg-face.ts';
import { range, text, texts, type Window, window } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, defineCondition, type SqlAsking } from '#kernel/pure/rules/condition.ts';
import { countOf } from '#kernel/pure/rules/measures.ts';
import { inSpan, spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import type { Text } from '#kernel/pure/text.ts';
import { EVENTS_GROUP, NO_NUMBER, PROPERTIES_SOURCE, type PropertyFacts } from '../condition-facts/events.ts';

const ONE_TEST: Text = { 'zh-CN': '每个条件只用一种比较', en: 'use one comparison in each condition' };
const MAX_NUMBER = 1e12;
const THOUSANDTHS = 1000;
const AT_LEAST_ONCE = { min: 1 } as const;

interface Asked {
  readonly property: string;
  readonly event?: string | undefined;
  readonly anyOf?: readonly string[] | undefined;
  readonly contains?: string | undefined;
  readonly number?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  readonly window?: Window | undefined;
}

const lower = (words: readonly string[]): readonly string[] => [...new Set(words.map((word) => word.toLowerCase()))];

/** The bounds in the thousandths in which numbers are kept. */
function thousandths({ min, max }: NonNullable<Asked['number']>): { readonly min: number; readonly max?: number } {
  return {
    // What is no number lies below every bound.
    min: Math.round((min ?? -MAX_NUMBER) * THOUSANDTHS),
    ...(max === undefined ? {} : { max: Math.round(max * THOUSANDTHS) }),
  };
}

function timesOf(facts: PropertyFacts, asked: Asked, asOf: AsOf): number {
  const span = spanOf(asked.window, asOf);
  const event = asked.event?.toLowerCase();
  const wanted = asked.anyOf === undefined ? undefined : lower(asked.anyOf);
  const part = asked.contains?.toLowerCase();
  const bounds = asked.number === undefined ? undefined : thousandths(asked.number);
  return facts.filter(
    (fact) =>
      fact.name === asked.property &&
      inSpan(fact.seconds, span) &&
      (event === undefined || fact.event === event) &&
      (wanted === undefined || wanted.includes(fact.text)) &&
      (part === undefined || fact.text.includes(part)) &&
      (bounds === undefined || inRange(fact.number ?? NO_NUMBER, bounds)),
  ).length;
}

function rowsOf({ property, event, anyOf, contains, number, window: days }: Asked, asking: SqlAsking): string {
  return [
    `property = ${asking.param(property, 'String')}`,
    ...(event === undefined ? [] : [`event = ${asking.param(event.toLowerCase(), 'String')}`]),
    ...(anyOf === undefined ? [] : [`words IN ${asking.param(lower(anyOf), 'Array(String)')}`]),
    ...(contains === undefined ? [] : [`position(words, ${asking.param(contains.toLowerCase(), 'String')}) > 0`]),
    ...(number === undefined ? [] : [rangeSql('number', thousandths(number), { asking })]),
    spanSql(spanOf(days, asking), asking),
  ].join(' AND ');
}

/**
 * How often somebody did something that says this of itself: a property of an event as it was sent. Without a
 * comparison the property has to be there; without a count once is enough. Texts are compared in lower case, numbers
 * in thousandths.
 */
export const customProperty = defineCondition({
  is: 'behaviour.custom_property',
  group: EVENTS_GROUP,
  label: { 'zh-CN': '行为属性', en: 'Property of an event' },
  source: PROPERTIES_SOURCE,
  args: {
    property: text({ 'zh-CN': '属性', en: 'Property' }, 'behaviour.properties'),
    anyOf: optional(texts({ 'zh-CN': '等于其中之一', en: 'Is one of' })),
    contains: optional(text({ 'zh-CN': '包含文字', en: 'Contains' })),
    number: optional(
      range({ label: { 'zh-CN': '数值', en: 'Number' }, min: -MAX_NUMBER, max: MAX_NUMBER, decimals: 3 }),
    ),
    event: optional(text({ 'zh-CN': '行为名', en: 'Name of the event' }, 'behaviour.event_names')),
    count: optional(
      range({ label: { 'zh-CN': '次数', en: 'Times' }, unit: { 'zh-CN': '次', en: 'times' }, min: 0, max: 1e9 }),
    ),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN':
      '行为属性{property}[为{anyOf}|包含{contains}|的数值{number}|有值][，属于行为{event}][，共{count}次][，{window}]',
    en: 'event property {property} [is {anyOf}|contains {contains}|as a number is {number}|is known][, of the event {event}][, {count} times][, {window}]',
  },
  check: ({ anyOf, contains, number }) =>
    [anyOf, contains, number].filter((test) => test !== undefined).length > 1 ? ONE_TEST : null,
  sql: ({ count = AT_LEAST_ONCE, ...asked }, asking) => ({
    columns: { n: countOf(rowsOf(asked, asking)) },
    predicate: ({ n = '' }) => rangeSql(n, count, { asking }),
  }),
  evaluate: (facts: PropertyFacts, { count = AT_LEAST_ONCE, ...asked }, asking) =>
    inRange(timesOf(facts, asked, asking), count),
  explain: (facts, { count: _, ...asked }, asking) => {
    const found = timesOf(facts, asked, asking);
    return { 'zh-CN': `${found} 次`, en: `${found} times` };
  },
});
