import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainTable } from '#kernel/files/plain/plain-table.ts';
import { solvePositive } from '#kernel/pure/numeric/solve.ts';
import { describeWithData } from '#test/data-sets.ts';
import type { Case } from './features.ts';
import { chanceOf, learnLogistic, reasonsOf } from './logistic.ts';
import { type Quality, qualityOf } from './quality.ts';

/** Numbers where a column holds nothing else, words elsewhere, nothing where it is blank. */
async function casesOf(file: string): Promise<{ readonly names: readonly string[]; readonly cases: readonly Case[] }> {
  const rows: (readonly string[])[] = [];
  for await (const row of readPlainTable(file)) {
    rows.push(row.map((cell) => cell.trim()));
  }
  const [names = [], ...lines] = rows;
  const isNumber = names.map((_, place) =>
    lines.every((line) => line[place] === '' || Number.isFinite(Number(line[place]))),
  );
  const value = (cell: string, place: number): number | string | null => {
    if (cell === '') {
      return null;
    }
    return isNumber[place] === true ? Number(cell) : cell;
  };
  return {
    names,
    cases: lines.map((line) => Object.fromEntries(names.map((name, place) => [name, value(line[place] ?? '', place)]))),
  };
}

/** Learns from the rows whose number divided by five does not leave 4, and measures on the others. */
function held(cases: readonly Case[], names: readonly string[], isYes: (one: Case) => boolean): Quality | null {
  const isTest = (_: unknown, place: number): boolean => place % 5 === 4;
  const learned = cases.filter((one, place) => !isTest(one, place));
  const model = learnLogistic(learned, learned.map(isYes), names);
  const test = cases.filter(isTest);
  return qualityOf(
    test.map((one) => chanceOf(model, one)),
    test.map(isYes),
  );
}

describe('learning', () => {
  it('solves what it is asked to solve', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 4,
          maxLength: 4,
        }),
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (base, x) => {
          const a = base.map((row, i) =>
            Float64Array.from(
              base.map((other, j) => row.reduce((sum, value, k) => sum + value * (other[k] ?? 0), i === j ? 0.5 : 0)),
            ),
          );
          const b = Float64Array.from(a.map((row) => row.reduce((sum, value, k) => sum + value * (x[k] ?? 0), 0)));
          const found = solvePositive(a, b);
          for (const [place, value] of x.entries()) {
            expect(found?.[place]).toBeCloseTo(value, 6);
          }
        },
      ),
    );
    expect(solvePositive([Float64Array.of(0)], Float64Array.of(1))).toBeNull();
  });

  it('finds the chances that made the data, and says why', () => {
    let seed = 1;
    const random = (): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const cases = Array.from({ length: 4000 }, () => ({
      days: random() * 100,
      plan: random() < 0.5 ? 'monthly' : 'yearly',
      noise: random(),
    }));
    const truth = ({ days, plan }: { readonly days: number; readonly plan: string }): number =>
      1 / (1 + Math.exp(-(-2 + 0.04 * days + (plan === 'monthly' ? 1 : 0))));
    const happened = cases.map((one) => random() < truth(one));
    const model = learnLogistic(cases, happened, ['days', 'plan', 'noise']);
    const worst = Math.max(...cases.map((one) => Math.abs(chanceOf(model, one) - truth(one))));
    expect(worst).toBeLessThan(0.12);
    const reasons = reasonsOf(model, { days: 98, plan: 'monthly', noise: 0.5 });
    expect(reasons.map(({ feature }) => feature)).toEqual(['days', 'plan', 'noise']);
    expect(reasons.slice(0, 2).every(({ effect }) => effect > 0)).toBe(true);
    expect(Number.isFinite(chanceOf(model, { days: null, plan: 'never seen', noise: 1e12 }))).toBe(true);
    expect(() =>
      learnLogistic(
        cases,
        cases.map(() => true),
        ['days'],
      ),
    ).toThrow(RangeError);
  });

  it('measures a ranking by all pairs, equal chances by halves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 40 }),
        (all) => {
          const found = qualityOf(
            all.map(([chance]) => chance / 5),
            all.map(([, yes]) => yes),
          );
          const [yes, no] = [all.filter(([, each]) => each), all.filter(([, each]) => !each)];
          const wins = yes
            .flatMap(([a]) => no.map(([b]) => (a > b ? 1 : a === b ? 0.5 : 0)))
            .reduce<number>((sum, each) => sum + each, 0);
          const pairs = yes.length * no.length;
          expect(found?.auc ?? -1).toBeCloseTo(pairs === 0 ? -1 : wins / pairs, 12);
        },
      ),
    );
  });
});

describeWithData('telco_churn', 'contracts that are left', (folder) => {
  it('tells who leaves at least as well as plain regression, and says chances that come true', async () => {
    const { names, cases } = await casesOf(path.join(folder, 'telco_churn_train.csv'));
    const features = names.filter((name) => name !== 'customerID' && name !== 'Churn');
    const quality = held(cases, features, (one) => one['Churn'] === 'Yes');
    expect(quality?.auc).toBeGreaterThanOrEqual(0.8529);
    expect(quality?.brier).toBeLessThanOrEqual(0.1406);
    expect(quality?.topTenthLift).toBeGreaterThan(2.6);
    for (const { said, happened } of quality?.calibration ?? []) {
      expect(Math.abs(said - happened)).toBeLessThan(0.12);
    }
  });
});

describeWithData('bank_marketing', 'answers to a call', (folder) => {
  it('tells who says yes at least as well as plain regression', { timeout: 60_000 }, async () => {
    const { names, cases } = await casesOf(path.join(folder, 'bank-full.csv'));
    const features = names.filter((name) => name !== 'duration' && name !== 'y');
    const quality = held(cases, features, (one) => one['y'] === 'yes');
    expect(quality?.auc).toBeGreaterThanOrEqual(0.7671);
    expect(quality?.brier).toBeLessThanOrEqual(0.0881);
    expect(quality?.topTenthLift).toBeGreaterThan(4);
  });
});
