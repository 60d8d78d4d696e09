/** One forecast beside what came. */
export interface Forecast {
  readonly expected: number;
  /** The customer's own past rate carried forward. */
  readonly past: number;
  readonly actual: number;
}

export interface ForecastError {
  readonly total: number;
  /** Mean of the absolute differences of single customers. */
  readonly mae: number;
  /** Root of the mean of their squares. */
  readonly rmse: number;
}

export interface Holdback {
  readonly customers: number;
  readonly actual: number;
  readonly model: ForecastError;
  readonly pastRate: ForecastError;
  /** Whose forecast to use: the one with the smaller mean error of single customers, and of the total where those are equal. */
  readonly better: 'model' | 'past_rate';
  /** Tenths of the customers, those of whom the model expects most first. */
  readonly deciles: readonly {
    readonly customers: number;
    readonly actual: number;
    readonly model: number;
    readonly pastRate: number;
  }[];
}

const TENTHS = 10;

/** Holds forecasts against what came after them; null without customers. */
export function compareForecasts(forecasts: readonly Forecast[]): Holdback | null {
  if (forecasts.length === 0) {
    return null;
  }
  const model = errorOf(forecasts, ({ expected }) => expected);
  const pastRate = errorOf(forecasts, ({ past }) => past);
  const actual = sum(forecasts, (each) => each.actual);
  const isTied = model.mae === pastRate.mae;
  const isModel = isTied
    ? Math.abs(model.total - actual) <= Math.abs(pastRate.total - actual)
    : model.mae < pastRate.mae;
  const ranked = forecasts.toSorted((a, b) => b.expected - a.expected || b.past - a.past);
  const deciles = Array.from({ length: TENTHS }, (_, n) => {
    const place = (at: number): number => Math.round((at * ranked.length) / TENTHS);
    const tenth = ranked.slice(place(n), place(n + 1));
    return {
      customers: tenth.length,
      actual: sum(tenth, (each) => each.actual),
      model: sum(tenth, (each) => each.expected),
      pastRate: sum(tenth, (each) => each.past),
    };
  });
  return { customers: forecasts.length, actual, model, pastRate, better: isModel ? 'model' : 'past_rate', deciles };
}

function errorOf(forecasts: readonly Forecast[], of: (forecast: Forecast) => number): ForecastError {
  const differences = forecasts.map((each) => of(each) - each.actual);
  return {
    total: sum(forecasts, of),
    mae: sum(differences, Math.abs) / forecasts.length,
    rmse: Math.sqrt(sum(differences, (each) => each ** 2) / forecasts.length),
  };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
