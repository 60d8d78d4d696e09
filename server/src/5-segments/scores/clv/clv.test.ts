import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lnGamma } from '#kernel/pure/numeric/gamma.ts';
import { lnHypergeometric } from '#kernel/pure/numeric/hypergeometric.ts';
import { describeWithData } from '#test/data-sets.ts';
import { bgNbd, mbgNbd, probabilityOfCount } from './beta-geometric.ts';
import { fitClvFile } from './file-mode/service.ts';
import { fitModel, PURCHASE_MODELS } from './fit.ts';
import { expectedSpend, fitSpend, spendOf } from './gamma-gamma.ts';
import { historyOf } from './histories.ts';
import { compareForecasts } from './holdback.ts';
import { paretoNbd } from './pareto-nbd.ts';

describe('special functions', () => {
  it('are those of the tables', () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(lnGamma(10)).toBeCloseTo(Math.log(362_880), 12);
    expect(lnGamma(1e-8)).toBeCloseTo(18.420_680_738_180_21, 10);
    // ₂F₁(1, 1; 2; z) = −ln(1 − z) / z; ₂F₁(a, b; b; z) = (1 − z)^−a
    expect(lnHypergeometric(1, 1, 2, 0.9)).toBeCloseTo(Math.log(-Math.log(0.1) / 0.9), 12);
    expect(lnHypergeometric(3, 4, 4, 0.99)).toBeCloseTo(-3 * Math.log(0.01), 9);
  });

  it('step from one argument to the next as Γ must', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        const wanted = lnGamma(x) + Math.log(x);
        expect(Math.abs(lnGamma(x + 1) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
      }),
    );
  });
});

describe('what a model says', () => {
  const published = [0.243, 4.414, 0.793, 2.426];

  it('counts purchases of new customers with the published probabilities', () => {
    expect(probabilityOfCount(published, 39, 0)).toBeCloseTo(0.573_786_4, 6);
    expect(probabilityOfCount(published, 2, 10)).toBeCloseTo(1.078_69e-7, 11);
    expect(probabilityOfCount(published, 30, 15)).toBeCloseTo(0.000_702_363_8, 8);
  });

  it('is the same by the sum over all counts as by the closed form', () => {
    for (const weeks of [1, 12, 52]) {
      let mean = 0;
      for (let n = 1; n < 400; n += 1) {
        mean += n * probabilityOfCount(published, weeks, n);
      }
      expect(mean).toBeCloseTo(bgNbd.expectedOfNew(published, weeks), 4);
    }
  });

  it.each(Object.values(PURCHASE_MODELS))(
    '$name gives finite numbers for the extremes of histories and parameters',
    (model) => {
      const size = fc.double({ min: -9, max: 9, noNaN: true }).map(Math.exp);
      fc.assert(
        fc.property(
          fc.array(size, { minLength: model.parameters.length, maxLength: model.parameters.length }),
          fc.constantFrom(0, 1, 2, 30, 2000),
          fc.constantFrom(0, 0.01, 1, 52, 2000),
          fc.constantFrom(0, 0.5, 1),
          (parameters, repeats, age, share) => {
            const history = { repeats, last: repeats === 0 ? 0 : age * share, age };
            const alive = model.alive(parameters, history);
            const expected = model.expected(parameters, history, 52);
            expect([model.lnLikelihood(parameters, history), alive, expected].every(Number.isFinite)).toBe(true);
            expect(alive).toBeGreaterThanOrEqual(0);
            expect(alive).toBeLessThanOrEqual(1);
            expect(expected).toBeGreaterThanOrEqual(-1e-9);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('expects more the longer it looks, and across the gaps of its formulas', () => {
    const history = { repeats: 3, last: 20, age: 30 };
    for (const [model, parameters] of [
      [bgNbd, [0.5, 5, 1, 2]],
      [mbgNbd, [0.5, 5, 1, 2]],
      [paretoNbd, [0.5, 5, 1, 10]],
    ] as const) {
      const months = [4, 8, 52].map((weeks) => model.expected(parameters, history, weeks));
      expect(months).toEqual(months.toSorted((a, b) => a - b));
      const near = model.expected(
        parameters.map((each, n) => (n === 2 ? each + 1e-3 : each)),
        history,
        8,
      );
      expect(near).toBeCloseTo(months[1] ?? 0, 2);
    }
  });

  it.each([
    [0.5, 4, 0.3, 0.4, 39],
    [1.2, 8, 0.2, 0.5, 26],
    [0.25, 4.4, 0.6, 0.35, 52],
    [0.5, 4, 0.5, 0.5, 39],
  ])('expects what its own probabilities of counts add up to where a + b is at most 1: %d %d %d %d', (...given) => {
    const [parameters, weeks] = [given.slice(0, 4), given[4] ?? 0];
    let sum = 0;
    for (let n = 1; n < 400; n += 1) {
      sum += n * probabilityOfCount(parameters, weeks, n);
    }
    expect(bgNbd.expectedOfNew(parameters, weeks)).toBeCloseTo(sum, 5);
    // Who bought this very day and once is a new customer.
    expect(bgNbd.expected(parameters, { repeats: 0, last: 0, age: 0 }, weeks)).toBeCloseTo(sum, 5);
    expect(bgNbd.expected(parameters, { repeats: 0, last: 0, age: 200 }, weeks)).toBeLessThan(sum);
  });

  it('is a number for every history that there can be', () => {
    const anything = fc.double({ min: -7, max: 7, noNaN: true }).map(Math.exp);
    const histories = fc
      .record({ age: fc.integer({ min: 0, max: 3000 }), last: fc.nat(3000), repeats: fc.nat(3000) })
      .map(({ age, last, repeats }) => {
        const bought = Math.min(repeats, age);
        return { repeats: bought, last: bought === 0 ? 0 : Math.min(last, age) / 7, age: age / 7 };
      });
    fc.assert(
      fc.property(fc.tuple(anything, anything, anything, anything), histories, ([r, alpha, a, b], history) => {
        for (const model of Object.values(PURCHASE_MODELS)) {
          // At most a purchase a day on average.
          const parameters = [r, Math.max(alpha, r / 7), a, b];
          const said = {
            likely: model.lnLikelihood(parameters, history),
            alive: model.alive(parameters, history),
            expected: model.expected(parameters, history, 52),
            ofNew: model.expectedOfNew(parameters, 52),
          };
          expect(Object.values(said).every(Number.isFinite), `${model.name} ${JSON.stringify(said)}`).toBe(true);
          expect(said.alive >= 0 && said.alive <= 1 && said.expected >= 0).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('says P(alive) = 1 of everybody who bought once under BG/NBD, so it ranks nobody by itself', () => {
    expect(bgNbd.alive(published, { repeats: 0, last: 0, age: 500 })).toBe(1);
    expect(mbgNbd.alive(published, { repeats: 0, last: 0, age: 500 })).toBeLessThan(1);
  });
});

describe('a fit', () => {
  it('of people who are all alike and stop after three purchases in ten does not call them loyal', () => {
    // A purchase a week until they stop; watched for two years.
    const histories = Array.from({ length: 12 }, (_, repeats) =>
      Array.from({ length: Math.round(2000 * 0.3 * 0.7 ** repeats) }, () => ({ repeats, last: repeats, age: 104 })),
    ).flat();
    for (const model of [PURCHASE_MODELS['bg-nbd'], PURCHASE_MODELS['mbg-nbd']]) {
      const fit = fitModel(model, histories);
      expect([model.name, fit.signal, fit.model.name]).toEqual([model.name, 'dropout', model.name]);
      const expected = fit.model.expected(fit.parameters, { repeats: 3, last: 3, age: 104 }, 52);
      expect(expected).toBeGreaterThanOrEqual(0);
      expect(expected).toBeLessThan(0.01);
    }
  });

  it('of amounts that have no mean tells the own mean, and of newcomers that of all who came back', () => {
    const spends = Array.from({ length: 60 }, (_, n) => ({ repeats: 1 + (n % 3), mean: 10 ** (n / 12) }));
    const model = { ...(fitSpend(spends) ?? { lnLikelihood: 0, typical: 0 }), parameters: [1.8, 0.8, 9] };
    expect(expectedSpend(model.parameters, { repeats: 0, mean: 0 })).toBeNaN();
    expect(spendOf(model, { repeats: 0, mean: 0 })).toBeCloseTo(
      spends.reduce((sum, { mean }) => sum + mean, 0) / spends.length,
      6,
    );
    expect(spendOf(model, { repeats: 2, mean: 50 })).toBeCloseTo((1.8 * 9 + 3.6 * 50) / (3.6 + 0.8 - 1), 9);
    expect(spendOf({ ...model, parameters: [0.05, 0.8, 9] }, { repeats: 2, mean: 50 })).toBe(50);
  });
});

describe('histories and forecasts', () => {
  it('counts weeks from the first purchase, and what came later apart', () => {
    const days = new Map([
      [10, 5],
      [17, 20],
      [24, 40],
      [100, 1],
      [300, 1],
    ]);
    expect(historyOf(days, { until: 45, horizonDays: 70 })).toEqual({
      repeats: 2,
      last: 2,
      age: 5,
      meanSpend: 30,
      later: 1,
    });
    expect(historyOf(days, { until: 9, horizonDays: 70 })).toBeNull();
  });

  it('says which forecast was nearer, in total and by tenths', () => {
    const forecasts = Array.from({ length: 20 }, (_, n) => ({ expected: n, past: 2 * n, actual: n + 1 }));
    const held = compareForecasts(forecasts);
    expect(held).toMatchObject({ actual: 210, better: 'model', model: { total: 190, mae: 1, rmse: 1 } });
    expect(held?.deciles[0]).toEqual({ customers: 2, actual: 39, model: 37, pastRate: 74 });
    expect(compareForecasts(forecasts.map((one) => ({ ...one, actual: one.past })))?.better).toBe('past_rate');
    expect(compareForecasts([])).toBeNull();
  });
});

describeWithData('cdnow', '[C029] on the CDNOW sample', (folder) => {
  const fit = (model: 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd', file = 'cdnow_sample_transactions.csv') =>
    fitClvFile({
      file: path.join(folder, file),
      customer: 'sample_id',
      date: 'date',
      amount: 'sales',
      until: '1997-09-30',
      horizonWeeks: 39,
      model,
    });

  it('BG/NBD and Gamma-Gamma have the published parameters, and the forecast beats the past rate', async () => {
    const { params, logLikelihood, spend, holdback, customers, signal } = await fit('bg-nbd');
    const wanted = { r: 0.242_595, alpha: 4.413_602, a: 0.792_922, b: 2.425_907 };
    for (const [name, value] of Object.entries(wanted)) {
      expect(Math.abs((params[name] ?? 0) - value), name).toBeLessThan(1e-4);
    }
    expect(logLikelihood).toBeCloseTo(-9582.429, 2);
    expect(signal).toBe('dropout');
    expect(spend?.logLikelihood).toBeCloseTo(-4055.918, 2);
    for (const [name, value] of Object.entries({ p: 6.25, q: 3.74, v: 15.44 })) {
      expect(Math.abs((spend?.params[name] ?? 0) - value), name).toBeLessThan(0.01);
    }
    expect(holdback).toMatchObject({ actual: 1882, better: 'model' });
    expect(holdback?.model.total).toBeCloseTo(1653, -0.5);
    expect(holdback?.model.mae).toBeCloseTo(0.785, 2);
    expect(holdback?.pastRate.mae).toBeCloseTo(1.024, 2);
    expect(holdback?.deciles).toHaveLength(10);
    expect(customers).toHaveLength(2357);
    expect(
      customers?.every((one) =>
        Object.values(one).every((value) => value === null || typeof value === 'string' || Number.isFinite(value)),
      ),
    ).toBe(true);
  });

  it('Pareto/NBD and MBG/NBD have theirs', async () => {
    const pareto = await fit('pareto-nbd');
    expect(pareto.logLikelihood).toBeCloseTo(-9594.976, 2);
    for (const [name, value, near] of [
      ['r', 0.553, 0.01],
      ['alpha', 10.578, 0.05],
      ['s', 0.606, 0.01],
      ['beta', 11.669, 0.05],
    ] as const) {
      expect(Math.abs((pareto.params[name] ?? 0) - value), name).toBeLessThan(near);
    }
    expect(pareto.holdback?.model.total).toBeCloseTo(1666, -0.5);
    const modified = await fit('mbg-nbd');
    for (const [name, value] of [
      ['r', 0.525],
      ['alpha', 6.183],
      ['a', 0.891],
      ['b', 1.614],
    ] as const) {
      expect(Math.abs((modified.params[name] ?? 0) - value), name).toBeLessThan(1e-3);
    }
  });

  it('says of sixteen customers what 40 digits say', () => {
    const vectors = JSON.parse(readFileSync(path.join(folder, 'clv_test_vectors.json'), 'utf8')) as {
      parameters_of_per_customer: Record<'bgnbd' | 'pnbd' | 'gamma_gamma', Record<string, number>>;
      per_customer: readonly Record<string, number>[];
    };
    const [bg, pareto, amounts] = (['bgnbd', 'pnbd', 'gamma_gamma'] as const).map((name) =>
      Object.values(vectors.parameters_of_per_customer[name]),
    );
    expect(vectors.per_customer).toHaveLength(16);
    for (const one of vectors.per_customer) {
      const history = { repeats: one['x'] ?? 0, last: one['t_x'] ?? 0, age: one['T'] ?? 0 };
      const said: Record<string, number> = {
        bgnbd_palive: bgNbd.alive(bg ?? [], history),
        bgnbd_expected_39: bgNbd.expected(bg ?? [], history, 39),
        bgnbd_ll: bgNbd.lnLikelihood(bg ?? [], history),
        pnbd_palive: paretoNbd.alive(pareto ?? [], history),
        pnbd_expected_39: paretoNbd.expected(pareto ?? [], history, 39),
        gg_expected_value: expectedSpend(amounts ?? [], { repeats: history.repeats, mean: one['zbar'] ?? 0 }),
      };
      for (const [name, value] of Object.entries(said)) {
        expect(Math.abs(value / (one[name] ?? Number.NaN) - 1), `${one['sample_id']} ${name}`).toBeLessThan(1e-6);
      }
    }
  });
});

describe('[C029] files of purchases', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-clv-'));
  });
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  it('takes people who never stop for what they are, instead of forecasting nonsense', async () => {
    // Everybody buys every week to the last day: no likelihood is gained by letting anybody stop.
    const lines = ['who,when'];
    for (let who = 0; who < 60; who += 1) {
      const every = 5 + (who % 7);
      for (let day = who % 5; day <= 300; day += every) {
        lines.push(`c${who},${new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10)}`);
      }
    }
    const file = path.join(dir, 'steady.csv');
    await writeFile(file, lines.join('\n'));
    const asked = { file, customer: 'who', date: 'when', until: '2025-10-28', horizonWeeks: 10, out: dir } as const;
    const found = await fitClvFile({ ...asked, model: 'bg-nbd' });
    expect(found).toMatchObject({ signal: 'no_dropout', forecastModel: 'nbd', holdback: null, spend: null });
    expect(Object.keys(found.params)).toEqual(['r', 'alpha']);
    const written = (await readFile(path.join(dir, 'clv.csv'), 'utf8')).trim().split('\n');
    expect(written[0]).toBe('customer,frequency,recency,T,p_alive,expected_purchases,expected_spend,expected_value');
    expect(written).toHaveLength(61);
    const expected = written.slice(1).map((line) => Number(line.split(',')[5]));
    expect(Math.max(...expected)).toBeLessThan(20);
    expect(expected).toEqual(expected.toSorted((a, b) => b - a));
  });

  it('counts every row once, names those that cannot be read, and says when there is too little to learn from', async () => {
    const file = path.join(dir, 'few.csv');
    await writeFile(
      file,
      'id;day;sum\nA;20250101;10\nA;20250101;5\n;20250102;1\nB;soon;1\nB;2025-01-03;x\nB;2025-01-03;-4\nC;2026-01-01;9\n',
    );
    const asked = {
      file,
      customer: 'id',
      date: 'day',
      amount: 'sum',
      until: '2025-06-30',
      horizonWeeks: 4,
      model: 'bg-nbd',
    } as const;
    await expect(fitClvFile(asked)).rejects.toMatchObject({
      code: 'too_few',
      text: {
        en: expect.stringContaining('Of 7 rows 1 are refunds, 1 without a customer, 1 after the date, 2 unreadable'),
      },
      faults: [
        { row: 5, field: 'day', message: { en: '"soon" is not a date' } },
        { row: 6, field: 'sum', message: { 'zh-CN': '“x”不是金额' } },
      ],
    });
    await expect(fitClvFile({ ...asked, date: 'date' })).rejects.toMatchObject({ code: 'column_missing' });
    await expect(fitClvFile({ ...asked, until: '30 June' })).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(fitClvFile({ ...asked, file: path.join(dir, 'none.csv') })).rejects.toMatchObject({
      code: 'file_missing',
    });
  });
});
