import { spreadLabels } from './scale.ts';

export interface FlowNode {
  readonly id: string;
  readonly value: number;
  readonly y: number;
  readonly height: number;
  readonly labelY: number;
}

export interface FlowBand {
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly fromY: number;
  readonly toY: number;
  readonly height: number;
}

export interface FlowInput {
  readonly from: string;
  readonly to: string;
  readonly value: number;
}

const GAP = 12;
const LABEL_GAP = 18;

/** Both sides of a flow as piles in a given order, and the bands between them; what is thin is still seen. */
export function flowOf(
  flows: readonly FlowInput[],
  o: { readonly order: readonly string[]; readonly height: number },
): { readonly left: readonly FlowNode[]; readonly right: readonly FlowNode[]; readonly bands: readonly FlowBand[] } {
  const there = flows.filter(({ value }) => value > 0);
  const total = there.reduce((sum, { value }) => sum + value, 0);
  const places = (id: (flow: FlowInput) => string): readonly string[] =>
    o.order.filter((name) => there.some((flow) => id(flow) === name));
  const lefts = places(({ from }) => from);
  const rights = places(({ to }) => to);
  const room = o.height - GAP * (Math.max(lefts.length, rights.length) - 1);
  const scale = total === 0 ? 0 : Math.max(0, room) / total;
  const pile = (names: readonly string[], id: (flow: FlowInput) => string): readonly FlowNode[] => {
    let top = 0;
    const nodes = names.map((name) => {
      const value = there.filter((flow) => id(flow) === name).reduce((sum, flow) => sum + flow.value, 0);
      const node = { id: name, value, y: top, height: Math.max(2, value * scale) };
      top += value * scale + GAP;
      return node;
    });
    const labels = spreadLabels(
      nodes.map(({ y, height }) => y + height / 2),
      { gap: LABEL_GAP, min: 8, max: o.height },
    );
    return nodes.map((node, index) => ({ ...node, labelY: labels[index] ?? 0 }));
  };
  const left = pile(lefts, ({ from }) => from);
  const right = pile(rights, ({ to }) => to);
  const leftAt = new Map(left.map(({ id, y }) => [id, y]));
  const rightAt = new Map(right.map(({ id, y }) => [id, y]));
  const bands = lefts.flatMap((from) =>
    rights.flatMap((to) => {
      const value = there.find((flow) => flow.from === from && flow.to === to)?.value ?? 0;
      if (value === 0) {
        return [];
      }
      const height = value * scale;
      const band = { from, to, value, fromY: leftAt.get(from) ?? 0, toY: rightAt.get(to) ?? 0, height };
      leftAt.set(from, band.fromY + height);
      rightAt.set(to, band.toY + height);
      return [band];
    }),
  );
  return { left, right, bands };
}
