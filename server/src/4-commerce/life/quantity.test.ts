import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addQuantities, compareQuantities, subtractQuantities } from './quantity.ts';

it('counts decimals exactly', () => {
  expect(addQuantities('0.1', '0.2')).toBe('0.3');
  expect(subtractQuantities('2', '2.000')).toBe('0');
  expect(subtractQuantities('1', '1.5')).toBe('-0.5');
  expect(subtractQuantities('1', '-1.5')).toBe('2.5');
  expect(compareQuantities('2.0', '2')).toBe(0);
});

const decimal = fc
  .tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 0, max: 3 }))
  .map(([units, digits]) => (units / 10 ** digits).toFixed(digits))
  .map((text) => (Number(text) === 0 ? text.replace('-', '') : text));

it('adds and takes off the same, whatever the scales', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(compareQuantities(subtractQuantities(addQuantities(a, b), b), a)).toBe(0);
      expect(compareQuantities(a, b)).toBe(Math.sign(Number(a) - Number(b)));
    }),
  );
});
