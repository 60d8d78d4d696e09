import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, range, texts, type Window, window } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { type Asking, defineCondition, type Found } from '#kernel/pure/rules/condition.ts';
import { countOf } from '#kernel/pure/rules/measures.ts';
import { inSpan, spanOf, spanSql } from '#kernel/pure/rules/spans.ts';
import { EVENTS_GROUP, MOMENTS_SOURCE, type MomentFacts } from '../condition-facts/events.ts';
import { EVENT_LABELS, type EventKind } from '../recording/event-kinds.ts';

/** Offered by the module that owns the catalogue. */
const LOOKUP = 'commerce.skus_of_category';
/** Events that are about goods. */
const ABOUT_GOODS = ['product_view', 'cart_add', 'cart_remove', 'checkout'] as const satisfies readonly EventKind[];

const known = new WeakMap<Found, Map<readonly string[], ReadonlySet<string>>>();

/** Codes of the goods, the same for everybody who is asked about. */
function goods(found: Found, ids: readonly string[]): ReadonlySet<string> {
  const sets = known.get(found) ?? new Map<readonly string[], ReadonlySet<string>>();
  const skusOf = (id: string): readonly string[] => {
    const codes = found(LOOKUP, id);
    return Array.isArray(codes) ? codes.map(String) : [];
  };
  const values = sets.get(ids) ?? new Set(ids.flatMap(skusOf));
  sets.set(ids, values);
  known.set(found, sets);
  return values;
}

interface Asked {
  readonly kinds: readonly EventKind[];
  readonly of: readonly string[];
  readonly days: Window | undefined;
}

function timesOf(facts: MomentFacts, { kinds, of, days }: Asked, asking: Asking): number {
  const [wanted, span] = [goods(asking.found, of), spanOf(days, asking)];
  return facts.filter(
    ({ kind, seconds, detail }) => kinds.includes(kind) && inSpan(seconds, span) && wanted.has(detail),
  ).length;
}

/** How often somebody viewed goods of some categories, or put them into the cart. */
export const eventCategory = defineCondition({
  is: 'behaviour.category',
  group: EVENTS_GROUP,
  label: { 'zh-CN': '对类目的行为', en: 'Events about a category' },
  source: MOMENTS_SOURCE,
  args: {
    kinds: choices(
      { 'zh-CN': '行为', en: 'Events' },
      ABOUT_GOODS.map((value) => ({ value, label: EVENT_LABELS[value] })),
    ),
    of: texts({ 'zh-CN': '类目', en: 'Categories' }, 'commerce.categories'),
    count: range({ label: { 'zh-CN': '次数', en: 'Times' }, unit: { 'zh-CN': '次', en: 'times' }, min: 0, max: 1e9 }),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  },
  sentence: {
    'zh-CN': '对类目{of} {kinds} {count}次[，{window}]',
    en: '{kinds} of the category {of} {count} times[, {window}]',
  },
  lookups: ({ of }) => of.map((key) => ({ name: LOOKUP, key })),
  sql: ({ kinds, of, count, window: days }, asking) => {
    const codes = asking.param([...goods(asking.found, of)].toSorted(), 'Array(String)');
    const rows = `kind IN ${asking.param(kinds, 'Array(String)')} AND detail IN ${codes} AND ${spanSql(spanOf(days, asking), asking)}`;
    return { columns: { n: countOf(rows) }, predicate: ({ n = '' }) => rangeSql(n, count, { asking }) };
  },
  evaluate: (facts: MomentFacts, { kinds, of, count, window: days }, asking) =>
    inRange(timesOf(facts, { kinds, of, days }, asking), count),
  explain: (facts, { kinds, of, window: days }, asking) => {
    const found = timesOf(facts, { kinds, of, days }, asking);
    return { 'zh-CN': `${found} 次`, en: `${found} times` };
  },
});
