/** How good chances are, held against what happened to cases that were not learned from. */
export interface Quality {
  readonly cases: number;
  readonly happened: number;
  /** The share of pairs, one of each outcome, in which the one that happened had the higher chance; 0.5 is guessing. */
  readonly auc: number;
  /** Inside it the area lies 95 % of the time. */
  readonly aucLow: number;
  readonly aucHigh: number;
  /** The mean squared distance between chance and outcome; lower is better. */
  readonly brier: number;
  /** The tenth with the highest chances. */
  readonly top: { readonly cases: number; readonly happened: number };
  /** How many times as often it happened among them as among all. */
  readonly topTenthLift: number;
  /** Tenths by chance, lowest first. */
  readonly calibration: readonly Tenth[];
}

/** What was said of a tenth, and the share of it to which it happened, with an interval of 95 %. */
export interface Tenth {
  readonly cases: number;
  readonly said: number;
  readonly happened: number;
  readonly low: number;
  readonly high: number;
}

const TENTHS = 10;
const Z = 1.959_963_985;

/** Measures chances; null unless both outcomes are among the cases. */
export function qualityOf(chances: readonly number[], happened: readonly boolean[]): Quality | null {
  const cases = chances.length;
  const yes = happened.filter(Boolean).length;
  if (yes === 0 || yes === cases) {
    return null;
  }
  const ranked = [...chances.keys()].toSorted((a, b) => (chances[a] ?? 0) - (chances[b] ?? 0));
  const count = (places: readonly number[]): number => places.filter((place) => happened[place] === true).length;
  const highest = ranked.slice(cases - Math.max(1, Math.round(cases / TENTHS)));
  const top = { cases: highest.length, happened: count(highest) };
  const auc = areaUnder(ranked, chances, happened);
  const error = Z * areaError(auc, yes, cases - yes);
  return {
    cases,
    happened: yes,
    auc,
    aucLow: Math.max(0, auc - error),
    aucHigh: Math.min(1, auc + error),
    brier: chances.reduce((sum, chance, place) => sum + (chance - (happened[place] === true ? 1 : 0)) ** 2, 0) / cases,
    top,
    topTenthLift: top.happened / top.cases / (yes / cases),
    calibration: Array.from({ length: TENTHS }, (_, tenth) => {
      const places = ranked.slice(Math.round((tenth * cases) / TENTHS), Math.round(((tenth + 1) * cases) / TENTHS));
      const said = places.reduce((sum, place) => sum + (chances[place] ?? 0), 0) / Math.max(1, places.length);
      return { cases: places.length, said, ...shareOf(count(places), places.length) };
    }),
  };
}

/** A share with the interval of Wilson, which holds for few and for shares near one. */
function shareOf(some: number, all: number): Pick<Tenth, 'happened' | 'low' | 'high'> {
  if (all === 0) {
    return { happened: 0, low: 0, high: 1 };
  }
  const share = some / all;
  const middle = share + Z ** 2 / (2 * all);
  const half = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  const scale = 1 + Z ** 2 / all;
  return {
    happened: share,
    low: Math.min(share, Math.max(0, (middle - half) / scale)),
    high: Math.max(share, Math.min(1, (middle + half) / scale)),
  };
}

/** By ranks (Mann and Whitney): equal chances share theirs. */
function areaUnder(ranked: readonly number[], chances: readonly number[], happened: readonly boolean[]): number {
  let ranks = 0;
  let yes = 0;
  for (let first = 0; first < ranked.length; ) {
    let last = first;
    while (last + 1 < ranked.length && chances[ranked[last + 1] ?? 0] === chances[ranked[first] ?? 0]) {
      last += 1;
    }
    const rank = (first + last) / 2 + 1;
    for (let place = first; place <= last; place += 1) {
      if (happened[ranked[place] ?? 0] === true) {
        ranks += rank;
        yes += 1;
      }
    }
    first = last + 1;
  }
  return (ranks - (yes * (yes + 1)) / 2) / (yes * (ranked.length - yes));
}

/** The standard error of an area (Hanley and McNeil 1982). */
function areaError(auc: number, yes: number, no: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc ** 2) / (1 + auc);
  const variance = auc * (1 - auc) + (yes - 1) * (q1 - auc ** 2) + (no - 1) * (q2 - auc ** 2);
  return Math.sqrt(Math.max(0, variance) / (yes * no));
}
