import { describe, expect, it } from 'vitest';
import type { Guess, ImportKind } from './api.ts';
import {
  type ColumnChoice,
  EMPTY_MAPPING,
  mappingOf,
  mappingReducer,
  missingFields,
  placeFaults,
  roundDuration,
  secondsLeft,
  shownColumns,
  suggestSource,
} from './mapping.ts';

const label = { 'zh-CN': '字段', en: 'Field' };
const kind: ImportKind = {
  name: 'orders',
  label,
  keyFields: [],
  fields: [
    { name: 'number', label, required: true, example: '1' },
    { name: 'quantity', label, required: true, example: '6' },
    { name: 'region', label, required: false, example: 'UK' },
  ],
};

const guess: Guess = {
  format: 'csv',
  sheets: [],
  sheet: null,
  headerRow: 1,
  isSaved: false,
  delimiter: ',',
  encoding: 'utf-8',
  columns: [
    { header: 'InvoiceNo', field: 'number', confidence: 0.9 },
    { header: 'Invoice', field: 'number', confidence: 1 },
    { header: 'Quantity', field: 'quantity', confidence: 0.8 },
    { header: 'Note', field: null, confidence: 0 },
  ],
  rows: [
    ['1', '1', 'six', ''],
    ['2', '2', '6', ''],
  ],
  rowNumbers: [2, 5],
  faults: [
    { row: 2, column: 'Quantity', code: 'number_invalid', reason: 'not a number', value: 'six' },
    { row: 40, column: 'Quantity', code: 'number_invalid', reason: 'beyond the preview', value: 'x' },
  ],
  missing: [],
};

const guessed = mappingReducer(EMPTY_MAPPING, { type: 'guessed', guess });
const choose = (column: number, field: string | null, from = guessed) =>
  mappingReducer(from, { type: 'chosen', column, field });

describe('the column mapping of the import wizard', () => {
  it('[C008] starts from the guess, the surer column keeping a field that two seemed to be', () => {
    expect(mappingOf(guessed.columns)).toEqual({ number: 'Invoice', quantity: 'Quantity' });
    expect(guessed.columns[0]).toEqual({ header: 'InvoiceNo', field: null, confidence: null });
  });

  it('takes a field away from the column that had it', () => {
    const next = choose(3, 'quantity');
    expect(mappingOf(next.columns)).toEqual({ number: 'Invoice', quantity: 'Note' });
    expect(next.columns[2]?.field).toBeNull();
  });

  it('forgets the confidence of what a person chose', () => {
    expect(choose(2, 'quantity').columns[2]).toEqual({ header: 'Quantity', field: 'quantity', confidence: null });
  });

  it('names required fields that have no column, not the optional ones', () => {
    expect(missingFields(kind, guessed.columns)).toEqual([]);
    expect(missingFields(kind, choose(2, null).columns).map((field) => field.name)).toEqual(['quantity']);
  });

  it('lets any number of columns be left out', () => {
    expect(mappingOf(choose(1, null, choose(2, null)).columns)).toEqual({});
  });

  it('names what the server found missing for this mapping, until it has a column', () => {
    const alsoMissing = ['region'];
    expect(missingFields(kind, guessed.columns, alsoMissing).map((field) => field.name)).toEqual(['region']);
    expect(missingFields(kind, choose(3, 'region').columns, alsoMissing)).toEqual([]);
  });

  it('marks faults in their cell, or on their row, by the row numbers of the file', () => {
    const onRow = { row: 5, column: null, code: 'row_is_total', reason: 'a total', value: null };
    const places = placeFaults([...guess.faults, onRow], guessed.columns, guess.rowNumbers);
    expect([...places.cells.keys()]).toEqual(['0:2']);
    expect([...places.rows.keys()]).toEqual([1]);
  });

  it('knows whether a person changed anything', () => {
    expect([guessed.isTouched, choose(2, 'region').isTouched]).toEqual([false, true]);
  });
});

describe('suggestSource', () => {
  it.each([
    ['online_retail_2010-12.csv.gz', 'online_retail_2010-12'],
    ['订单 导出 (1).csv', '订单-导出-1'],
    ['.csv', ''],
  ])('%s becomes %s', (fileName, source) => {
    expect(suggestSource(fileName)).toBe(source);
  });
});

describe('time left', () => {
  it('follows from progress, rows and speed', () => {
    expect(secondsLeft({ progress: 0.25, rows: 1000, rowsPerSecond: 100 })).toBe(30);
    expect(secondsLeft({ progress: 1, rows: 1000, rowsPerSecond: 100 })).toBe(0);
  });

  it('is unknown before there is a speed', () => {
    expect(secondsLeft({ progress: 0, rows: 0, rowsPerSecond: null })).toBeNull();
    expect(secondsLeft({ progress: 0.1, rows: 10, rowsPerSecond: 0 })).toBeNull();
  });

  it('is said in the largest unit that fits', () => {
    expect(roundDuration(0.2)).toEqual({ unit: 'seconds', count: 1 });
    expect(roundDuration(150)).toEqual({ unit: 'minutes', count: 3 });
    expect(roundDuration(7300)).toEqual({ unit: 'hours', count: 2 });
  });
});

describe('the columns of a wide file', () => {
  const wide = (count: number): ColumnChoice[] =>
    Array.from({ length: count }, (_, index) => ({
      header: `备用字段${index}`,
      field: index === 200 ? 'phone' : null,
      confidence: null,
    }));
  const nothing = { search: '', more: 0, touched: new Set<number>() };

  it('are all shown while they are few', () => {
    expect(shownColumns(wide(24), nothing)).toMatchObject({
      shown: Array.from({ length: 24 }, (_, at) => at),
      hidden: 0,
    });
  });

  it('are shown when they feed a field, with the first few; the rest when asked for', () => {
    expect(shownColumns(wide(300), nothing)).toEqual({ shown: [0, 1, 2, 3, 4, 5, 200], hidden: 293, isFound: true });
    expect(shownColumns(wide(300), { ...nothing, more: 24 })).toMatchObject({ hidden: 269 });
    expect(shownColumns(wide(300), { ...nothing, more: 1000 })).toMatchObject({ hidden: 0 });
  });

  it('stay in sight when changed by hand, and are found by name', () => {
    expect(shownColumns(wide(300), { ...nothing, touched: new Set([299]) }).shown).toContain(299);
    expect(shownColumns(wide(300), { ...nothing, search: '字段29 ' }).shown).toEqual([
      29, 290, 291, 292, 293, 294, 295, 296, 297, 298, 299,
    ]);
    expect(shownColumns(wide(300), { ...nothing, search: '没有' })).toMatchObject({ shown: [], isFound: false });
  });
});
