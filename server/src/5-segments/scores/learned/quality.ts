/** How good chances are, held against what happened to cases that were not learned from. */
export interface Quality {
  readonly cases: number;
  readonly happened: number;
  /** The share of pairs, one of each outcome, in which the one that happened had the higher chance; 0.5 is guessing. */
  readonly auc: number;
  /** The mean squared distance between chance and outcome; lower is better. */
  readonly brier: number;
  /** How many times as often it happened among the tenth with the highest chances as among all. */
  readonly topTenthLift: number;
  /** Tenths by chance, lowest first: what was said and what happened. */
  readonly calibration: readonly { readonly cases: number; readonly said: number; readonly happened: number }[];
}

const TENTHS = 10;

/** Measures chances; null unless both outcomes are among the cases. */
export function qualityOf(chances: readonly number[], happened: readonly boolean[]): Quality | null {
  const cases = chances.length;
  const yes = happened.filter(Boolean).length;
  if (yes === 0 || yes === cases) {
    return null;
  }
  const ranked = [...chances.keys()].toSorted((a, b) => (chances[a] ?? 0) - (chances[b] ?? 0));
  const share = (places: readonly number[]): number =>
    places.filter((place) => happened[place] === true).length / Math.max(1, places.length);
  const top = ranked.slice(cases - Math.max(1, Math.round(cases / TENTHS)));
  return {
    cases,
    happened: yes,
    auc: areaUnder(ranked, chances, happened),
    brier: chances.reduce((sum, chance, place) => sum + (chance - (happened[place] === true ? 1 : 0)) ** 2, 0) / cases,
    topTenthLift: share(top) / (yes / cases),
    calibration: Array.from({ length: TENTHS }, (_, tenth) => {
      const places = ranked.slice(Math.round((tenth * cases) / TENTHS), Math.round(((tenth + 1) * cases) / TENTHS));
      const said = places.reduce((sum, place) => sum + (chances[place] ?? 0), 0) / Math.max(1, places.length);
      return { cases: places.length, said, happened: share(places) };
    }),
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
