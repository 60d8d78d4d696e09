export interface LaidNode {
  readonly key: string;
  readonly depth: number;
}

export interface LaidEdge {
  readonly from: string;
  readonly to: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** The way from the middle to each ring, as a share of half the box. */
const RINGS = [0, 0.48, 0.86] as const;

/**
 * Where everybody stands: the root in the middle, those next to it on a ring, those behind them on an outer ring, each
 * within the slice of whoever they are reached through, so that lines seldom cross. A slice is as wide as it is full.
 */
export function laidOut(
  nodes: readonly LaidNode[],
  edges: readonly LaidEdge[],
  { width, height }: Box,
): ReadonlyMap<string, Point> {
  const depths = new Map(nodes.map(({ key, depth }) => [key, depth]));
  const parents = new Map<string, string>();
  for (const { from, to } of edges) {
    for (const [near, far] of [
      [from, to],
      [to, from],
    ] as const) {
      if (!parents.has(far) && (depths.get(near) ?? -1) === (depths.get(far) ?? -1) - 1) {
        parents.set(far, near);
      }
    }
  }
  const root = nodes.find(({ depth }) => depth === 0);
  const places = new Map<string, Point>();
  const at = (depth: number, turn: number): Point => {
    const angle = turn * 2 * Math.PI - Math.PI / 2;
    const reach = RINGS[depth] ?? RINGS[2];
    return {
      x: width / 2 + (Math.cos(angle) * reach * width) / 2,
      y: height / 2 + (Math.sin(angle) * reach * height) / 2,
    };
  };
  if (root !== undefined) {
    places.set(root.key, { x: width / 2, y: height / 2 });
  }
  const inner = nodes.filter(({ depth }) => depth === 1);
  const outerOf = (key: string): readonly LaidNode[] =>
    nodes.filter((node) => node.depth === 2 && parents.get(node.key) === key);
  const weights = inner.map(({ key }) => Math.max(1, outerOf(key).length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let begun = 0;
  for (const [index, { key }] of inner.entries()) {
    const weight = weights[index] ?? 1;
    places.set(key, at(1, (begun + weight / 2) / total));
    const outer = outerOf(key);
    for (const [place, { key: outerKey }] of outer.entries()) {
      places.set(outerKey, at(2, (begun + (weight * (place + 0.5)) / outer.length) / total));
    }
    begun += weight;
  }
  return places;
}
