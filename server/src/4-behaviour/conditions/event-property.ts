import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, texts, type Window, window } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import { inSpan, spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import { EVENTS_GROUP, MOMENTS_SOURCE, type MomentFacts } from '../condition-facts/events.ts';
import { EVENT_LABELS, type EventKind } from '../recording/event-kinds.ts';

/** Events that tell what they are about. */
const TELLING = [
  'product_view',
  'cart_add',
  'cart_remove',
  'checkout',
  'campaign_click',
  'custom',
] as const satisfies readonly EventKind[];

function lower(words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => word.toLowerCase()))];
}

function hits(
  facts: MomentFacts,
  {
    kinds,
    words,
    days,
  }: { readonly kinds: readonly EventKind[]; readonly words: readonly string[]; readonly days: Window | undefined },
  asOf: AsOf,
): number {
  const [wanted, span] = [lower(words), spanOf(days, asOf)];
  return facts.filter(
    ({ kind, seconds, detail }) => kinds.includes(kind) && inSpan(seconds, span) && wanted.includes(detail),
  ).length;
}

/** Did something with goods of a code, with a campaign, or a custom event of a name, in whatever case it is written. */
export const eventProperty = defineCondition({
  is: 'behaviour.property',
  group: EVENTS_GROUP,
  label: { 'zh-CN': '行为的内容', en: 'What an event was about' },
  source: MOMENTS_SOURCE,
  args: {
    kinds: choices(
      { 'zh-CN': '行为', en: 'Events' },
      TELLING.map((value) => ({ value, label: EVENT_LABELS[value] })),
    ),
    words: texts({ 'zh-CN': '货号、活动或行为名', en: 'SKU, campaign or name' }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: { 'zh-CN': '{kinds}的内容是{words}[，{window}]', en: '{kinds} about {words}[, {window}]' },
  sql: ({ kinds, words, window: days }, asking) => ({
    columns: {
      yes: anyOf(
        `kind IN ${asking.param(kinds, 'Array(String)')} AND detail IN ${asking.param(lower(words), 'Array(String)')} AND ${spanSql(spanOf(days, asking), asking)}`,
      ),
    },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: MomentFacts, { kinds, words, window: days }, asking) =>
    hits(facts, { kinds, words, days }, asking) > 0,
  explain: (facts, { kinds, words, window: days }, asking) => {
    const found = hits(facts, { kinds, words, days }, asking);
    return { 'zh-CN': `${found} 次`, en: `${found} times` };
  },
});
