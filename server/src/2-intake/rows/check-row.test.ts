import { describe, expect, it } from 'vitest';
import { checkRow } from './check-row.ts';

const layout = {
  width: 3,
  columns: new Map([
    ['key', 0],
    ['text', 2],
  ]),
  damaged: false,
};

describe('a row, before its values are looked at', () => {
  it.each([
    ['as long as the header', ['a', 'b', 'c']],
    ['shorter: the rest is empty', ['a']],
    ['longer by empty cells, as spreadsheets leave them', ['a', 'b', 'c', '', ' ']],
  ])('is fine when it is %s', (_, cells) => {
    expect(checkRow(cells, layout)).toBeNull();
  });

  it('is row_too_long when there is content beyond the header, for the values may be in wrong columns', () => {
    expect(checkRow(['a', 'b', 'c', '', 'd'], layout)).toMatchObject({
      field: null,
      code: 'row_too_long',
      value: null,
      reason: { 'zh-CN': expect.stringContaining('5 格'), en: expect.stringContaining('5 cells') },
    });
  });

  it('is text_unreadable when the file is damaged and a mapped cell shows it', () => {
    expect(checkRow(['a', '\uFFFD', 'c\0'], { ...layout, damaged: true })).toMatchObject({
      field: 'text',
      code: 'text_unreadable',
    });
    expect(checkRow(['a', '\uFFFD', 'c'], { ...layout, damaged: true })).toBeNull();
    expect(checkRow(['a', 'b', '\uFFFD'], layout)).toBeNull();
  });
});
