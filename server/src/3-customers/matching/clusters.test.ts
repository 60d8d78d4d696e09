import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clusters, connect, cutChains, LARGEST_CLUSTER, type Links, pairsWithin } from './clusters.ts';

type Edge = readonly [a: number, b: number, odds: number];

function linksOf(edges: readonly Edge[]): Links {
  return {
    a: Uint32Array.from(edges, ([a]) => a),
    b: Uint32Array.from(edges, ([, b]) => b),
    odds: Float64Array.from(edges, ([, , odds]) => odds),
  };
}

function within(components: Clusters, links: Links, evidence: (a: number, b: number) => number) {
  const pairs = [...pairsWithin(components, links)];
  return {
    a: Uint32Array.from(pairs, ([a]) => a),
    b: Uint32Array.from(pairs, ([, b]) => b),
    evidence: Float64Array.from(pairs, ([a, b]) => evidence(a, b)),
  };
}

describe('clusters of linked records', () => {
  it('joins what is linked, also through others', () => {
    expect([
      ...connect(
        5,
        linksOf([
          [0, 1, 3],
          [1, 3, 2],
        ]),
      ),
    ]).toEqual([0, 0, 2, 0, 4]);
  });

  it('[C009] cuts a chain at its weakest link when its ends speak against each other', () => {
    const links = linksOf([
      [0, 1, 9],
      [1, 2, 3],
      [2, 3, 8],
    ]);
    const components = connect(4, links);
    expect([...components]).toEqual([0, 0, 0, 0]);
    const against = (a: number, b: number): number => (a < 2 === b < 2 ? 9 : a === 1 && b === 2 ? 3 : -7);
    const { clusters, cut } = cutChains(components, links, within(components, links, against));
    expect([...clusters]).toEqual([0, 0, 2, 2]);
    expect(cut).toBe(1);
    const silent = cutChains(
      components,
      links,
      within(components, links, () => 0),
    );
    expect([...silent.clusters]).toEqual([0, 0, 0, 0]);
  });

  it('never makes a person of more records than a person has', () => {
    const chain = Array.from({ length: 500 }, (_, place): Edge => [place, place + 1, 5]);
    const sizes = new Map<number, number>();
    for (const root of connect(501, linksOf(chain))) {
      sizes.set(root, (sizes.get(root) ?? 0) + 1);
    }
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(LARGEST_CLUSTER);
  });

  it('only ever divides components, and gives the same twice', () => {
    const edge = fc.tuple(fc.nat(11), fc.nat(11), fc.integer({ min: 1, max: 9 })).filter(([a, b]) => a < b);
    const unique = fc.uniqueArray(edge, { selector: ([a, b]) => a * 12 + b, maxLength: 20 });
    fc.assert(
      fc.property(
        unique,
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 144, maxLength: 144 }),
        (edges, table) => {
          const sorted = linksOf([...edges].sort(([a, b], [c, d]) => a - c || b - d));
          const components = connect(12, sorted);
          const evidence = within(components, sorted, (a, b) => table[a * 12 + b]!);
          const { clusters } = cutChains(components, sorted, evidence);
          for (const [record, root] of clusters.entries()) {
            expect(components[record]).toBe(components[root]);
            expect(clusters[root]).toBe(root);
          }
          expect(cutChains(components, sorted, evidence).clusters).toEqual(clusters);
        },
      ),
    );
  });
});
