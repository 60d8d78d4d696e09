import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineFacts } from './place.ts';
import { reconcileLines, type StoredLine } from './reconcile.ts';

function line(sku: string, quantity = '1', unitPrice = '5'): LineFacts {
  return { sku, name: null, quantity, unitPrice, amountMinor: Number(quantity) * Number(unitPrice) * 100, sells: true };
}

function stored(lines: readonly LineFacts[]): StoredLine[] {
  return lines.map((facts, index) => ({ ...facts, lineNo: index + 1 }));
}

const NONE: ReadonlySet<number> = new Set();

describe('reconciling the lines of an order with a file', () => {
  it('changes quantity and price of the line with that SKU and keeps the lines that the file leaves out', () => {
    const before = stored([line('A'), line('B'), line('C')]);
    const result = reconcileLines(before, [line('B', '3'), line('C', '1', '7')], NONE);
    expect(result).toMatchObject({ added: 0, changed: 2, same: 0, spokenOf: [2, 3] });
    expect(result.lines).toEqual(stored([line('A'), line('B', '3'), line('C', '1', '7')]));
  });

  it('takes a new SKU for a correction when the file states as many lines as there are', () => {
    const before = stored([line('A'), line('B')]);
    expect(reconcileLines(before, [line('A'), line('X')], NONE)).toMatchObject({ changed: 1, same: 1, added: 0 });
    expect(reconcileLines(before, [line('X')], NONE)).toMatchObject({ changed: 0, same: 0, added: 1 });
  });

  it('pairs equal lines before lines of the same SKU, so that one changed of two is one change', () => {
    const before = stored([line('A', '1'), line('A', '2')]);
    const result = reconcileLines(before, [line('A', '9'), line('A', '1')], NONE);
    expect(result).toMatchObject({ changed: 1, same: 1, added: 0, spokenOf: [2, 1] });
  });

  it('adds what earlier rows of the same file have taken already', () => {
    const before = stored([line('A')]);
    expect(reconcileLines(before, [line('A')], new Set([1]))).toMatchObject({ added: 1, same: 0, spokenOf: [2] });
  });

  it('is done with an order of 50,000 equal lines before anybody notices', () => {
    const many = Array.from({ length: 50_000 }, () => line('A'));
    expect(reconcileLines(stored(many), many, NONE)).toMatchObject({ added: 0, changed: 0, same: 50_000 });
  }, 5000);

  const lines = fc.array(
    fc
      .record({
        sku: fc.constantFrom('A', 'B', 'C'),
        quantity: fc.constantFrom('1', '2'),
        price: fc.constantFrom('5', '6'),
      })
      .map(({ sku, quantity, price }) => line(sku, quantity, price)),
    { maxLength: 7 },
  );
  const taken = fc.uniqueArray(fc.integer({ min: 1, max: 7 }));

  it('speaks of each stored line once, counts every row, leaves the others untouched and deletes none', () => {
    fc.assert(
      fc.property(lines, lines, taken, (before, incoming, spoken) => {
        const old = stored(before);
        const spokenOf = new Set(spoken.filter((lineNo) => lineNo <= old.length));
        const result = reconcileLines(old, incoming, spokenOf);
        expect(result.added + result.changed + result.same).toBe(incoming.length);
        expect(result.lines).toHaveLength(old.length + result.added);
        expect(new Set(result.spokenOf).size).toBe(incoming.length);
        expect(result.spokenOf.filter((lineNo) => spokenOf.has(lineNo))).toEqual([]);
        const touched = new Set(result.spokenOf);
        for (const known of old.filter(({ lineNo }) => !touched.has(lineNo))) {
          expect(result.lines).toContainEqual(known);
        }
        // What the file says stands there afterwards.
        result.spokenOf.forEach((lineNo, index) => {
          expect(result.lines.find((candidate) => candidate.lineNo === lineNo)).toMatchObject(incoming[index] ?? {});
        });
      }),
    );
  });

  it('changes nothing the second time, whatever the order of the rows', () => {
    fc.assert(
      fc.property(lines, lines, (before, incoming) => {
        const once = reconcileLines(stored(before), incoming, NONE);
        const twice = reconcileLines(once.lines, incoming.toReversed(), NONE);
        expect(twice).toMatchObject({ added: 0, changed: 0, same: incoming.length });
        expect(twice.lines).toEqual(once.lines);
      }),
    );
  });
});
