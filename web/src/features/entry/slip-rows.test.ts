import { describe, expect, it } from 'vitest';
import { draftOf, faultPlace, personOf } from './person-rows.ts';
import { isEmptyRow, missingIn, newRow, openRows, slipsOf, withResults } from './slip-rows.ts';

const row = (key: string, more: object = {}) => ({ ...newRow(key, '保健品'), card: 'HY1', amount: '5', ...more });

describe('slips that are typed in', () => {
  it('sends what was typed and not taken yet, under the same number when it is sent again', () => {
    const done = { index: 0, outcome: 'recorded', slipId: null, orderId: null, fault: null } as const;
    const rows = [row('a', { result: done }), row('b', { number: ' 77 ' }), row('c'), newRow('d', '日用品')];
    expect(openRows(rows).map(({ key }) => key)).toEqual(['b', 'c']);
    expect(slipsOf(openRows(rows)).map(({ number }) => number)).toEqual(['77', 'c']);
    const refused = { ...done, index: 1, outcome: 'rejected' } as const;
    const after = withResults(rows, openRows(rows), [{ ...done, index: 0 }, refused]);
    expect(after.map(({ result }) => result?.outcome ?? null)).toEqual(['recorded', 'recorded', 'rejected', null]);
    expect(openRows(after).map(({ key }) => key)).toEqual(['c']);
  });

  it('knows a row that was not begun, and what one lacks', () => {
    expect(isEmptyRow(newRow('a', '保健品'))).toBe(true);
    expect(missingIn({ ...newRow('a', ''), card: 'HY1' })).toEqual(['productType', 'amount']);
  });
});

describe('people who are gathered', () => {
  it('says nothing of what was left empty', () => {
    expect(personOf(draftOf({ name: '王芳', phone: '139', note: ' ' }))).toEqual({ name: '王芳', phone: '139' });
  });

  it('finds the row of a fault', () => {
    expect(faultPlace('people.3.phone')).toEqual({ row: 3, key: 'phone' });
    expect(faultPlace('agreed')).toBeNull();
  });
});
