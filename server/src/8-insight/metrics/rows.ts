import type { Locale } from '#kernel/pure/text.ts';
import { bandOrder, labelOf, type Names, valuesIn } from './dimensions.ts';
import type { MetricKind, Span } from './kind.ts';
import type { DimensionName, MetricRow } from './schema.ts';

/** One cell as the store counted it. */
export interface Cell {
  readonly keys: readonly string[];
  readonly value: number;
  readonly of: number;
}

/** What a cell says: shares are parts of one, averages whole minor units, and nothing can be divided by nothing. */
export function valueOf(kind: Pick<MetricKind, 'unit'>, cell: Cell, isDivided: boolean): number | null {
  if (!isDivided) {
    return cell.value;
  }
  if (cell.of === 0) {
    return null;
  }
  return kind.unit === 'share' ? cell.value / cell.of : Math.round(cell.value / cell.of);
}

/** More cells than this are not filled up. */
const MAX_FILLED = 20_000;

/** Adds the cells in which nothing happened: every day, hour and so on, for each of the other keys found. */
export function filled(cells: readonly Cell[], by: readonly DimensionName[], span: Span): readonly Cell[] {
  const times = by.map((dimension) => valuesIn(dimension, span));
  if (times.every((values) => values === null)) {
    return cells;
  }
  const others = new Map(cells.map(({ keys }) => [JSON.stringify(keys.filter((_, at) => times[at] === null)), keys]));
  const hasOthers = times.includes(null);
  const places = hasOthers ? [...others.values()] : [by.map(() => '')];
  const count = times.reduce((product, values) => product * (values?.length ?? 1), places.length);
  if (count > MAX_FILLED) {
    return cells;
  }
  const known = new Map(cells.map((cell) => [JSON.stringify(cell.keys), cell]));
  const combined = places.flatMap((place) =>
    times.reduce<readonly (readonly string[])[]>(
      (found, values, at) => found.flatMap((keys) => (values ?? [place[at] ?? '']).map((value) => [...keys, value])),
      [[]],
    ),
  );
  return combined.map((keys) => known.get(JSON.stringify(keys)) ?? { keys, value: 0, of: 0 });
}

/** Times and numbers in their order, everything else the largest first. */
export function ordered(cells: readonly Cell[], by: readonly DimensionName[], span: Span): readonly Cell[] {
  const sums = by.map((dimension, at) => {
    const found = new Map<string, number>();
    for (const { keys, value } of cells) {
      const key = keys[at] ?? '';
      found.set(key, (found.get(key) ?? 0) + value);
    }
    return valuesIn(dimension, span) === null && !BY_KEY.has(dimension) ? found : null;
  });
  return cells.toSorted((a, b) => {
    for (const [at, sum] of sums.entries()) {
      const [left = '', right = ''] = [a.keys[at], b.keys[at]];
      const dimension = by[at] ?? 'day';
      const [place, other] = [bandOrder(dimension, left), bandOrder(dimension, right)];
      if (place !== null && other !== null && place !== other) {
        return place - other;
      }
      const order = sum === null ? compareKeys(left, right) : (sum.get(right) ?? 0) - (sum.get(left) ?? 0);
      const decided = order === 0 ? compareKeys(left, right) : order;
      if (decided !== 0) {
        return decided;
      }
    }
    return 0;
  });
}

const BY_KEY: ReadonlySet<DimensionName> = new Set(['cohort', 'offset']);

function compareKeys(a: string, b: string): number {
  const numeric = Number(a) - Number(b);
  if (!Number.isNaN(numeric) && numeric !== 0) {
    return numeric;
  }
  return a < b ? -1 : Number(a > b);
}

/** A cell as a reader gets it. */
export function presentRow(
  kind: MetricKind,
  cell: Cell,
  told: {
    readonly by: readonly DimensionName[];
    readonly names: Names;
    readonly locale: Locale;
    readonly isDivided: boolean;
  },
): MetricRow {
  const pairs = told.by.map((dimension, at) => [dimension, cell.keys[at] ?? ''] as const);
  return {
    key: Object.fromEntries(pairs),
    label: Object.fromEntries(pairs.map(([dimension, key]) => [dimension, labelOf(dimension, key, told)])),
    value: valueOf(kind, cell, told.isDivided),
    ...(told.isDivided ? { of: cell.of } : {}),
  };
}
