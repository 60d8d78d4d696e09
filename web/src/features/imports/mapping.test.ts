import { describe, expect, it } from 'vitest';
import type { Guess, ImportKind } from './api.ts';
import {
  EMPTY_MAPPING,
  mappingOf,
  mappingReducer,
  missingFields,
  placeFaults,
  roundDuration,
  secondsLeft,
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
  it('[C018] starts from the guess, the surer column keeping a field that two seemed to be', () => {
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
