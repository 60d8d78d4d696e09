import { candidatesOf } from './candidates.ts';
import { type CoPurchases, createCoPurchases } from './co-purchases.ts';
import { createFollowers, type Follower } from './followers.ts';
import type { History } from './histories.ts';
import { createLines, type LinePair } from './lines.ts';
import { knowledgeOf } from './next-basket.ts';
import { createPairs, type PairFloor, type PairRule } from './pairs.ts';
import { learnRanking, type Outcome, outcomesOf, type Ranking, rank } from './ranking.ts';

/** What is held back to learn and to measure chances: the purchases of the last days. */
const HELD_BACK_DAYS = 30;
const MOST_SAMPLED = 1500;
const MOST_OUTCOMES = 30_000;
/** One in so many sampled customers is measured on and not learned from. */
const MEASURED = 4;
const FIRST = 10;

export interface Learned {
  readonly customers: number;
  readonly baskets: number;
  readonly now: CoPurchases;
  readonly pairs: readonly PairRule[];
  readonly followers: readonly Follower[];
  readonly intervals: readonly (number | null)[];
  readonly lines: readonly LinePair[];
  readonly ranking: Ranking;
  readonly quality: Quality | null;
}

/** On customers who were not learned from: the mean share of the next basket among the first ten. */
export interface Quality {
  readonly customers: number;
  readonly recall: number;
  /** The same when what is bought most is recommended to everybody. */
  readonly popularRecall: number;
}

export interface LearningOptions {
  readonly items: number;
  readonly asOfDay: number;
  readonly lineOf: (item: number) => string | null;
  readonly floor: (baskets: number) => PairFloor;
}

/** Learns all there is to learn from histories given one by one, in memory bounded by the number of items. */
export function createLearning({ items, asOfDay, lineOf, floor }: LearningOptions): {
  add(history: History<number>): void;
  /** A basket of nobody in particular. */
  addBasket(items: readonly number[]): void;
  finish(): Learned;
} {
  const cut = asOfDay - HELD_BACK_DAYS;
  const [now, then] = [createCoPurchases(items, asOfDay), createCoPurchases(items, cut)];
  const [pairs, followers, lines] = [createPairs(items), createFollowers(items), createLines()];
  const sample: Sampled[] = [];
  let customers = 0;
  return {
    addBasket: pairs.add,
    add: (history) => {
      customers += 1;
      now.add(history);
      followers.add(history);
      history.forEach((basket) => pairs.add(basket.items));
      lines.add(new Set(history.flatMap((basket) => basket.items.flatMap((item) => lineOf(item) ?? []))));
      const before = history.filter(({ day }) => day < cut);
      if (before.length === 0) {
        return;
      }
      then.add(before);
      const next = history.find(({ day }) => day >= cut);
      if (next !== undefined && sample.length < MOST_SAMPLED) {
        sample.push({ history: before, next: next.items });
      }
    },
    finish: () => ({
      customers,
      baskets: pairs.count(),
      now: now.finish(),
      pairs: pairs.finish(floor(pairs.count())),
      followers: followers.finish(),
      intervals: followers.intervals(),
      lines: lines.finish(),
      ...learnChances(sample, then.finish()),
    }),
  };
}

interface Sampled {
  readonly history: History<number>;
  readonly next: readonly number[];
}

function learnChances(sample: readonly Sampled[], then: CoPurchases): Pick<Learned, 'ranking' | 'quality'> {
  const knowledge = knowledgeOf(then);
  const outcomes: Outcome<number>[] = [];
  for (const [place, sampled] of sample.entries()) {
    if (place % MEASURED !== 0 && outcomes.length < MOST_OUTCOMES) {
      outcomes.push(...outcomesOf(sampled, knowledge));
    }
  }
  const ranking = learnRanking(outcomes);
  const popular = [...then.facts.keys()].toSorted(
    (a, b) => (then.facts[b]?.buyers ?? 0) - (then.facts[a]?.buyers ?? 0),
  );
  const measured = sample.filter((_, place) => place % MEASURED === 0);
  const mean = (first: (sampled: Sampled) => readonly number[]): number =>
    measured.reduce((sum, sampled) => {
      const bought = new Set(sampled.next);
      return sum + first(sampled).filter((item) => bought.has(item)).length / Math.max(1, bought.size);
    }, 0) / measured.length;
  const best = ({ history }: Sampled) =>
    rank(candidatesOf(history, knowledge), ranking)
      .slice(0, FIRST)
      .map(({ item }) => item);
  const quality =
    measured.length === 0
      ? null
      : { customers: measured.length, recall: mean(best), popularRecall: mean(() => popular.slice(0, FIRST)) };
  return { ranking, quality };
}
