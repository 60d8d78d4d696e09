import { dayNumber } from '#kernel/pure/dates.ts';
import { days, texts } from '#kernel/pure/rules/args.ts';
import { type Condition, defineCondition, type Found } from '#kernel/pure/rules/condition.ts';
import type { Text } from '#kernel/pure/text.ts';
import { ORDERS_GROUP, ORDERS_SOURCE, type OrderFacts, purchasesIn, windowSql } from './purchases.ts';

/** The lookup that says of every SKU to which top category it belongs; its key is empty. */
export const TOP_CATEGORIES = 'commerce.top_categories';

/** Remembers the goods that ids mean: the same for everybody who is asked about. */
export function goodsOf(lookup: string): (found: Found, ids: readonly string[]) => ReadonlySet<string> {
  const known = new WeakMap<Found, Map<readonly string[], ReadonlySet<string>>>();
  return (found, ids) => {
    const sets = known.get(found) ?? new Map<readonly string[], ReadonlySet<string>>();
    const values = sets.get(ids) ?? new Set(ids.flatMap((id) => listOf(found(lookup, id))));
    sets.set(ids, values);
    known.set(found, sets);
    return values;
  };
}

/** What a lookup answered: words of a column, none for what is not there. */
function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A question over the goods that a customer bought: every lambda over their days and codes. */
export function overGoods(body: string): string {
  return `arrayExists((sold_on, sku) -> ${body}, sold_days, sold_skus)`;
}

interface SequenceKind {
  readonly is: string;
  readonly label: Text;
  readonly what: Text;
  readonly catalogue: string;
  readonly lookup: string;
  /** What stands before the first names, and what between them and the others. */
  readonly words: Text;
}

const MAX_DAYS = 3650;

/** Bought the first, and on a later day within so many days the second. Of one day nobody knows the order. */
export function sequenceCondition({ is, label, what, catalogue, lookup, words }: SequenceKind) {
  const goods = goodsOf(lookup);
  const args = {
    first: texts({ 'zh-CN': `先买的${what['zh-CN']}`, en: `${what.en} bought first` }, catalogue),
    next: texts({ 'zh-CN': `后买的${what['zh-CN']}`, en: `${what.en} bought then` }, catalogue),
    within: days({ label: { 'zh-CN': '天数', en: 'Days' }, min: 1, max: MAX_DAYS }),
  };
  const condition: Condition<typeof args, OrderFacts> = defineCondition({
    is,
    group: ORDERS_GROUP,
    label,
    source: ORDERS_SOURCE,
    args,
    sentence: {
      'zh-CN': `买过${words['zh-CN']}{first}后{within}天内又买{next}`,
      en: `bought the ${words.en} {first} and within {within} days {next}`,
    },
    lookups: ({ first, next }) => [...first, ...next].map((key) => ({ name: lookup, key })),
    sql: ({ first, next, within }, asking) => {
      const [a, b] = [first, next].map((ids) =>
        asking.param([...goods(asking.found, ids)].toSorted(), 'Array(String)'),
      );
      const until = windowSql(undefined, asking, 'sold_on');
      const later = windowSql(undefined, asking, 'later_on');
      const between = `toInt32(later_on) - toInt32(sold_on) BETWEEN 1 AND ${asking.param(within, 'Int64')}`;
      const followed = `arrayExists((later_on, later_sku) -> later_sku IN ${b} AND ${later} AND ${between}, sold_days, sold_skus)`;
      return {
        columns: { yes: overGoods(`sku IN ${a} AND ${until} AND ${followed}`) },
        predicate: ({ yes = '' }) => yes,
      };
    },
    evaluate: (facts, { first, next, within }, asking) => {
      const all = purchasesIn(facts, undefined, asking);
      const daysWith = (ids: readonly string[]): readonly number[] => {
        const wanted = goods(asking.found, ids);
        return all
          .filter(({ skus }) => skus.some((sku) => wanted.has(sku)))
          .map(({ businessDate }) => dayNumber(businessDate));
      };
      const later = daysWith(next);
      return daysWith(first).some((day) => later.some((other) => other > day && other <= day + within));
    },
    explain: (facts, { first, next }, asking) => {
      const lastOf = (ids: readonly string[], locale: 'zh-CN' | 'en'): string => {
        const wanted = goods(asking.found, ids);
        const found = purchasesIn(facts, undefined, asking).filter(({ skus }) => skus.some((sku) => wanted.has(sku)));
        const day = found
          .map(({ businessDate }) => businessDate)
          .toSorted()
          .at(-1);
        return day ?? { 'zh-CN': '没有', en: 'never' }[locale];
      };
      return {
        'zh-CN': `最近：先买的 ${lastOf(first, 'zh-CN')}，后买的 ${lastOf(next, 'zh-CN')}`,
        en: `last: the first ${lastOf(first, 'en')}, the second ${lastOf(next, 'en')}`,
      };
    },
  });
  return condition;
}
