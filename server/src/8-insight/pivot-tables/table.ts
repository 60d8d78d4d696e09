import { OVERLAPPING } from '../metrics/customer-dimensions.ts';
import { OTHERS } from '../metrics/dimensions.ts';
import type { MetricKind } from '../metrics/kind.ts';
import { type Cell, valueOf } from '../metrics/rows.ts';
import type { DimensionName } from '../metrics/schema.ts';

/** The keys of an axis that are shown by themselves. */
export interface Axis {
  readonly by: readonly DimensionName[];
  readonly keys: readonly (readonly string[])[];
  /** How many keys are not shown by themselves. */
  readonly more: number;
  /** Those that are not shown stand in one heap; not where that would count customers twice. */
  readonly hasOthers: boolean;
}

const same = (keys: readonly string[]): string => JSON.stringify(keys);

/** The axis of rows or columns: keys in the order of the first measure, those that only others have behind them. */
export function axisOf(by: readonly DimensionName[], found: readonly (readonly Cell[])[], most: number): Axis {
  if (by.length === 0) {
    return { by, keys: [[]], more: 0, hasOthers: false };
  }
  const all = new Map(found.flat().map(({ keys }) => [same(keys), keys]));
  const keys = [...all.values()];
  const more = Math.max(0, keys.length - most);
  return {
    by,
    keys: keys.slice(0, most),
    more,
    hasOthers: more > 0 && !by.some((dimension) => OVERLAPPING.has(dimension)),
  };
}

/** Every key that is shown, the heap of the others behind them. */
export function shownKeys({ by, keys, hasOthers }: Axis): readonly (readonly string[])[] {
  return hasOthers ? [...keys, by.map(() => OTHERS)] : keys;
}

export const isOthers = (keys: readonly string[]): boolean => keys.length > 0 && keys.every((key) => key === OTHERS);

/** What was counted of one measure: by row, by column, by both, and of it all. */
export interface Counted {
  readonly kind: Pick<MetricKind, 'unit'>;
  readonly isDivided: boolean;
  readonly byRow: readonly Cell[];
  readonly byColumn: readonly Cell[];
  readonly byBoth: readonly Cell[];
  readonly all: readonly Cell[];
}

type Values = readonly (number | null)[];

export interface Table {
  readonly cells: readonly (readonly Values[])[];
  readonly rowTotals: readonly Values[];
  readonly columnTotals: readonly Values[];
  readonly totals: Values;
}

const NOTHING = { value: 0, of: 0 } as const;

/** The figures by place; where nothing was counted stands 0, or null where that would have to be divided. */
export function tableOf(counted: readonly Counted[], rows: Axis, columns: Axis): Table {
  const lookups = counted.map((one) => {
    const read = (cells: readonly Cell[]) => {
      const known = new Map(cells.map((cell) => [same(cell.keys), cell]));
      return (keys: readonly string[]) =>
        valueOf(one.kind, known.get(same(keys)) ?? { keys, ...NOTHING }, one.isDivided);
    };
    return { row: read(one.byRow), column: read(one.byColumn), both: read(one.byBoth), all: read(one.all) };
  });
  const [rowKeys, columnKeys] = [shownKeys(rows), shownKeys(columns)];
  return {
    cells: rowKeys.map((row) =>
      columns.by.length === 0 ? [] : columnKeys.map((column) => lookups.map(({ both }) => both([...row, ...column]))),
    ),
    rowTotals: rowKeys.map((row) => lookups.map((lookup) => lookup.row(row))),
    columnTotals: columns.by.length === 0 ? [] : columnKeys.map((key) => lookups.map(({ column }) => column(key))),
    totals: lookups.map(({ all }) => all([])),
  };
}
