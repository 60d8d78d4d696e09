import { describe, expect, it } from 'vitest';
import { laidOut } from './graph-layout.ts';

const box = { width: 600, height: 400 };
const star = (inner: number, outer: number) => ({
  nodes: [
    { key: 'root', depth: 0 },
    ...Array.from({ length: inner }, (_, at) => ({ key: `i${at}`, depth: 1 })),
    ...Array.from({ length: inner * outer }, (_, at) => ({ key: `o${at}`, depth: 2 })),
  ],
  edges: [
    ...Array.from({ length: inner }, (_, at) => ({ from: 'root', to: `i${at}` })),
    ...Array.from({ length: inner * outer }, (_, at) => ({ from: `i${Math.floor(at / outer)}`, to: `o${at}` })),
  ],
});

describe('the places of a graph', () => {
  it('lie within the box, each its own', () => {
    const { nodes, edges } = star(5, 3);
    const places = laidOut(nodes, edges, box);
    expect(places.size).toBe(nodes.length);
    const texts = [...places.values()].map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`);
    expect(new Set(texts).size).toBe(nodes.length);
    for (const { x, y } of places.values()) {
      expect(x >= 0 && x <= box.width && y >= 0 && y <= box.height).toBe(true);
    }
  });

  it('put the root in the middle and those behind somebody beside them', () => {
    const { nodes, edges } = star(2, 1);
    const places = laidOut(nodes, edges, box);
    expect(places.get('root')).toEqual({ x: 300, y: 200 });
    const side = (key: string): number => Math.sign((places.get(key)?.x ?? 0) - 300);
    expect([side('o0'), side('o1')]).toEqual([side('i0'), side('i1')]);
    expect(side('i0')).not.toBe(side('i1'));
  });
});
