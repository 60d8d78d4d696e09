import { describe, expect, it } from 'vitest';
import type { ImportField } from '../imports/kind.ts';
import { columnLetters, guessHeaderRow, headersOf } from './header-row.ts';

const field = (name: string, zh: string, ...synonyms: string[]): ImportField => ({
  name,
  label: { 'zh-CN': zh, en: name },
  required: false,
  example: '',
  synonyms,
  mask: null,
});
const FIELDS = [field('number', '订单号'), field('phone', '手机', '联系电话'), field('name', '姓名')];
const guessed = (...rows: string[][]): number | null =>
  guessHeaderRow(
    rows.map((cells, index) => ({ no: index + 1, cells })),
    FIELDS,
  );

describe('the row that names the columns', () => {
  it.each([
    [
      'the first',
      [
        ['订单号', '手机'],
        ['1', '2'],
      ],
      1,
    ],
    [
      'below a title and a note',
      [['手机销售报表'], ['导出人：王'], [''], ['订单号', '手机', '备注'], ['1', '2', '']],
      4,
    ],
    [
      'the second of two',
      [
        ['订单号', '收货人', ''],
        ['', '姓名', '手机'],
        ['1', '王', '13812340001'],
      ],
      2,
    ],
    [
      'of names that no field has',
      [
        ['甲', '乙', '丙'],
        ['1', '2026-01-01', 'x'],
      ],
      1,
    ],
    [
      'none, when the first row is data',
      [
        ['T1', '13812340001', '2026-01-05'],
        ['T2', '13812340002', '2026-01-06'],
      ],
      null,
    ],
    ['none of none', [[''], ['']], null],
  ] as const)('is %s', (_, rows, row) => {
    expect(guessed(...rows.map((cells) => [...cells]))).toBe(row);
  });
});

describe('the names of the columns', () => {
  it('are trimmed, each once, with letters for those left blank', () => {
    expect(headersOf([' 姓 名\n', '', '手机', '手机'], undefined)).toEqual(['姓 名', 'B', '手机', '手机 (2)']);
  });

  it('take the name above where two are the same or one is blank', () => {
    expect(headersOf(['', '姓名', '手机', '姓名'], ['订单号', '买家', '', '收货人'])).toEqual([
      '订单号',
      '买家 姓名',
      '手机',
      '收货人 姓名',
    ]);
  });

  it('do not take a title for a name', () => {
    expect(headersOf(['姓名', '', '姓名'], ['2026 年客户', '', ''])).toEqual(['姓名', 'B', '姓名 (2)']);
  });

  it('count like a spreadsheet', () => {
    expect([0, 25, 26, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });
});
