import { minimize } from '#kernel/pure/numeric/minimize.ts';
import { carryOn, type Smoothing, type Start, smooth } from './smoothing.ts';

/** Ways to foresee, the simplest first: where two are as good, the simpler one is taken. */
export const FORECAST_METHODS = ['naive', 'level', 'trend', 'season', 'festival'] as const;
export type ForecastMethod = (typeof FORECAST_METHODS)[number];

/** Values up to now, and how many make a season (1: there is none). */
export interface Series {
  readonly values: readonly number[];
  readonly season: number;
  /** The festival that each value and each of the steps ahead lies in; null outside of all. */
  readonly festivals: readonly (string | null)[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What was last year (or last week, by the season); without seasons, what was last. */
export function naive({ values, season }: Series, horizon: number): readonly number[] {
  const back = values.length >= season ? season : 1;
  return Array.from({ length: horizon }, (_, step) => values[values.length - back + (step % back)] ?? 0);
}

const MOST_DAMPING = 0.8;
const LEAST_DAMPING = 0.98;
const unit = (free: number): number => 1 / (1 + Math.exp(-free));
/** What `unit` makes of this is near 0, 0.1 and 0.5. */
const [NEVER, SELDOM, EVEN] = [-4, -2.2, 0] as const;

function fitted(
  values: readonly number[],
  start: Start,
  { from, of }: { readonly from: readonly number[]; readonly of: (free: readonly number[]) => Smoothing },
  horizon: number,
): readonly number[] {
  const { at } = minimize((free) => smooth(values, of(free), start).sse, from);
  const smoothing = of(at);
  return carryOn(smooth(values, smoothing, start), smoothing.phi, horizon);
}

/** Simple exponential smoothing: one level that follows, no trend. */
function level({ values }: Series, horizon: number): readonly number[] {
  const start = { level: mean(values.slice(0, 4)), trend: 0, season: [] };
  const of = ([alpha = EVEN]: readonly number[]): Smoothing => ({ alpha: unit(alpha), beta: 0, gamma: 0, phi: 1 });
  return fitted(values, start, { from: [EVEN], of }, horizon);
}

const dampedOf = (free: number): number => MOST_DAMPING + (LEAST_DAMPING - MOST_DAMPING) * unit(free);

/** Holt with a damped trend. */
function trend({ values }: Series, horizon: number): readonly number[] {
  const early = values.slice(0, 8);
  const slope = ((early.at(-1) ?? 0) - (early[0] ?? 0)) / Math.max(1, early.length - 1);
  const start = { level: (early[0] ?? 0) - slope, trend: slope, season: [] };
  const of = ([alpha = EVEN, beta = SELDOM, phi = EVEN]: readonly number[]): Smoothing => ({
    alpha: unit(alpha),
    beta: unit(beta),
    gamma: 0,
    phi: dampedOf(phi),
  });
  return fitted(values, start, { from: [EVEN, SELDOM, EVEN], of }, horizon);
}

/** Holt–Winters with a damped trend; needs two whole seasons, and without them is `trend`. */
function season(series: Series, horizon: number): readonly number[] {
  const { values, season: places } = series;
  if (places < 2 || values.length < 2 * places) {
    return trend(series, horizon);
  }
  const [first, second] = [mean(values.slice(0, places)), mean(values.slice(places, 2 * places))];
  const slope = (second - first) / places;
  // The middle of a season lies half of it after its beginning.
  const onLine = (at: number): number => first + slope * (at - (places - 1) / 2);
  const left = (at: number): number => (values[at] ?? 0) - onLine(at);
  const start = {
    level: onLine(-1),
    trend: slope,
    season: Array.from({ length: places }, (_, at) => (left(at) + left(at + places)) / 2),
  };
  const of = ([alpha = SELDOM, beta = NEVER, gamma = SELDOM, phi = EVEN]: readonly number[]): Smoothing => ({
    alpha: unit(alpha),
    beta: unit(beta),
    gamma: unit(gamma),
    phi: dampedOf(phi),
  });
  return fitted(values, start, { from: [SELDOM, NEVER, SELDOM, EVEN], of }, horizon);
}

/** So many values on each side of a festival say what would have been without it. */
const BESIDE = 4;
const [LEAST_FACTOR, MOST_FACTOR] = [0.2, 8] as const;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** How many times the usual each festival brought, over all of its times in the past. */
function festivalFactors({ values, festivals }: Series): ReadonlyMap<string, number> {
  const usual = (at: number): number => {
    const beside = (step: number): number[] => {
      const found: number[] = [];
      for (let place = at + step; place >= 0 && place < values.length && found.length < BESIDE; place += step) {
        if (festivals[place] === null) {
          found.push(values[place] ?? 0);
        }
      }
      return found;
    };
    return median([...beside(-1), ...beside(1)]);
  };
  const places = values.map((_, at) => at).filter((at) => typeof festivals[at] === 'string');
  const factors = [...Map.groupBy(places, (at) => festivals[at] ?? '')].map(([festival, here]) => {
    const expected = here.reduce((sum, at) => sum + usual(at), 0);
    const found = here.reduce((sum, at) => sum + (values[at] ?? 0), 0);
    const factor = expected > 0 && found > 0 ? found / expected : 1;
    return [festival, Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, factor))] as const;
  });
  return new Map(factors);
}

/** The same as `season` or `trend`, with festivals taken out before and put back where they fall next. */
function festival(series: Series, horizon: number): readonly number[] {
  const factors = festivalFactors(series);
  const factorAt = (at: number): number => factors.get(series.festivals[at] ?? '') ?? 1;
  const values = series.values.map((value, at) => value / factorAt(at));
  return season({ ...series, values }, horizon).map((value, step) => value * factorAt(series.values.length + step));
}

/** What each way foresees. */
export const FORESEE: Readonly<Record<ForecastMethod, (series: Series, horizon: number) => readonly number[]>> = {
  naive,
  level,
  trend,
  season,
  festival,
};
