import { choices, days } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { inSpan, spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import { EVENTS_GROUP, KIND_OPTIONS, MOMENTS_SOURCE, type MomentFacts } from '../condition-facts/events.ts';
import type { EventKind } from '../recording/event-kinds.ts';

const DAY_SECONDS = 86_400;
const MAX_DAYS = 3650;

function secondsOf(facts: MomentFacts, kinds: readonly EventKind[], asOf: AsOf): readonly number[] {
  const span = spanOf(undefined, asOf);
  return facts
    .filter(({ kind, seconds }) => kinds.includes(kind) && inSpan(seconds, span))
    .map(({ seconds }) => seconds)
    .toSorted((a, b) => a - b);
}

/** After each first one the next of the others is the nearest. */
function follows(first: readonly number[], then: readonly number[], within: number): boolean {
  let at = 0;
  return first.some((begun) => {
    while (at < then.length && (then[at] ?? 0) <= begun) {
      at += 1;
    }
    const next = then[at];
    return next !== undefined && next - begun <= within;
  });
}

/** Did the first, and later, within so many times 24 hours, the second. */
export const eventSequence = defineCondition({
  is: 'behaviour.sequence',
  group: EVENTS_GROUP,
  label: { 'zh-CN': '先后行为', en: 'One event, then another' },
  source: MOMENTS_SOURCE,
  args: {
    first: choices({ 'zh-CN': '先有的行为', en: 'First events' }, KIND_OPTIONS),
    next: choices({ 'zh-CN': '后有的行为', en: 'Later events' }, KIND_OPTIONS),
    within: days({ label: { 'zh-CN': '天数', en: 'Days' }, min: 1, max: MAX_DAYS }),
  },
  sentence: { 'zh-CN': '先{first}，{within}天内又{next}', en: 'first {first}, then within {within} days {next}' },
  sql: ({ first, next, within }, asking) => {
    const [a, b] = [first, next].map((kinds) => asking.param(kinds, 'Array(String)'));
    const span = spanOf(undefined, asking);
    const near = `later - seconds BETWEEN 1 AND ${asking.param(within * DAY_SECONDS, 'Int64')}`;
    const followed = `arrayExists((later_kind, later) -> later_kind IN ${b} AND ${spanSql(span, asking, 'later')} AND ${near}, event_kinds, event_seconds)`;
    return {
      columns: {
        yes: `arrayExists((kind, seconds) -> kind IN ${a} AND ${spanSql(span, asking)} AND ${followed}, event_kinds, event_seconds)`,
      },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: MomentFacts, { first, next, within }, asking) =>
    follows(secondsOf(facts, first, asking), secondsOf(facts, next, asking), within * DAY_SECONDS),
  explain: (facts, { first, next }, asking) => {
    const [a, b] = [first, next].map((kinds) => secondsOf(facts, kinds, asking).length);
    return { 'zh-CN': `先 ${a} 次，后 ${b} 次`, en: `${a} of the first, ${b} of the others` };
  },
});
