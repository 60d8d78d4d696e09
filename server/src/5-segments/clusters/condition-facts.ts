import {
  daysBought,
  daysSince,
  IS_PURCHASE,
  type OrderFacts,
  purchasesIn,
  sumOf,
  sumSql,
  windowSql,
} from '#commerce/pure';
import type { Asking, AsOf, SqlAsking, SqlFace } from '#kernel/pure/rules/condition.ts';
import { countOf } from '#kernel/pure/rules/measures.ts';
import { FEATURES, type Feature, type Raw } from './features.ts';
import { nearest, type Point, pointOf, type Scale } from './scale.ts';

/** The lookup that answers with what a clustering places customers by; nothing for one that there is not. */
export const CLUSTERINGS = 'segments.clusterings';

/** How a clustering places customers. */
export interface Placing {
  /** Amounts of others do not count. */
  readonly currency: string;
  readonly scale: Scale;
  /** Cluster 1 first. */
  readonly centres: readonly Point[];
}

/** More than there are clusters in a clustering. */
const DIGITS = 16;

/** A cluster as rules name it: the id of the clustering, and its number in it, from 1. */
export const clusterKey = {
  write: (clustering: string, number: number): string => `${clustering}:${number}`,
  read: (key: string): { readonly clustering: string; readonly number: number } => {
    const [clustering = '', number = ''] = key.split(':');
    return { clustering, number: Number(number) };
  },
} as const;

export function placingIn({ found }: Pick<Asking, 'found'>, clustering: string): Placing | null {
  // As the lookup of this module answers.
  return (found(CLUSTERINGS, clustering) as Placing | undefined) ?? null;
}

/** The features of a customer; null for who never bought anything. */
export function rawOf(facts: OrderFacts, { currency }: Pick<Placing, 'currency'>, asOf: AsOf): Raw | null {
  const bought = purchasesIn(facts, undefined, asOf);
  const last = bought
    .map(({ businessDate }) => businessDate)
    .toSorted()
    .at(-1);
  if (last === undefined) {
    return null;
  }
  return {
    recency: daysSince(last, asOf),
    purchases: bought.length,
    net: Math.max(0, sumOf(facts, { window: undefined, currency, asOf }).minor),
    breadth: new Set(bought.flatMap(({ skus }) => skus)).size,
  };
}

/** The number of the cluster of a customer, from 1; null for who never bought anything. */
export function clusterOf(facts: OrderFacts, placing: Placing, asOf: AsOf): number | null {
  const raw = rawOf(facts, placing, asOf);
  return raw === null ? null : nearest(pointOf(raw, placing.scale), placing.centres) + 1;
}

/** The number of the cluster of a customer in SQL, over columns of the own row; 0 for who never bought anything. */
export function clusterSql(placing: Placing, asking: SqlAsking) {
  const today = asking.param(asking.date, 'Date32');
  const there = windowSql(undefined, asking);
  const list = (values: readonly number[]): string => asking.param(values, 'Array(Int64)');
  const count = asking.param(placing.centres.length, 'Int64');
  /** The squared distances to every centre, by the level that a value has reached. */
  const away = (feature: Feature, column: number, value: string): string => {
    const { thresholds, scores } = placing.scale[feature];
    const table = scores.flatMap((score) => placing.centres.map((centre) => (score - (centre[column] ?? 0)) ** 2));
    const level =
      thresholds.length === 0 ? '0' : `arrayCount(reached -> reached <= toInt64(${value}), ${list(thresholds)})`;
    return `arraySlice(${list(table)}, ${count} * ${level} + 1, ${count})`;
  };
  return {
    columns: {
      // Without a purchase the day means nothing, and nobody asks.
      recency: `dateDiff('day', arrayMax(${daysBought(today)}), ${today})`,
      purchases: countOf(`${IS_PURCHASE} AND ${there}`),
      net: sumSql({ window: undefined, currency: placing.currency }, asking).columns.minor,
      breadth: `arrayUniq(arrayFilter((sku, sold_on) -> ${windowSql(undefined, asking, 'sold_on')}, sold_skus, sold_days))`,
    } satisfies SqlFace['columns'],
    number: (names: Readonly<Record<string, string>>): string => {
      const all = FEATURES.map((feature, column) => away(feature, column, names[feature] ?? ''));
      const numbers = list(placing.centres.map((_, place) => place + 1));
      // The nearest, the first of several equally near: its number stands in the last digits.
      const numbered = `arrayMap((${FEATURES.join(', ')}, number) -> (${FEATURES.join(' + ')}) * ${DIGITS} + number, ${all.join(', ')}, ${numbers})`;
      return `if(${names['purchases']} = 0, 0, modulo(arrayMin(${numbered}), ${DIGITS}))`;
    },
  };
}
