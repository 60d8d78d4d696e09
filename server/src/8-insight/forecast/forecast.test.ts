import { describe, expect, it } from 'vitest';
import { fewestValues, forecastOf, usableSeason } from './backtest.ts';
import { shoppingInWeek, shoppingOn } from './festivals.ts';
import { halfWidth, mape, mase, naiveScale, wape } from './measures.ts';
import { FORECAST_METHODS, FORESEE, type Series } from './methods.ts';
import { carryOn, smooth } from './smoothing.ts';

/** Published in Hyndman and Athanasopoulos, Forecasting: Principles and Practice (data of R's package fpp). */
const OIL = [
  446.6565, 454.4733, 455.663, 423.6322, 456.2713, 440.5881, 425.3325, 485.1494, 506.0482, 526.792, 514.2689, 494.211,
];
const AIR = [
  17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797, 32.577569, 33.477398,
  39.021581, 41.386432, 41.596552,
];
const LIVESTOCK = [
  263.917747, 268.307222, 260.662556, 266.639419, 277.515778, 283.834045, 290.309028, 292.474198, 300.830694,
  309.286657, 318.331081, 329.37239, 338.883998, 339.244126, 328.600632, 314.255385, 314.459695, 321.413779, 329.789292,
  346.385165, 352.297882, 348.370515, 417.562922, 417.12357, 417.749459, 412.233904, 411.946817, 394.697075, 401.49927,
  408.270468, 414.2428,
];
const TOURISTS = [
  41.727458, 24.04185, 32.328103, 37.328708, 46.213153, 29.346326, 36.48291, 42.977719, 48.901525, 31.180221, 37.717881,
  40.420211, 51.206863, 31.887228, 40.978263, 43.772491, 55.558567, 33.850915, 42.076383, 45.642292, 59.76678,
  35.191877, 44.319737, 47.913736,
];

const seriesOf = (values: readonly number[], season = 1, horizon = 8): Series => ({
  values,
  season,
  festivals: Array.from({ length: values.length + horizon }, () => null),
});

describe('smoothing', () => {
  it('gives the published values of simple smoothing: oil production, alpha 0.2 and 0.6', () => {
    const [first = 0, ...rest] = OIL;
    for (const [alpha, wanted] of [
      [0.2, 484.8025],
      [0.6, 501.8375],
    ] as const) {
      const at = smooth(rest, { alpha, beta: 0, gamma: 0, phi: 1 }, { level: first, trend: 0, season: [] });
      expect(carryOn(at, 1, 1)[0]).toBeCloseTo(wanted, 3);
    }
  });

  it('gives the published values of Holt: air passengers, alpha 0.8 and beta 0.2', () => {
    const [first = 0, second = 0] = AIR;
    const start = { level: first, trend: second - first, season: [] };
    const at = smooth(AIR, { alpha: 0.8, beta: 0.2, gamma: 0, phi: 1 }, start);
    const ahead = carryOn(at, 1, 5).map((value) => Math.round(value * 100) / 100);
    expect(ahead).toEqual([43.76, 45.59, 47.43, 49.27, 51.1]);
  });

  it('has the published error of a damped trend: sheep in Asia, alpha 0.98, phi 0.98', () => {
    const start = { level: 257.36, trend: 6.64, season: [] };
    const { sse } = smooth(LIVESTOCK, { alpha: 0.98, beta: 0, gamma: 0, phi: 0.98 }, start);
    expect(sse).toBeCloseTo(6036.56, 1);
  });

  it('comes near the published forecast of Holt–Winters with additive seasons: visitor nights', () => {
    // Fitted without damping there: 60.95, 36.85, 46.16, 50.13.
    const found = FORESEE.season(seriesOf(TOURISTS, 4), 4);
    for (const [at, wanted] of [60.9542, 36.8505, 46.1628, 50.1272].entries()) {
      expect(Math.abs((found[at] ?? 0) / wanted - 1)).toBeLessThan(0.03);
    }
  });

  it('follows a straight line, a constant and a season exactly', () => {
    const line = Array.from({ length: 40 }, (_, at) => 10 + 2 * at);
    const [next = 0] = FORESEE.trend(seriesOf(line), 1);
    expect(next).toBeCloseTo(90, 0);
    expect(FORESEE.level(seriesOf(Array.from({ length: 20 }, () => 7)), 2)).toEqual([7, 7]);
    const weekly = Array.from({ length: 35 }, (_, at) => [5, 1, 1, 1, 2, 9, 8][at % 7] ?? 0);
    for (const [at, value] of FORESEE.season(seriesOf(weekly, 7), 7).entries()) {
      expect(value).toBeCloseTo(weekly[at] ?? 0, 6);
    }
    expect(FORESEE.naive(seriesOf(weekly, 7), 9)).toEqual([5, 1, 1, 1, 2, 9, 8, 5, 1]);
  });
});

describe('measures', () => {
  const cases = [
    { foreseen: 8, actual: 10 },
    { foreseen: 5, actual: 0 },
    { foreseen: 33, actual: 30 },
  ];
  it('are those of the books', () => {
    expect(wape(cases)).toBeCloseTo(10 / 40, 12);
    expect(mape(cases)).toBeCloseTo((0.2 + 0.1) / 2, 12);
    expect(mase(cases, 2)).toBeCloseTo(10 / 3 / 2, 12);
    expect(naiveScale([1, 2, 4, 8], 1)).toBeCloseTo(7 / 3, 12);
    expect(naiveScale([1, 2, 4, 8], 2)).toBeCloseTo((3 + 6) / 2, 12);
    expect([wape([]), mape([]), mase([], 1), mase(cases, 0), naiveScale([1], 3)]).toEqual([null, null, null, null, 0]);
  });

  it('take an interval only from enough errors', () => {
    expect(halfWidth([3, 1, 2], 0.8)).toBeNull();
    expect(halfWidth([4, 3, 1, 2], 0.8)).toBe(4);
    expect(halfWidth([9, 4, 3, 1, 2, 5, 6, 7, 8], 0.8)).toBe(8);
  });
});

/** Repeatable chance. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('[C216] a forecast', () => {
  it('measures the error that its page would have had: naive errors are those of plain loops over the past', () => {
    const random = createRandom(7);
    const values = Array.from({ length: 60 }, (_, at) => 100 + 30 * Math.sin(at / 3) + 40 * random());
    const found = forecastOf(seriesOf(values), 8);
    const errors: number[] = [];
    const came: number[] = [];
    for (let origin = 34; origin < 60; origin += 1) {
      for (let at = origin; at < Math.min(60, origin + 8); at += 1) {
        errors.push(Math.abs((values[at] ?? 0) - (values[origin - 1] ?? 0)));
        came.push(values[at] ?? 0);
      }
    }
    const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
    expect(found?.origins).toBe(26);
    expect(found?.overall.cases).toBe(errors.length);
    expect(found?.overall.naiveWape).toBeCloseTo(sum(errors) / sum(came), 10);
    expect(found?.methods.find(({ method }) => method === 'naive')?.wape).toBeCloseTo(sum(errors) / sum(came), 10);
    // The errors of what was said one step before are those of the first row.
    const said = found?.said ?? [];
    expect(wape(said)).toBeCloseTo(found?.errors[0]?.wape ?? Number.NaN, 10);
    expect(said.map(({ actual }) => actual)).toEqual(said.map(({ at }) => expect.closeTo(values[at] ?? 0, 8)));
  });

  it('takes the naive way where nothing beats it, and another where that is right more often', () => {
    let walk = 1000;
    const random = createRandom(3);
    const wandering = Array.from({ length: 80 }, () => (walk += random() < 0.5 ? -20 : 20));
    expect(forecastOf(seriesOf(wandering), 8)?.method).toBe('naive');
    const noise = Array.from({ length: 80 }, () => 500 + 200 * random());
    const steady = forecastOf(seriesOf(noise), 8);
    expect(steady?.method).not.toBe('naive');
    expect(steady?.overall.wape ?? 1).toBeLessThan(steady?.overall.naiveWape ?? 0);
    const seasonal = Array.from(
      { length: 140 },
      (_, at) => ([5, 1, 1, 1, 2, 9, 8][at % 7] ?? 0) * (60 + at) + 30 * random(),
    );
    expect(forecastOf(seriesOf(seasonal, 7, 14), 14)?.method).toMatch(/season|festival/u);
  });

  it('has an interval that holds about as much as it says', () => {
    let [held, of] = [0, 0];
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = createRandom(seed * 977);
      const found = forecastOf(seriesOf(Array.from({ length: 70 }, () => 100 + 50 * random())), 8);
      held += found?.overall.held ?? 0;
      of += found?.overall.of ?? 0;
    }
    expect(of).toBeGreaterThan(1000);
    expect(held / of).toBeGreaterThan(0.74);
    expect(held / of).toBeLessThan(0.93);
  });

  it('puts festivals where they fall next', () => {
    const values = Array.from({ length: 60 }, () => 100);
    const festivals: (string | null)[] = Array.from({ length: 68 }, () => null);
    for (const at of [10, 30, 50]) {
      values[at] = 300;
    }
    for (const at of [10, 30, 50, 62]) {
      festivals[at] = 'double_11';
    }
    const ahead = FORESEE.festival({ values, season: 1, festivals }, 8);
    expect(ahead.map(Math.round)).toEqual([100, 100, 300, 100, 100, 100, 100, 100]);
    expect(shoppingOn('2025-11-11')).toBe('double_11');
    // The lunar New Year of 2025 was on 29 January, that of 2026 on 17 February.
    expect(shoppingOn('2025-01-29')).toBe('spring_festival');
    expect(shoppingOn('2025-01-15')).toBe('before_spring_festival');
    expect(shoppingOn('2026-01-20')).toBeNull();
    expect(shoppingInWeek('2026-02-16')).toBe('spring_festival');
    expect(shoppingInWeek('2026-03-02')).toBeNull();
  });

  it('says nothing from too short a past, and no season before two of them are known', () => {
    expect(forecastOf(seriesOf(Array.from({ length: fewestValues(8) - 1 }, () => 5)), 8)).toBeNull();
    expect(usableSeason(52, { count: 110, horizon: 8 })).toBe(1);
    expect(usableSeason(52, { count: 116, horizon: 8 })).toBe(52);
  });

  it('is finite whatever comes: nothing, one point, constants, huge and tiny numbers, falls below 0', () => {
    const random = createRandom(11);
    const flat = (value: number): readonly number[] => Array.from({ length: 40 }, () => value);
    const extremes: readonly (readonly number[])[] = [
      flat(0),
      flat(0).with(20, 5),
      flat(0).with(39, 1e15),
      flat(9e15),
      flat(1e-9),
      flat(-4),
      flat(0).map((_, at) => (at % 2 === 0 ? 1e300 : 0)),
      flat(0).map((_, at) => 10 ** (at / 2)),
      flat(0).map(() => (random() - 0.5) * 1e12),
      ...Array.from({ length: 6 }, () => flat(0).map(() => (random() < 0.7 ? 0 : Math.round(1000 * random() ** 8)))),
    ];
    for (const values of extremes) {
      for (const season of [1, 7]) {
        const found = forecastOf(seriesOf(values, season), 8);
        const figures = JSON.stringify(found, (_, value: unknown) =>
          typeof value === 'number' && !Number.isFinite(value) ? 'BROKEN' : value,
        );
        expect(figures).not.toContain('BROKEN');
        expect(found?.ahead).toHaveLength(8);
        for (const { value, low, high } of found?.ahead ?? []) {
          expect((low ?? value) <= value && value <= (high ?? value)).toBe(true);
          expect(values.every((each) => each >= 0) ? value >= 0 : true).toBe(true);
        }
      }
      for (const method of FORECAST_METHODS) {
        expect(FORESEE[method](seriesOf(values.slice(0, 1)), 3).every(Number.isFinite)).toBe(true);
      }
    }
  });
});
