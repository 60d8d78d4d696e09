import { type Case, halfWidth, mape, mase, naiveScale, wape } from './measures.ts';
import { FORECAST_METHODS, FORESEE, type ForecastMethod, type Series } from './methods.ts';

/** So many of the values ahead should lie inside. */
export const INTERVAL_SHARE = 0.8;
/** Times in the past at which the future is foreseen again. */
const MOST_ORIGINS = 26;
/** The shortest past from which anything is foreseen. */
const LEAST_PAST = 8;

export interface ErrorAt {
  readonly ahead: number;
  readonly cases: number;
  readonly wape: number | null;
  readonly mape: number | null;
  readonly mase: number | null;
  /** What the naive way would have been wrong by. */
  readonly naiveWape: number | null;
  /** How often the interval held what came, of the times at which there was one. */
  readonly held: number;
  readonly of: number;
}

export interface MethodError {
  readonly method: ForecastMethod;
  readonly wape: number | null;
  readonly mase: number | null;
}

export interface Ahead {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What this page would have said one step before, and what came. */
export interface SaidBefore extends Case {
  /** Place of the value in the series. */
  readonly at: number;
}

export interface Forecast {
  readonly method: ForecastMethod;
  readonly ahead: readonly Ahead[];
  /** Errors of the page as a whole: at each time with the way that had been best until then. */
  readonly errors: readonly ErrorAt[];
  readonly overall: Omit<ErrorAt, 'ahead'>;
  /** Each way by itself over all of these times. */
  readonly methods: readonly MethodError[];
  readonly origins: number;
  readonly said: readonly SaidBefore[];
}

/** The fewest values from which there is a forecast with its error. */
export function fewestValues(horizon: number): number {
  return LEAST_PAST + horizon + 4;
}

/** The season is believed once the past holds two of it and room to check. */
export function usableSeason(season: number, o: { readonly count: number; readonly horizon: number }): number {
  return o.count >= 2 * season + o.horizon + 4 ? season : 1;
}

interface Told extends Case {
  readonly origin: number;
  readonly ahead: number;
  readonly method: ForecastMethod;
}

const errorOf = ({ foreseen, actual }: Case): number => Math.abs(foreseen - actual);

/** Forecasts of values that are at most some thousands in size; `forecastOf` sees to that. */
function tellAll(series: Series, origins: readonly number[], horizon: number): readonly Told[] {
  const { values } = series;
  return origins.flatMap((origin) =>
    FORECAST_METHODS.flatMap((method) =>
      FORESEE[method]({ ...series, values: values.slice(0, origin) }, Math.min(horizon, values.length - origin)).map(
        (foreseen, step) => ({ method, origin, ahead: step + 1, foreseen, actual: values[origin + step] ?? 0 }),
      ),
    ),
  );
}

/** The way that had been wrong by least up to a time; the simpler one where two are alike, the naive one to begin with. */
function bestAt(told: readonly Told[], origin: number): ForecastMethod {
  const sums = FORECAST_METHODS.map((method) =>
    told
      .filter((one) => one.method === method && one.origin + one.ahead <= origin)
      .reduce((sum, one) => sum + errorOf(one), 0),
  );
  const least = Math.min(...sums);
  // Differences below the precision of the sums say nothing.
  return FORECAST_METHODS[sums.findIndex((sum) => sum <= least * (1 + 1e-9))] ?? 'naive';
}

/** The interval around each step ahead, by the errors known at a time; never narrower than that of the step before. */
function widthsAt(told: readonly Told[], origin: number, horizon: number): readonly (number | null)[] {
  let widest = 0;
  return Array.from({ length: horizon }, (_, step) => {
    const errors = told.filter((one) => one.ahead === step + 1 && one.origin + one.ahead <= origin).map(errorOf);
    const width = halfWidth(errors, INTERVAL_SHARE);
    widest = Math.max(widest, width ?? 0);
    return width === null ? null : widest;
  });
}

function intervalOf(value: number, width: number | null, isNeverNegative: boolean): Ahead {
  return {
    value,
    low: width === null ? null : isNeverNegative ? Math.max(0, value - width) : value - width,
    high: width === null ? null : value + width,
  };
}

type Paged = Told & { readonly width: number | null };

/** What this page would have said at each time in the past, with the way and the interval of then. */
function pageOver(told: readonly Told[], origins: readonly number[], horizon: number): readonly Paged[] {
  const byOrigin = Map.groupBy(told, ({ origin }) => origin);
  const page: Paged[] = [];
  for (const origin of origins) {
    const method = bestAt(told, origin);
    const widths = widthsAt(page, origin, horizon);
    const said = (byOrigin.get(origin) ?? []).filter((one) => one.method === method);
    page.push(...said.map((one) => ({ ...one, width: widths[one.ahead - 1] ?? null })));
  }
  return page;
}

interface Tried {
  readonly told: readonly Told[];
  readonly page: readonly Paged[];
  readonly scale: number;
}

function errorAmong({ told, page, scale }: Tried, ahead: number | null): Omit<ErrorAt, 'ahead'> {
  const isWanted = (one: Told): boolean => ahead === null || one.ahead === ahead;
  const cases = page.filter(isWanted);
  const withWidth = cases.filter(({ width }) => width !== null);
  return {
    cases: cases.length,
    wape: wape(cases),
    mape: mape(cases),
    mase: mase(cases, scale),
    naiveWape: wape(told.filter((one) => one.method === 'naive' && isWanted(one))),
    held: withWidth.filter((one) => errorOf(one) <= (one.width ?? 0)).length,
    of: withWidth.length,
  };
}

/** The errors of the past, by steps ahead, of all and of each way. */
function errorsOf(tried: Tried, horizon: number): Pick<Forecast, 'errors' | 'overall' | 'methods'> {
  return {
    errors: Array.from({ length: horizon }, (_, step) => ({ ahead: step + 1, ...errorAmong(tried, step + 1) })),
    overall: errorAmong(tried, null),
    methods: FORECAST_METHODS.map((method) => {
      const cases = tried.told.filter((one) => one.method === method);
      return { method, wape: wape(cases), mase: mase(cases, tried.scale) };
    }),
  };
}

/**
 * Foresees `horizon` steps. At up to 26 times in the past the same is done with what was known then: which way is taken
 * now, how wide the interval is and how wrong all that was are measured there. Null for too short a past.
 */
export function forecastOf(given: Series, horizon: number): Forecast | null {
  const count = given.values.length;
  if (count < fewestValues(horizon)) {
    return null;
  }
  // Any size of numbers: everything below happens near 1.
  const size = Math.max(...given.values.map(Math.abs)) || 1;
  const series = { ...given, values: given.values.map((value) => value / size) };
  const isNeverNegative = series.values.every((value) => value >= 0);
  const first = Math.max(LEAST_PAST, series.season > 1 ? 2 * series.season : 0, count - MOST_ORIGINS);
  const origins = Array.from({ length: count - first }, (_, step) => first + step);
  const told = clipped(tellAll(series, origins, horizon), isNeverNegative);
  const page = pageOver(told, origins, horizon);
  const scale = naiveScale(series.values.slice(0, first), series.season);
  const method = bestAt(told, count);
  const widths = widthsAt(page, count, horizon);
  const scaled = (value: number | null): number | null => (value === null ? null : value * size);
  return {
    method,
    ahead: clip(FORESEE[method](series, horizon), isNeverNegative).map((value, step) => {
      const { low, high } = intervalOf(value, widths[step] ?? null, isNeverNegative);
      return { value: value * size, low: scaled(low), high: scaled(high) };
    }),
    ...errorsOf({ told, page, scale }, horizon),
    origins: origins.length,
    said: page
      .filter((one) => one.ahead === 1)
      .map(({ origin, foreseen, actual }) => ({ at: origin, foreseen: foreseen * size, actual: actual * size })),
  };
}

const clip = (values: readonly number[], isNeverNegative: boolean): readonly number[] =>
  isNeverNegative ? values.map((value) => Math.max(0, value)) : values;

/** Where nothing was ever below 0, nothing is foreseen there. */
function clipped(told: readonly Told[], isNeverNegative: boolean): readonly Told[] {
  return isNeverNegative ? told.map((one) => ({ ...one, foreseen: Math.max(0, one.foreseen) })) : told;
}
