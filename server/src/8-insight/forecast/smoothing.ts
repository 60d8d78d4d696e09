/** How fast each part of a series is believed; without `season` there are no seasons, without `trend` no trend. */
export interface Smoothing {
  /** Level, 0 to 1. */
  readonly alpha: number;
  /** Trend, 0 to 1: the share of the newest change of the level (β* of Hyndman and Athanasopoulos). */
  readonly beta: number;
  /** Season, 0 to 1: the share of what the level and trend before left over (γ of the same). */
  readonly gamma: number;
  /** By how much a trend lives on from step to step; 1 goes on for ever. */
  readonly phi: number;
}

export interface Start {
  readonly level: number;
  readonly trend: number;
  /** One for each place in the season, that of the first value first; empty without seasons. */
  readonly season: readonly number[];
}

export interface Smoothed extends Start {
  /** Sum of the squares of what was foreseen wrongly, one step ahead. */
  readonly sse: number;
}

/**
 * Holt–Winters with additive seasons and a damped trend, from a start through all values (Hyndman and Athanasopoulos,
 * Forecasting: Principles and Practice, 8.3). The season at the end begins with the place of the next value.
 */
export function smooth(values: readonly number[], { alpha, beta, gamma, phi }: Smoothing, start: Start): Smoothed {
  let { level, trend } = start;
  const season = [...start.season];
  const places = season.length;
  let sse = 0;
  for (const [at, value] of values.entries()) {
    const place = places === 0 ? 0 : at % places;
    const seasonal = season[place] ?? 0;
    const foreseen = level + phi * trend;
    sse += (value - foreseen - seasonal) ** 2;
    const next = alpha * (value - seasonal) + (1 - alpha) * foreseen;
    trend = beta * (next - level) + (1 - beta) * phi * trend;
    level = next;
    if (places > 0) {
      season[place] = gamma * (value - foreseen) + (1 - gamma) * seasonal;
    }
  }
  const turned = places === 0 ? 0 : values.length % places;
  return { level, trend, season: [...season.slice(turned), ...season.slice(0, turned)], sse };
}

/** What comes after the values, `horizon` steps of it. */
export function carryOn({ level, trend, season }: Start, phi: number, horizon: number): readonly number[] {
  const ahead: number[] = [];
  let damped = 0;
  let power = 1;
  for (let step = 0; step < horizon; step += 1) {
    power *= phi;
    damped += power;
    ahead.push(level + damped * trend + (season.length === 0 ? 0 : (season[step % season.length] ?? 0)));
  }
  return ahead;
}
