import { describe, expect, it } from 'vitest';
import type { ImportField } from '../imports/kind.ts';
import { createRowReader } from './read-row.ts';

const field = (name: string, content: NonNullable<ImportField['content']>): ImportField => ({
  name,
  label: { 'zh-CN': name, en: name },
  required: false,
  example: '',
  synonyms: [],
  mask: null,
  content,
});
const FIELDS = [field('number', 'code'), field('phone', 'phone'), field('at', 'date'), field('note', 'text')];
const INVALID = { 'zh-CN': '不对', en: 'wrong' };

/** Takes plain phones and ISO dates only, as a kind does. */
function reader({ carries = false, order }: { carries?: boolean; order?: 'dmy' } = {}) {
  return createRowReader({
    run: {
      read: (cells) => {
        const [, phone = '', at = ''] = cells;
        const bad = !/^\d{11}$/.test(phone) ? 'phone' : !/^\d{4}-\d\d-\d\d/.test(at) ? 'at' : null;
        return bad === null
          ? { ok: true, row: cells }
          : { ok: false, fault: { field: bad, code: 'invalid', reason: INVALID, value: null } };
      },
    },
    fields: FIELDS,
    columns: new Map(FIELDS.map(({ name }, index) => [name, index])),
    width: 4,
    dateOrders: order === undefined ? {} : { at: order },
    carries,
  });
}
const at = { rowNo: 1, damaged: false, faults: undefined };
const GOOD = ['N1', '13812340001', '2026-01-05', ''] as const;
const with_ = (index: number, cell: string): string[] => GOOD.map((value, place) => (place === index ? cell : value));

describe('a row, before its kind sees it', () => {
  it.each([
    ['an apostrophe', 0, "'00123", '00123'],
    ['="…"', 0, '="00123"', '00123'],
    ['a tab', 0, '\t00123', '00123'],
    ['exponents that kept all digits', 0, '2.0260105E+7', '2.0260105E+7'],
    ['exponents of a long number', 0, '2.02601051E+8', '202601051'],
    ['a phone in exponents', 1, '1.3812340001E+10', '13812340001'],
    ['a phone with a fraction of nothing', 1, '13812340001.0', '13812340001'],
    ['full-width digits', 1, '１３８１２３４０００１', '13812340001'],
    ['the day number of a workbook', 2, '46027', '2026-01-05'],
    ['a date in words', 2, '5-Jan-2026', '2026-01-05'],
    ['text that only looks odd', 3, '1.5E+3 mentioned', '1.5E+3 mentioned'],
  ])('is mended: %s', (_, index, cell, mended) => {
    const result = reader()(with_(index, cell), at);
    expect(result.ok && (result.row as string[])[index]).toBe(mended);
  });

  it.each([
    ['digits_lost', 'phone', 1, '1.38123E+10'],
    ['digits_lost', 'number', 0, '2.02601E+17'],
    ['date_ambiguous', 'at', 2, '5/6/2026'],
    ['invalid', 'at', 2, 'yesterday'],
  ])('is refused with %s in %s', (code, name, index, cell) => {
    expect(reader()(with_(index, cell), at)).toMatchObject({ ok: false, fault: { code, field: name } });
  });

  it('reads dates in the order that their column shows', () => {
    const result = reader({ order: 'dmy' })(with_(2, '5/6/2026'), at);
    expect(result.ok && (result.row as string[])[2]).toBe('2026-06-05');
  });

  it('is refused for what the file says against a column that is used, and only for that', () => {
    const fault = (column: number | null, code: 'cell_error' | 'digits_lost' | 'json_invalid') =>
      reader()(GOOD, { ...at, faults: [{ column, code, value: '#N/A' }] });
    expect(fault(1, 'cell_error')).toMatchObject({ ok: false, fault: { field: 'phone', code: 'cell_error' } });
    expect(fault(9, 'cell_error').ok).toBe(true);
    expect(fault(null, 'json_invalid')).toMatchObject({ ok: false, fault: { code: 'json_invalid' } });
  });

  it.each(['合计', ' 总计：', 'Total', 'Grand Total', '共 12 条', '本页小计'])(
    'is a total, not data, when it begins with %s',
    (word) => {
      expect(reader()(['', word, '', '12'], at)).toMatchObject({ ok: false, fault: { code: 'row_is_total' } });
    },
  );

  it('is data when the word is only part of a text', () => {
    expect(reader()(['合计科技有限公司', ...GOOD.slice(1)], at).ok).toBe(true);
  });

  it('takes what it leaves blank from the row above, while the first field is the same', () => {
    const read = reader({ carries: true });
    read(GOOD, at);
    const second = read(['N1', '', '', 'x'], at);
    expect(second.ok && second.row).toEqual(['N1', '13812340001', '2026-01-05', 'x']);
    expect(read(['N2', '', '', 'x'], at)).toMatchObject({ ok: false, fault: { field: 'phone' } });
  });
});
