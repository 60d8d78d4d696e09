const STEPS = [1, 2, 2.5, 5, 10] as const;

/** Round values from nothing to at least `max`, at most `count` steps; whole numbers where only those exist. */
export function ticksOf(max: number, o: { readonly count: number; readonly isWhole?: boolean }): readonly number[] {
  if (!(max > 0)) {
    return [0];
  }
  const rough = max / o.count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fit = (STEPS.find((step) => step * power >= rough - power * 1e-9) ?? 10) * power;
  const step = o.isWhole === true ? Math.max(1, Math.ceil(fit)) : fit;
  const ticks = Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => index * step);
  return ticks.map((tick) => Number(tick.toPrecision(12)));
}

export interface Band {
  readonly x: number;
  readonly width: number;
  readonly centre: number;
}

/** Equal bands over a width, each bar taking `fill` of its band and never more than 56 px. */
export function bandsOf(count: number, o: { readonly width: number; readonly fill: number }): readonly Band[] {
  const step = count === 0 ? 0 : o.width / count;
  const width = Math.min(step * o.fill, 56);
  return Array.from({ length: count }, (_, index) => {
    const centre = step * (index + 0.5);
    return { x: centre - width / 2, width, centre };
  });
}

/** How many bands lie between two names below them, so that none touches its neighbour. */
export function tickEvery(count: number, o: { readonly width: number; readonly room: number }): number {
  const fitting = Math.max(1, Math.floor(o.width / o.room));
  return Math.max(1, Math.ceil(count / fitting));
}

/** Moves labels apart to at least `gap`, each as near to its place as possible, none outside `min` to `max`. */
export function spreadLabels(
  places: readonly number[],
  o: { readonly gap: number; readonly min: number; readonly max: number },
): readonly number[] {
  const order = places.map((at, index) => ({ at, index })).toSorted((a, b) => a.at - b.at);
  const put: number[] = [];
  for (const { at } of order) {
    put.push(Math.max(at, (put.at(-1) ?? o.min - o.gap) + o.gap));
  }
  for (let index = put.length - 1, limit = o.max; index >= 0; index -= 1, limit -= o.gap) {
    put[index] = Math.min(put[index] ?? 0, limit);
  }
  const result = places.slice();
  order.forEach(({ index }, place) => {
    result[index] = put[place] ?? 0;
  });
  return result;
}

/** Where the parts of each column begin and end, from the ground up; what is below nothing takes no room. */
export function stacksOf(
  series: readonly (readonly number[])[],
  count: number,
): readonly (readonly { readonly from: number; readonly to: number }[])[] {
  return Array.from({ length: count }, (_, x) => {
    let top = 0;
    return series.map((values) => {
      const from = top;
      top += Math.max(0, values[x] ?? 0);
      return { from, to: top };
    });
  });
}

/** The next mark in a direction that holds something; null where there is none. */
export function nextMark(
  from: { readonly x: number; readonly y: number },
  o: { readonly step: readonly [number, number]; readonly has: (x: number, y: number) => boolean | null },
): { readonly x: number; readonly y: number } | null {
  let [x, y] = [from.x + o.step[0], from.y + o.step[1]];
  for (;;) {
    const found = o.has(x, y);
    if (found === null) {
      return null;
    }
    if (found) {
      return { x, y };
    }
    [x, y] = [x + o.step[0], y + o.step[1]];
  }
}
