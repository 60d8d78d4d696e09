import type { Case } from '#segments/pure';
import { type ItemFacts, type Neighbour, trendOf } from './co-purchases.ts';
import { type History, halved } from './histories.ts';

/** What is known of all items when somebody is recommended to. */
export interface Knowledge<Item> {
  readonly asOfDay: number;
  readonly neighboursOf: (item: Item) => readonly Neighbour<Item>[];
  /** Undefined for an item that nobody bought. */
  readonly factsOf: (item: Item) => ItemFacts | undefined;
}

/** An item that may be in the next basket, with what speaks for it. */
export interface Candidate<Item> {
  readonly item: Item;
  /** Bought before. */
  readonly isOwn: boolean;
  /** How strongly the things bought speak for it. */
  readonly score: number;
  /** Which of them speak most for it, strongest first. */
  readonly because: readonly Item[];
  readonly times: number;
  readonly lastDay: number | null;
  /** What chances are learned from. */
  readonly features: Case;
}

/** What a thing that was bought says of others halves with so many days. */
const SAYS_HALF_LIFE = 45;
const HABIT_HALF_LIFE = 90;
const MOST_NEW = 150;
const SHOWN_REASONS = 2;
/** Nobody remembers further back what was sold when. */
const LONG_UNSOLD = 60;

export const OWN_FEATURES = [
  'share',
  'times',
  'habit',
  'since',
  'inLast',
  'repeat',
  'trend',
  'sales',
  'score',
  'scoreShare',
  'baskets',
  'size',
  'unsold',
] as const;
export const NEW_FEATURES = ['trend', 'sales', 'score', 'scoreShare', 'baskets', 'size', 'unsold'] as const;

interface Owned {
  readonly times: number;
  readonly habit: number;
  /** Baskets since the first with it, that one included. */
  readonly chances: number;
  readonly lastDay: number;
  readonly inLast: boolean;
}

/** Everything that somebody may buy next: what they bought before, and what belongs to it. Nothing without a history. */
export function candidatesOf<Item>(history: History<Item>, knowledge: Knowledge<Item>): readonly Candidate<Item>[] {
  const { asOfDay } = knowledge;
  const owned = ownedOf(history, asOfDay);
  const said = whatIsSaid(owned, knowledge);
  const total = [...said.values()].reduce((sum, { score }) => sum + score, 0) || 1;
  const fresh = [...said]
    .filter(([item]) => !owned.has(item))
    .toSorted(([, a], [, b]) => b.score - a.score)
    .slice(0, MOST_NEW)
    .map(([item]) => item);
  const pieces = history.reduce((sum, { items }) => sum + items.length, 0);
  const habit = history.reduce((sum, { day }) => sum + halved(asOfDay - day, HABIT_HALF_LIFE), 0);
  const common = { baskets: Math.log(history.length), size: Math.log(pieces / Math.max(1, history.length)) };
  return [...owned.keys(), ...fresh].flatMap((item): Candidate<Item>[] => {
    const facts = knowledge.factsOf(item);
    if (facts === undefined) {
      return [];
    }
    const { score, because } = said.get(item) ?? { score: 0, because: [] };
    const own = owned.get(item);
    const features: Record<string, number> = {
      ...common,
      trend: Math.log(trendOf(facts)),
      sales: Math.log(facts.recentSales + 0.5),
      score: Math.log(score + 1e-3),
      scoreShare: Math.log(score / total + 1e-5),
      unsold: Math.min(LONG_UNSOLD, asOfDay - facts.lastSoldDay),
    };
    if (own !== undefined) {
      features['share'] = own.times / own.chances;
      features['times'] = Math.log(own.times);
      features['habit'] = own.habit / habit;
      features['since'] = asOfDay - own.lastDay;
      features['inLast'] = own.inLast ? 1 : 0;
      features['repeat'] = Math.log(facts.repeatChance);
    }
    const isOwn = own !== undefined;
    return [{ item, isOwn, score, because, times: own?.times ?? 0, lastDay: own?.lastDay ?? null, features }];
  });
}

function ownedOf<Item>(history: History<Item>, asOfDay: number): ReadonlyMap<Item, Owned> {
  const owned = new Map<Item, Owned>();
  for (const [place, { day, items }] of history.entries()) {
    for (const item of new Set(items)) {
      const before = owned.get(item);
      owned.set(item, {
        times: (before?.times ?? 0) + 1,
        habit: (before?.habit ?? 0) + halved(asOfDay - day, HABIT_HALF_LIFE),
        chances: before?.chances ?? history.length - place,
        lastDay: day,
        inLast: place === history.length - 1,
      });
    }
  }
  return owned;
}

interface Said<Item> {
  readonly score: number;
  readonly because: readonly Item[];
}

/** What the things bought say of all others, each with the age of its last purchase. */
function whatIsSaid<Item>(
  owned: ReadonlyMap<Item, Owned>,
  { asOfDay, neighboursOf }: Knowledge<Item>,
): ReadonlyMap<Item, Said<Item>> {
  const voices = new Map<Item, { item: Item; weight: number }[]>();
  for (const [item, { lastDay }] of owned) {
    const loud = halved(asOfDay - lastDay, SAYS_HALF_LIFE);
    for (const neighbour of neighboursOf(item)) {
      const heard = voices.get(neighbour.item);
      const voice = { item, weight: loud * neighbour.weight };
      if (heard === undefined) {
        voices.set(neighbour.item, [voice]);
      } else {
        heard.push(voice);
      }
    }
  }
  return new Map(
    [...voices].map(([item, heard]) => {
      const score = heard.reduce((sum, { weight }) => sum + weight, 0);
      const loudest = heard.toSorted((a, b) => b.weight - a.weight).slice(0, SHOWN_REASONS);
      return [item, { score, because: loudest.map((voice) => voice.item) }];
    }),
  );
}
