import { describe, expect, it } from 'vitest';
import { sortForLoading } from './load-order.ts';
import { tableLabel } from './manifest.ts';

const tables = ['a', 'b', 'c', 'd'].map((name) => ({ schema: 's', name, columns: ['id'] }));
const reference = (from: string, to: string) => ({ from: `s.${from}`, to: `s.${to}` });

describe('the order in which tables are loaded', () => {
  it('puts every table after those it refers to, itself aside', () => {
    const sorted = sortForLoading(tables, [
      reference('a', 'c'),
      reference('c', 'd'),
      reference('b', 'b'),
      reference('a', 'b'),
    ]);
    expect(sorted.map(tableLabel)).toEqual(['s.b', 's.d', 's.c', 's.a']);
  });

  it('refuses circles, and references to tables that are left out, by name', () => {
    expect(() => sortForLoading(tables, [reference('a', 'b'), reference('b', 'a')])).toThrow(
      /s\.a, s\.b point in a circle/,
    );
    expect(() => sortForLoading(tables, [reference('a', 'x')])).toThrow(/s\.a refers to s\.x/);
  });
});
