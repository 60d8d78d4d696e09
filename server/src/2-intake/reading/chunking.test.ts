import { expect, it } from 'vitest';
import { isFull } from './chunking.ts';

const limits = { rows: 10, maxRows: 30 };

it.each([
  [9, false, false],
  [10, true, false],
  [10, false, true],
  [29, true, false],
  [30, true, true],
])('a chunk of %i rows, the next row of the same group: %s, is full: %s', (rows, sameGroup, expected) => {
  expect(isFull(rows, limits, sameGroup)).toBe(expected);
});
