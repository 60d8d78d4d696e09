import { addDays, dayNumber } from '#kernel/pure/dates.ts';
import { choices, range } from '#kernel/pure/rules/args.ts';
import { inRange } from '#kernel/pure/rules/bounds.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { countOf, greatestOf } from '#kernel/pure/rules/measures.ts';
import { spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import { EVENTS_GROUP, EVENTS_SOURCE, type EventFacts, KIND_OPTIONS } from '../condition-facts/events.ts';
import type { EventKind } from '../recording/event-kinds.ts';

/** Whole days since the last event of the kinds up to the day asked about; null without one. */
function daysSince(facts: EventFacts, kinds: readonly EventKind[], { date }: AsOf): number | null {
  const last = facts
    .filter(({ kind, day }) => kinds.includes(kind) && day <= date)
    .map(({ day }) => day)
    .toSorted()
    .at(-1);
  return last === undefined ? null : dayNumber(date) - dayNumber(last);
}

/** Whole days from the last event of some kinds to the day asked about; 0 is the day itself. Nobody without one. */
export const eventRecency = defineCondition({
  is: 'behaviour.recency',
  group: EVENTS_GROUP,
  label: { 'zh-CN': '距上次行为', en: 'Days since the last event' },
  source: EVENTS_SOURCE,
  args: {
    kinds: choices({ 'zh-CN': '行为', en: 'Events' }, KIND_OPTIONS),
    days: range({ label: { 'zh-CN': '天数', en: 'Days' }, unit: { 'zh-CN': '天', en: 'days' }, min: 0, max: 36_500 }),
  },
  sentence: { 'zh-CN': '距上次行为（{kinds}）{days}天', en: 'last event ({kinds}) {days} days ago' },
  sql: ({ kinds, days: { min, max } }, asking) => {
    const rows = `kind IN ${asking.param(kinds, 'Array(String)')} AND ${spanSql(spanOf(undefined, asking), asking)}`;
    const endOf = (day: string): string => asking.param(spanOf({ to: day }, asking).until, 'Int64');
    return {
      columns: { n: countOf(rows), last: greatestOf('seconds', rows, { otherwise: 'toInt64(0)' }) },
      predicate: ({ n = '', last = '' }) =>
        [
          `${n} > 0`,
          ...(min === undefined ? [] : [`${last} < ${endOf(addDays(asking.date, -min))}`]),
          ...(max === undefined ? [] : [`${last} >= ${endOf(addDays(asking.date, -max - 1))}`]),
        ].join(' AND '),
    };
  },
  evaluate: (facts: EventFacts, { kinds, days }, asking) => {
    const found = daysSince(facts, kinds, asking);
    return found !== null && inRange(found, days);
  },
  explain: (facts, { kinds }, asking) => {
    const found = daysSince(facts, kinds, asking);
    return found === null ? { 'zh-CN': '没有过', en: 'never' } : { 'zh-CN': `${found} 天前`, en: `${found} days ago` };
  },
});
