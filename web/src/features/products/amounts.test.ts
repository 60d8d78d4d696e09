import { describe, expect, it } from 'vitest';
import { minorText, parseMinor, parseStock, rangeText } from './amounts.ts';

describe('amounts as people type them', () => {
  it.each([
    ['149', 'CNY', 14_900],
    ['149.5', 'CNY', 14_950],
    ['¥1,498.00', 'CNY', 149_800],
    ['１４９', 'CNY', 14_900],
    ['0.29', 'CNY', 29],
    ['149.005', 'CNY', null],
    ['1500', 'JPY', 1500],
    ['1500.5', 'JPY', null],
    ['', 'CNY', null],
    ['-1', 'CNY', null],
    ['abc', 'CNY', null],
  ])('%s %s is %s', (text, currency, minor) => {
    expect(parseMinor(text, currency)).toBe(minor);
  });

  it('come back as they were', () => {
    expect(minorText(14_950, 'CNY')).toBe('149.50');
    expect(minorText(1500, 'JPY')).toBe('1500');
  });
});

describe('stock as people type it', () => {
  it.each([
    ['120', 120],
    ['1,200', 1200],
    ['-3', -3],
    ['1.5', null],
    ['', null],
  ])('%s is %s', (text, stock) => {
    expect(parseStock(text)).toBe(stock);
  });
});

describe('a range of prices', () => {
  it('is one figure where all cost the same', () => {
    const options = { currency: 'CNY', locale: 'zh-CN' } as const;
    expect(rangeText({ fromMinor: 9900, toMinor: 9900 }, options)).toBe('¥99.00');
    expect(rangeText({ fromMinor: 9900, toMinor: 12_900 }, options)).toBe('¥99.00–¥129.00');
    expect(rangeText(null, options)).toBeNull();
  });
});
