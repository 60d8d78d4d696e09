import type { PivotAnswer } from '@zhike/server/contracts';
import { describe, expect, it } from 'vitest';
import { drillAt, isSameAsk, parseAsk, placeOf, sharedDimensions, valueAt } from './ask.ts';

const dimension = (name: PivotAnswer['rows'][number]['name']) => ({ name, label: name, note: null, overlaps: false });
const head = (key: string, isOthers = false) => ({ key: [key], label: [key], isOthers });

const ANSWER: PivotAnswer = {
  rows: [dimension('province')],
  columns: [dimension('gender')],
  measures: [{ name: 'revenue', label: 'Revenue', unit: 'money', formula: '', source: '', currency: 'CNY' }],
  asOf: '2026-03-01',
  from: '2026-01-01',
  to: '2026-03-01',
  currencies: ['CNY'],
  rowHeads: [head('上海市'), head('…', true)],
  columnHeads: [head('female')],
  cells: [[[500]], [[70]]],
  rowTotals: [[500], [70]],
  columnTotals: [[570]],
  totals: [570],
  more: { rows: 3, columns: 0 },
  freshness: { at: null, secondsBehind: null, stale: false },
  tookMs: 1,
};

describe('what a pivot asks', () => {
  it('is read from an address, without what does not fit', () => {
    expect(parseAsk({ rows: ['province', 7, 'province', 'a b'], measures: ['revenue', 'x y'], span: 'never' })).toEqual(
      {
        rows: ['province'],
        columns: [],
        measures: ['revenue'],
        span: 'm12',
      },
    );
    expect(parseAsk({ rows: [], columns: ['gender'], measures: [] })).toBeUndefined();
    expect(parseAsk('revenue')).toBeUndefined();
    const dated = { rows: [], columns: [], measures: ['orders'], span: 'custom', from: '2026-01-01', to: '2026-02-01' };
    expect(parseAsk({ ...dated, where: { gender: ['female'], age: [] } })).toEqual({
      ...dated,
      where: { gender: ['female'] },
    });
    expect(parseAsk({ ...dated, to: 'soon' })?.span).toBe('m12');
  });

  it('is the same in whatever order its filters were put', () => {
    const ask = { rows: [], columns: [], measures: ['orders'], span: 'd7' } as const;
    const [a, b] = [
      { gender: ['female'], age: ['18'] },
      { age: ['18'], gender: ['female'] },
    ];
    expect(isSameAsk({ ...ask, where: a }, { ...ask, where: b })).toBe(true);
    expect(isSameAsk({ ...ask, where: a }, ask)).toBe(false);
  });

  it('offers what all measures can be split by', () => {
    const known = [
      { name: 'orders', by: ['day', 'product', 'region'] as const },
      { name: 'revenue', by: ['day', 'region'] as const },
    ];
    expect([...sharedDimensions(['orders', 'revenue'], known)]).toEqual(['day', 'region']);
  });
});

describe('a place in a pivot', () => {
  it('has its figure and the question of its people, and is found again by it', () => {
    const ask = { rows: ['province'], columns: ['gender'], measures: ['revenue'], span: 'm12' } as const;
    for (const place of [
      { row: 0, column: 0, measure: 0 },
      { row: 0, column: -1, measure: 0 },
      { row: -1, column: 0, measure: 0 },
      { row: -1, column: -1, measure: 0 },
    ]) {
      const drill = drillAt(ANSWER, ask, place);
      expect(drill === null ? null : placeOf(ANSWER, drill)).toEqual(place);
    }
    expect(valueAt(ANSWER, { row: 1, column: 0, measure: 0 })).toBe(70);
    expect(drillAt(ANSWER, ask, { row: 0, column: 0, measure: 0 })?.key).toEqual({
      province: '上海市',
      gender: 'female',
    });
    expect(drillAt(ANSWER, ask, { row: 1, column: 0, measure: 0 })).toBeNull();
  });
});
