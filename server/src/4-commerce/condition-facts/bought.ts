import { optional } from '#kernel/pure/rules/arg-face.ts';
import { texts, window } from '#kernel/pure/rules/args.ts';
import { type Condition, defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import type { Text } from '#kernel/pure/text.ts';
import { goodsOf } from './goods.ts';
import {
  IS_PURCHASE,
  ORDERS_GROUP,
  ORDERS_SOURCE,
  type OrderFacts,
  purchasesIn,
  times,
  windowSql,
} from './purchases.ts';

interface Kind {
  readonly is: string;
  readonly label: Text;
  readonly what: Text;
  readonly catalogue: string;
  /** Words before the names. */
  readonly words: Text;
  /** The lookup that says which of the values of a column are meant by an id. */
  readonly lookup: string;
  /** The column of the order: what it sold, or where it came from. */
  readonly column: 'skus' | 'source';
}

/** Bought something of what is meant: in a purchase, in a window. */
export function boughtCondition({ is, label, what, catalogue, words, lookup, column }: Kind) {
  const args = {
    of: texts(what, catalogue),
    window: optional(window({ 'zh-CN': '时间范围', en: 'When' })),
  };
  const meant = goodsOf(lookup);
  const condition: Condition<typeof args, OrderFacts> = defineCondition({
    is,
    group: ORDERS_GROUP,
    label,
    source: ORDERS_SOURCE,
    args,
    sentence: { 'zh-CN': `${words['zh-CN']}{of}[，{window}]`, en: `${words.en} {of}[, {window}]` },
    lookups: ({ of }) => of.map((key) => ({ name: lookup, key })),
    sql: ({ of, window: days }, asking) => {
      const values = asking.param([...meant(asking.found, of)].toSorted(), 'Array(String)');
      const rows =
        column === 'skus'
          ? `sku IN ${values} AND ${windowSql(days, asking, 'sold_on')}`
          : `${IS_PURCHASE} AND source IN ${values} AND ${windowSql(days, asking)}`;
      return { columns: { bought: anyOf(rows) }, predicate: ({ bought = '' }) => bought };
    },
    evaluate: (facts, { of, window: days }, asking) =>
      hits(facts, { values: meant(asking.found, of), column }, { days, asking }).length > 0,
    explain: (facts, { of, window: days }, asking) =>
      times(hits(facts, { values: meant(asking.found, of), column }, { days, asking }).length),
  });
  return condition;
}

function hits(
  facts: OrderFacts,
  { values, column }: { readonly values: ReadonlySet<string>; readonly column: Kind['column'] },
  {
    days,
    asking,
  }: { readonly days: Parameters<typeof purchasesIn>[1]; readonly asking: Parameters<typeof purchasesIn>[2] },
): OrderFacts {
  return purchasesIn(facts, days, asking).filter((order) =>
    column === 'source' ? values.has(order.source) : order.skus.some((sku) => values.has(sku)),
  );
}
