import { addDays, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, range, type Window, window } from '#kernel/pure/rules/args.ts';
import { daysOf, EARLIEST_DATE, inDays, inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, defineCondition, type SqlAsking } from '#kernel/pure/rules/condition.ts';
import { countOf as counted } from '#kernel/pure/rules/measures.ts';
import { EVENTS_SOURCE, type EventFacts } from '../condition-facts/events.ts';
import { EVENT_KINDS, EVENT_LABELS, type EventKind } from '../recording/event-kinds.ts';

/** The instants at which days begin in the zone; clocks may change in between. */
function instantsSql(days: Window | undefined, asking: SqlAsking): string {
  const { from, to } = daysOf(days, asking.date);
  const zone = zoneOf(asking.zone);
  // Days begin at whole seconds, so events need no more than those.
  const startOf = (day: string): string => asking.param(startOfBusinessDate(day, zone).getTime() / 1000, 'Int64');
  const since = from === EARLIEST_DATE ? '' : `seconds >= ${startOf(from)} AND `;
  return `${since}seconds < ${startOf(addDays(to, 1))}`;
}

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
  group: { 'zh-CN': '行为', en: 'Behaviour' },
  label: { 'zh-CN': '行为次数', en: 'Number of events' },
  source: EVENTS_SOURCE,
  args: {
    kinds: choices(
      { 'zh-CN': '行为', en: 'Events' },
      EVENT_KINDS.map((value) => ({ value, label: EVENT_LABELS[value] })),
    ),
    count: range({ label: { 'zh-CN': '次数', en: 'Times' }, unit: { 'zh-CN': '次', en: 'times' }, min: 0, max: 1e9 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '行为次数：{kinds} {count}次[，{window}]',
    en: 'events: {kinds} {count} times[, {window}]',
  },
  sql: ({ kinds, count, window: days }, asking) => {
    const rows = `kind IN ${asking.param(kinds, 'Array(String)')} AND ${instantsSql(days, asking)}`;
    return { columns: { n: counted(rows) }, predicate: ({ n = '' }) => rangeSql(n, count, { asking }) };
  },
  evaluate: (facts: EventFacts, { kinds, count, window: days }, asking) =>
    inRange(countOf(facts, { kinds, window: days }, asking), count),
  explain: (facts, { kinds, window: days }, asking) => {
    const found = countOf(facts, { kinds, window: days }, asking);
    return { 'zh-CN': `${found} 次`, en: `${found} times` };
  },
});
