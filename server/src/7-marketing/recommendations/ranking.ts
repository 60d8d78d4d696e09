import { chanceOf, type LogisticModel, learnLogistic } from '#segments/pure';
import { type Candidate, candidatesOf, type Knowledge, NEW_FEATURES, OWN_FEATURES } from './candidates.ts';
import type { History } from './histories.ts';

/** How chances follow from features: for what was bought before, and for what is new. */
export interface Ranking {
  readonly own: LogisticModel | null;
  readonly fresh: LogisticModel | null;
}

/** Candidates of a customer, each with whether the next basket held it. */
export interface Outcome<Item> {
  readonly candidate: Candidate<Item>;
  readonly happened: boolean;
}

/** Fewer purchases of a kind teach nothing; a plain rule stands in. */
const LEAST_HITS = 100;
const LEAST_CASES = 1000;
export const UNLEARNED: Ranking = { own: null, fresh: null };

/** What was in the next basket, and what was not, of what might have been. */
export function outcomesOf<Item>(
  { history, next }: { readonly history: History<Item>; readonly next: readonly Item[] },
  knowledge: Knowledge<Item>,
): readonly Outcome<Item>[] {
  const bought = new Set(next);
  return candidatesOf(history, knowledge).map((candidate) => ({ candidate, happened: bought.has(candidate.item) }));
}

/** Learns chances from what customers bought next at an earlier time. */
export function learnRanking<Item>(outcomes: readonly Outcome<Item>[]): Ranking {
  const learn = (isOwn: boolean, names: readonly string[]): LogisticModel | null => {
    const cases = outcomes.filter(({ candidate }) => candidate.isOwn === isOwn);
    const hits = cases.filter(({ happened }) => happened).length;
    if (cases.length < LEAST_CASES || hits < LEAST_HITS || hits === cases.length) {
      return null;
    }
    return learnLogistic(
      cases.map(({ candidate }) => candidate.features),
      cases.map(({ happened }) => happened),
      names,
    );
  };
  return { own: learn(true, OWN_FEATURES), fresh: learn(false, NEW_FEATURES) };
}

/** A candidate with the chance that the next basket holds it. */
export interface Ranked<Item> extends Candidate<Item> {
  readonly chance: number;
}

/** Candidates of a customer by chance, the likeliest first. */
export function rank<Item>(candidates: readonly Candidate<Item>[], ranking: Ranking): readonly Ranked<Item>[] {
  return candidates
    .map((candidate) => {
      const model = candidate.isOwn ? ranking.own : ranking.fresh;
      return { ...candidate, chance: model === null ? plainChance(candidate) : chanceOf(model, candidate.features) };
    })
    .toSorted((a, b) => b.chance - a.chance || b.score - a.score);
}

/** Of what was never bought, by how strongly the things bought speak for it: best where nothing else is known. */
export function rankNew<Item>(ranked: readonly Ranked<Item>[]): readonly Ranked<Item>[] {
  return ranked.filter(({ isOwn }) => !isOwn).toSorted((a, b) => b.score - a.score);
}

/** As often as before, believed the more the longer it was watched; of new things a part of what is said of them. */
function plainChance<Item>({ isOwn, score, features }: Candidate<Item>): number {
  if (!isOwn) {
    return score / (score + 10);
  }
  const belief = 4;
  const number = (name: string): number => Number(features[name] ?? 0);
  const times = Math.exp(number('times'));
  const chances = times / number('share');
  return (times + belief * Math.exp(number('repeat'))) / (chances + belief);
}
