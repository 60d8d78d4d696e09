import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, minorDigits, minorToDecimal, parseAmount, roundMinor } from './money.ts';

const digitsOf = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{1,${length}}$`, 'u'));

/** Plain decimal texts, short ones and ones far beyond a double. */
const decimal = fc
  .tuple(fc.boolean(), digitsOf(14), fc.option(digitsOf(8), { nil: undefined }))
  .map(
    ([isNegative, whole, fraction]) =>
      `${isNegative ? '-' : ''}${whole}${fraction === undefined ? '' : `.${fraction}`}`,
  );

describe('parseAmount', () => {
  it.each([
    ['1498', '1498'],
    ['1,498.00', '1498.00'],
    ['¥1,498', '1498'],
    ['￥1,498.5', '1498.5'],
    ['1498元', '1498'],
    ['CNY 1,498.00', '1498.00'],
    ['1498.00 RMB', '1498.00'],
    ['人民币1498元', '1498'],
    ['(12.50)', '-12.50'],
    ['¥(12.50)', '-12.50'],
    ['(¥12.50)', '-12.50'],
    ['-¥12.50', '-12.50'],
    ['¥-12.50', '-12.50'],
    ['12.50-', '-12.50'],
    ['−12.50', '-12.50'],
    ['+12.50', '12.50'],
    [' 12.50 ', '12.50'],
    ['１，４９８．００', '1498.00'],
    ['1 498.00', '1498.00'],
    ["1'498.00", '1498.00'],
    ['007.10', '7.10'],
    ['12.', '12'],
    ['-0.00', '0.00'],
    ['0.5', '0.5'],
    ['123456789012345678.12', '123456789012345678.12'],
  ])('reads %j as %s', (text, expected) => {
    expect(parseAmount(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'abc',
    '1,49',
    '1,4980',
    '12,34,567.00',
    '1.2.3',
    '1e5',
    '--5',
    '(5',
    '5)',
    '¥',
    '-',
    '.',
    'NaN',
    '1 2',
    `${'9'.repeat(31)}`,
  ])('does not take %j for an amount', (text) => {
    expect(parseAmount(text)).toBeNull();
  });

  it.each([
    ['1.498,00', '1498.00'],
    ['1498,5', '1498.5'],
    ['€ 1.498,00', '1498.00'],
    ['1 498,00', '1498.00'],
    ['12', '12'],
  ])('reads %j as %s when the comma is the decimal sign', (text, expected) => {
    expect(parseAmount(text, { decimal: ',' })).toBe(expected);
  });

  it('does not take a point for the decimal sign when the comma is', () => {
    expect(parseAmount('1.49', { decimal: ',' })).toBeNull();
  });

  it('gives back every amount as it is written by formatMoney', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 51), max: 2 ** 51 }),
        fc.constantFrom('CNY', 'USD', 'KWD', 'JPY'),
        (amountMinor, currency) => {
          const plain = minorToDecimal({ amountMinor, currency });
          const read = parseAmount(formatMoney({ amountMinor, currency }, 'en').replace('KWD', '').replace('US', ''));
          expect(roundMinor(currency, read ?? 'x')).toBe(amountMinor);
          expect(roundMinor(currency, plain)).toBe(amountMinor);
        },
      ),
    );
  });
});

describe('roundMinor', () => {
  it.each([
    ['CNY', '2.55', '6', 1530],
    ['CNY', '0.005', '1', 1],
    ['CNY', '-0.005', '1', -1],
    ['CNY', '0.0049999', '1', 0],
    ['CNY', '1.005', '1', 101],
    ['CNY', '1.255', '-1', -126],
    ['CNY', '0.001', '5', 1],
    ['CNY', '0.001', '4', 0],
    ['CNY', '19.99', '0.333', 666],
    ['JPY', '0.5', '1', 1],
    ['JPY', '1498', '1', 1498],
    ['KWD', '1.2345', '1', 1235],
    ['CNY', '90071992547409.91', '1', Number.MAX_SAFE_INTEGER],
    ['CNY', '-0', '1', 0],
    ['CNY', '0', '-3', 0],
  ])('%s: %s × %s is %d', (currency, price, quantity, expected) => {
    expect(roundMinor(currency, price, quantity)).toBe(expected);
  });

  it('throws rather than lose digits or guess', () => {
    expect(() => roundMinor('CNY', '90071992547409.92')).toThrow(RangeError);
    for (const wrong of ['', '1,5', '1e5', ' 1', '.5', '5.', 'NaN']) {
      expect(() => roundMinor('CNY', wrong)).toThrow(RangeError);
      expect(() => roundMinor('CNY', '1', wrong)).toThrow(RangeError);
    }
  });

  it('is the exact product rounded half away from zero, for any decimals', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.constantFrom('CNY', 'JPY', 'KWD'), (price, quantity, currency) => {
        const scaleOf = (text: string): number => text.split('.')[1]?.length ?? 0;
        const scaled = (text: string): bigint => BigInt(text.replace('.', ''));
        const denominator = 10n ** BigInt(scaleOf(price) + scaleOf(quantity));
        const numerator = scaled(price) * scaled(quantity) * 10n ** BigInt(minorDigits(currency));
        const magnitudeOf = (value: bigint): bigint => (value < 0n ? -value : value);
        const isTooLarge = magnitudeOf(numerator) / denominator >= BigInt(Number.MAX_SAFE_INTEGER);
        fc.pre(!isTooLarge);
        const minor = roundMinor(currency, price, quantity);
        // |minor × d − n| ≤ d/2, and on a tie the result is the larger magnitude.
        const difference = BigInt(minor) * denominator - numerator;
        expect(2n * magnitudeOf(difference) <= denominator).toBe(true);
        const isTie = 2n * magnitudeOf(difference) === denominator;
        expect(!isTie || difference > 0n === minor > 0).toBe(true);
        expect(Object.is(minor, -0)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('of the opposite amount is the opposite', () => {
    fc.assert(
      fc.property(digitsOf(9), digitsOf(6), (whole, fraction) => {
        const price = `${whole}.${fraction}`;
        expect(roundMinor('CNY', `-${price}`) + roundMinor('CNY', price)).toBe(0);
      }),
    );
  });
});

describe('formatMoney', () => {
  it.each([
    [149_800, 'CNY', 'zh-CN', '¥1,498.00'],
    [149_800, 'CNY', 'en', '¥1,498.00'],
    [-1250, 'CNY', 'en', '-¥12.50'],
    [5, 'USD', 'en', '$0.05'],
    [Number.MAX_SAFE_INTEGER, 'CNY', 'en', '¥90,071,992,547,409.91'],
  ] as const)('writes %d %s in %s as %s', (amountMinor, currency, locale, expected) => {
    expect(formatMoney({ amountMinor, currency }, locale)).toBe(expected);
  });

  it('does not let the yen pass for the yuan', () => {
    expect(formatMoney({ amountMinor: 1498, currency: 'JPY' }, 'en')).toMatch(/^JPY\s1,498$/u);
  });

  it('refuses what is not a whole number of minor units', () => {
    expect(() => formatMoney({ amountMinor: 0.5, currency: 'CNY' }, 'en')).toThrow(RangeError);
  });
});
