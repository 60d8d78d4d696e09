import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure, quintileCuts, scoreAbove, scoreBelow } from './cuts.ts';
import { groupIndex, groupOf, RFM_GROUP_INFO } from './groups.ts';
import { type RfmOrder, valuesOf } from './purchases.ts';
import { explainRfm } from './reason.ts';
import { mayReuse, type RfmRun } from './reuse.ts';
import { RFM_GROUPS } from './schema.ts';
import { scoreCustomer } from './score.ts';
import { RFM_SETTINGS } from './settings.ts';
import { TEN_CUSTOMERS, TEN_EXPECTED, TEN_ORDERS } from './ten-customers.fixture.ts';
import type { RfmParameters, RfmValues } from './values.ts';

const parameters: RfmParameters = {
  asOf: '2026-03-01',
  currency: 'CNY',
  windowDays: 365,
  refunds: 'ignore',
  groupCut: 'mean',
};

function order(overrides: Partial<RfmOrder>): RfmOrder {
  return {
    customerId: 'a',
    kind: 'sale',
    status: 'paid',
    businessDate: '2026-02-01',
    currency: 'CNY',
    totalMinor: 100,
    refundedMinor: 0,
    salesMinor: 100,
    salesLines: 1,
    ...overrides,
  };
}

describe('RFM values of a history', () => {
  it('counts sales that were not cancelled and sold something', () => {
    const orders = [
      order({}),
      order({ status: 'cancelled', businessDate: '2026-02-20' }),
      order({ salesLines: 0, salesMinor: 0, businessDate: '2026-02-21' }),
      order({ kind: 'adjustment', businessDate: '2026-02-22' }),
      order({ kind: 'refund', totalMinor: -40, salesMinor: 0, salesLines: 0, businessDate: '2026-02-23' }),
      order({ businessDate: '2026-03-02' }),
      order({ currency: 'USD' }),
    ];
    expect(valuesOf(orders, parameters).get('a')).toEqual({ recencyDays: 28, frequency: 1, monetary: 100 });
  });

  it('takes refunds and returned lines off when told to', () => {
    const orders = [
      order({ totalMinor: 95, refundedMinor: 5 }),
      order({ status: 'cart', totalMinor: 70 }),
      order({ kind: 'refund', totalMinor: -40, salesMinor: 0, salesLines: 0 }),
      order({ kind: 'refund', status: 'cancelled', totalMinor: -30, salesMinor: 0, salesLines: 0 }),
    ];
    expect(valuesOf(orders, { ...parameters, refunds: 'subtract' }).get('a')?.monetary).toBe(50);
  });

  it('begins the window on the day that makes it so many days long', () => {
    const at = (businessDate: string) => valuesOf([order({ businessDate })], { ...parameters, windowDays: 7 }).get('a');
    expect(at('2026-02-23')).toEqual({ recencyDays: 6, frequency: 1, monetary: 100 });
    expect(at('2026-02-22')).toEqual({ recencyDays: 7, frequency: 0, monetary: 0 });
  });

  it('leaves out who only ever returned something', () => {
    expect(valuesOf([order({ kind: 'refund', salesLines: 0 })], parameters).size).toBe(0);
  });
});

describe('RFM scores', () => {
  it('[C028] [C028a] gives ten customers the R, F, M, scores and groups worked out by hand', () => {
    const values = valuesOf(TEN_ORDERS, parameters);
    const scale = measure([...values.values()], 'mean');
    expect(scale).not.toBeNull();
    const found = TEN_CUSTOMERS.map((id) => {
      const own = values.get(id)!;
      return { ...own, ...scoreCustomer(own, scale!) };
    });
    expect(found).toEqual(TEN_EXPECTED);
  });

  it('cuts at the ceil(k·n/5)-th smallest value', () => {
    expect(quintileCuts([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual([2, 4, 6, 8]);
    expect(quintileCuts([1, 2, 3, 4, 5, 6, 7])).toEqual([2, 3, 5, 6]);
    expect(quintileCuts([7])).toEqual([7, 7, 7, 7]);
  });

  it('gives ties one score, and few days a high one', () => {
    const cuts = quintileCuts([1, 1, 1, 1, 1, 1, 1, 1, 2, 9]);
    expect([1, 2, 9].map((value) => scoreAbove(value, cuts))).toEqual([1, 5, 5]);
    expect([1, 2, 9].map((value) => scoreBelow(value, cuts))).toEqual([5, 1, 1]);
  });

  it('gives F and M of 1 to whoever bought nothing in the window, whatever the others did', () => {
    const lapsed: RfmValues = { recencyDays: 400, frequency: 0, monetary: 0 };
    const others = [-500, -400, -300, -200].map((monetary) => ({ recencyDays: 3, frequency: 1, monetary }));
    const scale = measure([lapsed, ...others], 'mean')!;
    expect(scoreCustomer(lapsed, scale)).toMatchObject({ r: 1, f: 1, m: 1 });
  });

  it('[C028a] puts every customer into exactly one of eight groups, each with an action', () => {
    const anyValues = fc.record({
      recencyDays: fc.nat(2000),
      frequency: fc.integer({ min: 1, max: 50 }),
      monetary: fc.integer({ min: -1000, max: 10_000_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyValues, { minLength: 1, maxLength: 60 }),
        fc.constantFrom('mean', 'median'),
        (all, cut) => {
          const scale = measure(all, cut)!;
          const groups = all.map((values) => scoreCustomer(values, scale).group);
          expect(groups.every((group) => RFM_GROUPS.includes(group))).toBe(true);
          expect(new Set(groups).size).toBeLessThanOrEqual(8);
        },
      ),
    );
    const places = [true, false].flatMap((monetary) =>
      [true, false].flatMap((frequency) =>
        [true, false].map((recency) => groupIndex({ monetary, frequency, recency })),
      ),
    );
    expect(places).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(groupOf({ recency: false, frequency: true, monetary: true })).toBe('important_keep');
    expect(groupOf({ recency: true, frequency: false, monetary: false })).toBe('general_develop');
    for (const group of RFM_GROUPS) {
      expect(RFM_GROUP_INFO[group].action['zh-CN']).toMatch(/\p{Script=Han}{4}/u);
      expect(RFM_GROUP_INFO[group].action.en.length).toBeGreaterThan(20);
    }
  });

  it('[C028a] parts groups at the median when told to', () => {
    const all = [1, 2, 3, 4, 100].map((monetary) => ({ recencyDays: 1, frequency: 1, monetary }));
    expect(scoreCustomer(all[2]!, measure(all, 'mean')!).group).toBe('general_value');
    expect(scoreCustomer(all[2]!, measure(all, 'median')!).group).toBe('important_value');
  });
});

describe('RFM when nobody bought in the window', () => {
  it('[C028a] calls nobody valuable, although everybody reaches a mean of zero', () => {
    const all = [100, 200, 300].map((recencyDays) => ({ recencyDays, frequency: 0, monetary: 0 }));
    const scale = measure(all, 'mean')!;
    expect(all.map((values) => scoreCustomer(values, scale).group)).toEqual([
      'general_develop',
      'general_develop',
      'general_win_back',
    ]);
  });
});

describe('runs', () => {
  it('answers again while the facts are the same, and when large for twenty times the time it took', () => {
    const computedAt = new Date('2026-03-01T00:00:00Z');
    const run: RfmRun = {
      ...parameters,
      id: '',
      dataVersion: '1',
      upTo: null,
      customers: 1_000_000,
      scales: [],
      tookMs: 1000,
      computedAt,
    };
    const after = (ms: number, dataVersion = '2') => ({ dataVersion, at: new Date(computedAt.getTime() + ms) });
    expect(mayReuse(run, after(86_400_000, '1'))).toBe(true);
    expect(mayReuse(run, after(19_000))).toBe(true);
    expect(mayReuse(run, after(20_000))).toBe(false);
    expect(mayReuse({ ...run, customers: 99_999 }, after(0))).toBe(false);
  });
});

describe('RFM explanations and settings', () => {
  it('says in both languages what the values are and whom the customer is ahead of', () => {
    const text = explainRfm({
      parameters,
      recencyDays: 12,
      frequency: 3,
      amount: { 'zh-CN': '¥10.00', en: 'CN¥10.00' },
      customers: 10,
      ahead: { recencyDays: 8, frequency: 5, monetary: 2 },
    });
    expect(text.en).toBe(
      'Last bought 12 days before 2026-03-01, more recently than 80% of customers; bought 3 times in the last 365 days, more often than 50% of customers; spent CN¥10.00, more than 20%',
    );
    expect(text['zh-CN']).toContain('最近 365 天购买 3 次，多于 50% 的客户');
  });

  it('has defaults that its own schemas accept', () => {
    for (const { schema, defaultValue } of RFM_SETTINGS) {
      expect(schema.parse(defaultValue)).toBe(defaultValue);
    }
  });
});
