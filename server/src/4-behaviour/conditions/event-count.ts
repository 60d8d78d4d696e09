import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, range, type Window, window } from '#kernel/pure/rules/args.ts';
import { daysOf, inDays, inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf as counted } from '#kernel/pure/rules/measures.ts';
import { spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import { EVENTS_GROUP, EVENTS_SOURCE, type EventFacts, KIND_OPTIONS } from '../condition-facts/events.ts';
import type { EventKind } from '../recording/event-kinds.ts';

function countOf(
  facts: EventFacts,
  { kinds, window: days }: { readonly kinds: readonly EventKind[]; readonly window: Window | undefined },
  { date }: AsOf,
): number {
  const wanted = daysOf(days, date);
  return facts
    .filter(({ kind, day }) => kinds.includes(kind) && inDays(day, wanted))
    .reduce((sum, { count }) => sum + count, 0);
}

/** How often somebody did something on a site: visits, views, searches, clicks …. Who did not did so 0 times. */
export const eventCount = defineCondition({
  is: 'behaviour.count',
  group: EVENTS_GROUP,
  label: { 'zh-CN': '行为次数', en: 'Number of events' },
  source: EVENTS_SOURCE,
  args: {
    kinds: choices({ 'zh-CN': '行为', en: 'Events' }, KIND_OPTIONS),
    count: range({ label: { 'zh-CN': '次数', en: 'Times' }, unit: { 'zh-CN': '次', en: 'times' }, min: 0, max: 1e9 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '行为次数：{kinds} {count}次[，{window}]',
    en: 'events: {kinds} {count} times[, {window}]',
  },
  sql: ({ kinds, count, window: days }, asking) => {
    const rows = `kind IN ${asking.param(kinds, 'Array(String)')} AND ${spanSql(spanOf(days, asking), asking)}`;
    return { columns: { n: counted(rows) }, predicate: ({ n = '' }) => rangeSql(n, count, { asking }) };
  },
  evaluate: (facts: EventFacts, { kinds, count, window: days }, asking) =>
    inRange(countOf(facts, { kinds, window: days }, asking), count),
  explain: (facts, { kinds, window: days }, asking) => {
    const found = countOf(facts, { kinds, window: days }, asking);
    return { 'zh-CN': `${found} 次`, en: `${found} times` };
  },
});
