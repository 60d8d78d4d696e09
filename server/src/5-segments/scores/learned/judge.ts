import type { ChanceMeasure, ChanceReport, ChanceSplit } from './chance-report.ts';
import type { Case } from './features.ts';
import { chanceOf, effectsOf, type LogisticModel, learnLogistic } from './logistic.ts';
import { type Quality, qualityOf } from './quality.ts';

/** What was known of one customer at a time, and whether it happened afterwards. */
export interface Known {
  readonly features: Case;
  readonly happened: boolean;
}

/** What may be learned by, and what by alone where no more is needed. */
export interface Learners {
  readonly model: readonly string[];
  readonly baseline: readonly string[];
}

/** With fewer cases, or fewer of either outcome, nothing is learned. */
export const FEWEST_CASES = 200;
export const FEWEST_OF_EACH = 30;
const PARTS = 5;

/** Whether there is enough to learn from. */
export function isEnough(known: readonly Known[]): boolean {
  const happened = known.filter((each) => each.happened).length;
  return known.length >= FEWEST_CASES && happened >= FEWEST_OF_EACH && known.length - happened >= FEWEST_OF_EACH;
}

/** Learns from some cases by some of their features. */
export function learn(known: readonly Known[], names: readonly string[]): LogisticModel {
  return learnLogistic(
    known.map(({ features }) => features),
    known.map(({ happened }) => happened),
    names,
  );
}

/** Learned from what was known at one time, held against what came after the next one; null without enough of both. */
export function splitInTime(
  earlier: readonly Known[],
  later: readonly Known[],
  learners: Learners,
): ChanceSplit | null {
  if (!isEnough(earlier) || !isEnough(later)) {
    return null;
  }
  const chances = (names: readonly string[]): readonly number[] => {
    const model = learn(earlier, names);
    return later.map(({ features }) => chanceOf(model, features));
  };
  return splitOf({
    learned: earlier.length,
    later,
    model: chances(learners.model),
    baseline: chances(learners.baseline),
  });
}

/** Each fifth of the customers foretold by what was learned from the other four; null without enough. */
export function splitAtRandom(known: readonly Known[], learners: Learners): ChanceSplit | null {
  if (!isEnough(known)) {
    return null;
  }
  const chances = (names: readonly string[]): readonly number[] => {
    const all = known.map(() => 0);
    for (let part = 0; part < PARTS; part += 1) {
      const model = learn(
        known.filter((_, place) => place % PARTS !== part),
        names,
      );
      for (let place = part; place < known.length; place += PARTS) {
        const one = known[place];
        all[place] = one === undefined ? 0 : chanceOf(model, one.features);
      }
    }
    return all;
  };
  return splitOf({
    learned: known.length - Math.round(known.length / PARTS),
    later: known,
    model: chances(learners.model),
    baseline: chances(learners.baseline),
  });
}

interface Foretold {
  readonly learned: number;
  readonly later: readonly Known[];
  readonly model: readonly number[];
  readonly baseline: readonly number[];
}

function splitOf({ learned, later, model, baseline }: Foretold): ChanceSplit | null {
  const came = later.map(({ happened }) => happened);
  const [ofModel, ofBaseline] = [qualityOf(model, came), qualityOf(baseline, came)];
  if (ofModel === null || ofBaseline === null) {
    return null;
  }
  return {
    learned,
    held: later.length,
    happened: ofModel.happened,
    model: measureOf(ofModel),
    baseline: measureOf(ofBaseline),
  };
}

function measureOf({ auc, aucLow, aucHigh, brier, top, calibration }: Quality): ChanceMeasure {
  return {
    auc,
    aucLow,
    aucHigh,
    brier,
    top: { ...top },
    tenths: calibration.toReversed().map((each) => ({ ...each })),
  };
}

/**
 * What a score uses: whoever ranks better on the time held back, the customers held back where there is no such time;
 * nothing unless the better one beats guessing in every check that there is.
 */
export function verdict({ time, random }: Pick<ChanceReport, 'time' | 'random'>): ChanceReport['uses'] {
  const checks = [time, random].filter((each) => each !== null);
  const [first] = checks;
  if (first === undefined) {
    return 'none';
  }
  const better = first.model.auc >= first.baseline.auc ? 'model' : 'baseline';
  return checks.every((each) => each[better].aucLow > 0.5) ? better : 'none';
}

const PLAIN = 0.3;

/** How much of all differences between the cases each feature makes, and in which direction more of it works. */
export function weightsOf(model: LogisticModel, known: readonly Known[]): ChanceReport['features'] {
  const effects = known.map(({ features }) => effectsOf(model, features));
  const found = model.shape.features.map(({ name }, place) => {
    const own = effects.map((each) => each[place] ?? 0);
    const pairs = known.flatMap(({ features }, at) => {
      const value = features[name];
      return typeof value === 'number' ? [[value, own[at] ?? 0] as const] : [];
    });
    const together = correlation(pairs);
    return {
      key: name,
      spread: deviation(own),
      direction: together > PLAIN ? ('for' as const) : together < -PLAIN ? ('against' as const) : ('mixed' as const),
    };
  });
  const all = found.reduce((sum, { spread }) => sum + spread, 0);
  return found
    .map(({ key, spread, direction }) => ({ key, weight: all === 0 ? 0 : spread / all, direction }))
    .toSorted((a, b) => b.weight - a.weight);
}

const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / Math.max(1, all.length);

function deviation(all: readonly number[]): number {
  const middle = mean(all);
  return Math.sqrt(mean(all.map((each) => (each - middle) ** 2)));
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [pairs.map(([each]) => each), pairs.map(([, each]) => each)];
  const [xMean, yMean] = [mean(x), mean(y)];
  const spread = deviation(x) * deviation(y);
  return spread === 0 ? 0 : mean(pairs.map(([one, other]) => (one - xMean) * (other - yMean))) / spread;
}
