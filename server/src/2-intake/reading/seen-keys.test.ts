import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSeenKeys } from './seen-keys.ts';

it('tells the row that had a key first, whatever the keys', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 200 }), (keys) => {
      const seen = createSeenKeys();
      const told = keys.map((key, index) => seen.firstRow(key, index + 1));
      expect(told).toEqual(
        keys.map((key, index) => {
          const first = keys.indexOf(key);
          return first === index ? null : first + 1;
        }),
      );
    }),
  );
});

it('keeps hundreds of thousands of keys apart, and grows no further than its bound', () => {
  const seen = createSeenKeys();
  const keys = Array.from({ length: 300_000 }, (_, index) => `138${String(index).padStart(8, '0')}`);
  expect(keys.filter((key, index) => seen.firstRow(key, index + 1) !== null)).toEqual([]);
  expect(seen.firstRow('13800299999', 300_001)).toBe(300_000);
  const small = createSeenKeys(16);
  for (const [index, key] of keys.slice(0, 20).entries()) {
    small.firstRow(key, index + 1);
  }
  // Twelve of sixteen slots may be taken; what comes later is not remembered.
  expect([small.firstRow(keys[0] ?? '', 21), small.firstRow(keys[19] ?? '', 22)]).toEqual([1, null]);
});
