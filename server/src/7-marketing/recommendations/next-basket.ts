import { candidatesOf, type Knowledge } from './candidates.ts';
import { type CoPurchases, createCoPurchases } from './co-purchases.ts';
import type { History } from './histories.ts';
import { learnRanking, type Outcome, outcomesOf, type Ranking, rank, rankNew } from './ranking.ts';

/** Histories up to a day, and what their customers bought first in the time after it. */
export interface Split {
  readonly asOfDay: number;
  readonly items: number;
  readonly histories: ReadonlyMap<string, History<number>>;
  /** The first basket from the day on, of customers with a history; an item that was never sold before is -1. */
  readonly next: ReadonlyMap<string, readonly number[]>;
}

/** A way to recommend: what is recommended to a customer, best first, of all items and of those new to them. */
export type Recommender = (history: History<number>) => {
  readonly all: readonly number[];
  readonly fresh: readonly number[];
};

/** The mean share of the next basket that is among the first so many, and over whom. */
export interface Recall {
  readonly recall: number;
  readonly customers: number;
}

/** What is known of a split, as recommendations ask for it. */
export function knowledgeOf({ asOfDay, neighbours, facts }: CoPurchases): Knowledge<number> {
  return {
    asOfDay,
    neighboursOf: (item) => neighbours[item] ?? [],
    factsOf: (item) => facts[item],
  };
}

/** Learns what is bought together from the histories of a split. */
export function learnSplit({ items, asOfDay, histories }: Split): Knowledge<number> {
  const learning = createCoPurchases(items, asOfDay);
  for (const history of histories.values()) {
    learning.add(history);
  }
  return knowledgeOf(learning.finish());
}

/** Learns the chances from splits before the one that is measured. */
export function learnFrom(splits: readonly Split[]): Ranking {
  const outcomes: Outcome<number>[] = [];
  for (const split of splits) {
    const knowledge = learnSplit(split);
    for (const [customer, next] of split.next) {
      outcomes.push(...outcomesOf({ history: split.histories.get(customer) ?? [], next }, knowledge));
    }
  }
  return learnRanking(outcomes);
}

/** Recommends as the product does. */
export function recommenderOf(knowledge: Knowledge<number>, ranking: Ranking): Recommender {
  return (history) => {
    const ranked = rank(candidatesOf(history, knowledge), ranking);
    return { all: ranked.map(({ item }) => item), fresh: rankNew(ranked).map(({ item }) => item) };
  };
}

/** Measures a way to recommend on what was bought next: over all items, and over those new to the customer. */
export function recallOf(
  split: Split,
  recommend: Recommender,
  first: number,
): { readonly all: Recall; readonly fresh: Recall } {
  const shares = { all: [] as number[], fresh: [] as number[] };
  for (const [customer, next] of split.next) {
    const history = split.histories.get(customer) ?? [];
    const own = new Set(history.flatMap(({ items }) => items));
    const unknown = next.filter((item) => !own.has(item));
    const { all, fresh } = recommend(history);
    shares.all.push(shareAmong(all.slice(0, first), next));
    if (unknown.length > 0) {
      shares.fresh.push(shareAmong(fresh.slice(0, first), unknown));
    }
  }
  const mean = (values: readonly number[]): Recall => ({
    recall: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
    customers: values.length,
  });
  return { all: mean(shares.all), fresh: mean(shares.fresh) };
}

function shareAmong(recommended: readonly number[], bought: readonly number[]): number {
  const set = new Set(bought);
  return recommended.filter((item) => set.has(item)).length / Math.max(1, bought.length);
}
