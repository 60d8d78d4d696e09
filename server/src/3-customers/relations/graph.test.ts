import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Found, type FoundNode, MAX_NODES, within } from './graph.ts';

const node = (n: number): FoundNode => ({ key: `c:${n}`, type: 'customer', id: `${n}`, name: `${n}`, isMinor: false });
const label = { 'zh-CN': '朋友', en: 'Friend' };
const all = (pairs: readonly (readonly [number, number])[]): Found => ({
  nodes: [...new Set(pairs.flat())].map(node),
  edges: pairs.map(([from, to], at) => ({
    key: `r:${at}`,
    from: `c:${from}`,
    to: `c:${to}`,
    kind: 'friend',
    label,
    word: null,
    isDirected: false,
    isOver: false,
  })),
});
const people = fc.nat({ max: 30 });
const links = fc.array(fc.tuple(people, people), { maxLength: 60 });

/** The least number of steps between two, by relaxing until nothing changes. */
function distances(pairs: readonly (readonly [number, number])[]): ReadonlyMap<number, number> {
  const far = new Map([[0, 0]]);
  for (let round = 0; round < 40; round += 1) {
    for (const [a, b] of pairs) {
      far.set(b, Math.min(far.get(b) ?? Infinity, (far.get(a) ?? Infinity) + 1));
      far.set(a, Math.min(far.get(a) ?? Infinity, (far.get(b) ?? Infinity) + 1));
    }
  }
  return far;
}

describe('the graph around somebody', () => {
  it('holds everybody within the steps asked for, nobody beyond, and each edge between them once', () => {
    fc.assert(
      fc.property(links, fc.constantFrom(1, 2), (pairs, depth) => {
        const { nodes, edges } = within(node(0), all(pairs), depth);
        const near = [...distances(pairs)].filter(([, steps]) => steps <= depth);
        expect(new Map(nodes.map((each) => [Number(each.id), each.depth]))).toEqual(new Map(near));
        const shown = new Set(nodes.map(({ key }) => key));
        const wanted = new Set(
          pairs
            .filter(([a, b]) => a !== b && shown.has(`c:${a}`) && shown.has(`c:${b}`))
            .map((pair) => [...pair].toSorted((a, b) => a - b).join()),
        );
        const drawn = edges.map(({ from, to }) =>
          [from, to]
            .map((key) => Number(key.slice(2)))
            .toSorted((a, b) => a - b)
            .join(),
        );
        expect(drawn.toSorted()).toEqual([...wanted].toSorted());
      }),
    );
  });

  it('stays a picture that can be read: the nearest, and how many are left out', () => {
    const { nodes, left } = within(node(0), all(Array.from({ length: 100 }, (_, at) => [0, at + 1] as const)), 1);
    expect(nodes).toHaveLength(MAX_NODES);
    expect(left).toBe(101 - MAX_NODES);
  });
});
