import { type Context, may, requirePermission } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import { businessDateOf } from '#kernel/pure/dates.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import {
  asOfAnswers,
  type CellsFound,
  cellsOf,
  findKind,
  type Ground,
  type Settled,
  settle,
  type Told,
} from '../counting/service.ts';
import {
  CUSTOMER_DIMENSIONS,
  DIMENSION_NOTES,
  DIMENSION_PERMISSIONS,
  dimensionsOf,
  OVERLAPPING,
} from '../metrics/customer-dimensions.ts';
import { bandsIn, DIMENSION_LABELS, labelOf, type Names } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';
import { type Cell, filled, ordered } from '../metrics/rows.ts';
import { DIMENSIONS, type DimensionName } from '../metrics/schema.ts';
import { authorise, describe, presentFreshness } from '../metrics/service.ts';
import { PIVOT_COLUMNS, PIVOT_ROWS, type PivotAnswer, type PivotQuestion } from '../pivots/schema.ts';
import { pivotSpan } from './spans.ts';
import { type Axis, axisOf, type Counted, isOthers, shownKeys, tableOf } from './table.ts';

/** A pivot with its dates decided, and the segments that its asker may be told of. */
export interface FixedPivot {
  readonly question: PivotQuestion & Span & { readonly asOf: string };
  readonly segments: Settled['segments'];
}

export type PivotTables = ReturnType<typeof createPivotTables>;

/** Rows × columns × measures over everybody. Throws as metrics do. */
export function createPivotTables(ground: Ground) {
  return {
    fields: async (context: Context) => {
      authorise(context);
      return fieldsFor(ground, context);
    },
    answer: async (context: Context, question: PivotQuestion): Promise<PivotAnswer> => {
      authorise(context);
      const fixed = await fix(ground, context, question);
      return present(ground, fixed, context.locale);
    },
    /** Throws as asking would. */
    fix: async (context: Context, question: PivotQuestion): Promise<FixedPivot> => {
      authorise(context);
      return fix(ground, context, question);
    },
    /** The keys of the columns, with names: what a file has beside each other. */
    columns: async (
      fixed: FixedPivot,
    ): Promise<readonly { readonly key: readonly string[]; readonly label: Text }[]> => {
      const axes = await axesOf(ground, fixed);
      const { columns } = fixed.question;
      const said = (locale: Locale, key: readonly string[]): string =>
        columns.map((dimension, at) => labelOf(dimension, key[at] ?? '', { names: axes.names, locale })).join(' · ');
      return columns.length === 0
        ? []
        : shownKeys(axes.columns).map((key) => ({
            key,
            label: { 'zh-CN': said('zh-CN', key), en: said('en', key) },
          }));
    },
    /** For files: who may ask was decided when they were asked for. */
    read: (fixed: FixedPivot, locale: Locale): Promise<PivotAnswer> => present(ground, fixed, locale),
    measure: (name: string) => findKind(ground, name),
    /** Whose money is meant; null where no measure is money. */
    currency: async (fixed: FixedPivot): Promise<string | null> => {
      const settled = await settleAll(ground, { told: { segments: fixed.segments }, question: fixed.question });
      return settled.find(({ kind }) => kind.unit === 'money')?.currency ?? null;
    },
  };
}

async function fieldsFor({ kinds, dimensions }: Ground, context: Context) {
  const { locale } = context;
  const open = DIMENSIONS.filter((name) => {
    const permission = DIMENSION_PERMISSIONS[name];
    return permission === undefined || may(context.actor, permission);
  });
  const used = new Set([...CUSTOMER_DIMENSIONS, ...kinds.flatMap(({ by }) => by)]);
  const segments = open.includes('segment') ? await dimensions.segments(context) : [];
  const valuesOf = (name: DimensionName) =>
    name === 'segment'
      ? segments.map((segment) => ({ value: segment.id, label: segment.name }))
      : bandsIn(name).map((value) => ({ value, label: labelOf(name, value, { names: {}, locale }) }));
  return {
    measures: kinds.map((kind) => ({
      ...describe(kind, locale),
      by: dimensionsOf(kind).filter((name) => open.includes(name)),
    })),
    dimensions: open
      .filter((name) => used.has(name))
      .map((name) => ({ ...presentDimension(name, locale), values: valuesOf(name) })),
  };
}

function presentDimension(name: DimensionName, locale: Locale) {
  return {
    name,
    label: DIMENSION_LABELS[name][locale],
    note: DIMENSION_NOTES[name]?.[locale] ?? null,
    overlaps: OVERLAPPING.has(name),
  };
}

async function fix(ground: Ground, context: Context, question: PivotQuestion): Promise<FixedPivot> {
  const asOf = question.asOf ?? (await ground.usualDate());
  const today = businessDateOf(ground.kernel.clock.now(), ground.zone);
  const span = pivotSpan(question, { asOf, today });
  const dated = { ...question, ...span, asOf };
  requireOpen(context, question);
  const [{ from, to }] = await settleAll(ground, { told: { segments: [] }, question: dated });
  return {
    question: { ...dated, from, to },
    segments: usesSegments(question) ? await ground.dimensions.segments(context) : [],
  };
}

function usesSegments({ rows, columns, where = {} }: PivotQuestion): boolean {
  return rows.includes('segment') || columns.includes('segment') || where.segment !== undefined;
}

function requireOpen(context: Context, { rows, columns, where = {} }: PivotQuestion): void {
  // `as`: the entries of a partial record have its keys
  for (const dimension of [...rows, ...columns, ...(Object.keys(where) as DimensionName[])]) {
    const permission = DIMENSION_PERMISSIONS[dimension];
    if (permission !== undefined) {
      requirePermission(context, permission);
    }
  }
}

type SettledAll = readonly [Settled, ...Settled[]];

async function settleAll(
  ground: Ground,
  { told, question }: { readonly told: Told; readonly question: FixedPivot['question'] },
): Promise<SettledAll> {
  const { rows, columns, from, to, asOf, currency, where } = question;
  const asked = { by: [...rows, ...columns], from, to, asOf, currency, where };
  const settled: Settled[] = [];
  for (const [at, name] of question.measures.entries()) {
    settled.push(await settle(ground, told, measureAt(ground, name, at), asked));
  }
  const [first, ...rest] = settled;
  if (first === undefined) {
    throw new Error('A pivot has at least one measure');
  }
  return [first, ...rest];
}

function measureAt({ kinds }: Ground, name: string, at: number): string {
  if (!kinds.some((kind) => kind.name === name)) {
    throw invalidInput([
      {
        field: `measures.${at}`,
        code: 'measure_unknown',
        message: { 'zh-CN': `没有指标“${name}”`, en: `There is no metric ${name}` },
      },
    ]);
  }
  return name;
}

interface Axes {
  readonly settled: SettledAll;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly byRow: readonly CellsFound[];
  readonly byColumn: readonly CellsFound[];
  readonly names: Names;
}

/** Which rows and columns there are. */
async function axesOf(ground: Ground, { question, segments }: FixedPivot): Promise<Axes> {
  const settled = await settleAll(ground, { told: { segments }, question });
  const span = { from: question.from, to: question.to };
  const along = async (by: readonly DimensionName[], most: number) => {
    const found = await Promise.all(settled.map((one) => cellsOf(ground, one, { span, by, whole: true })));
    const inOrder = found.map(({ cells }): readonly Cell[] => ordered(filled(cells, by, span), by, span));
    return { found, axis: axisOf(by, inOrder, most) };
  };
  const row = await along(question.rows, PIVOT_ROWS);
  const column = await along(question.columns, PIVOT_COLUMNS);
  return {
    settled,
    rows: row.axis,
    columns: column.axis,
    byRow: row.found,
    byColumn: column.found,
    names: Object.assign({}, ...[...row.found, ...column.found].map(({ names }) => names)) as Names,
  };
}

const heap = ({ by, keys, hasOthers }: Axis) => (hasOthers ? [{ by, keys }] : []);

/** Everything that the table is made of: by row, by column, by both, and of it all. */
async function countAll(
  ground: Ground,
  axes: Axes,
  span: Span,
): Promise<{ readonly counted: readonly Counted[]; readonly found: readonly CellsFound[] }> {
  const { rows, columns, settled } = axes;
  const [by, keep] = [
    [...rows.by, ...columns.by],
    [...heap(rows), ...heap(columns)],
  ];
  const both = columns.by.length === 0 ? [] : settled;
  const [byRow, byColumn, byBoth, all] = await Promise.all([
    withHeap(ground, axes, { found: axes.byRow, axis: rows }),
    withHeap(ground, axes, { found: axes.byColumn, axis: columns }),
    Promise.all(both.map((one) => cellsOf(ground, one, { span, by, whole: true, keep }))),
    Promise.all(settled.map((one) => cellsOf(ground, one, { span, by: [], whole: true }))),
  ]);
  const counted = settled.map(
    ({ kind }, at): Counted => ({
      kind,
      isDivided: all[at]?.isDivided ?? false,
      byRow: byRow[at]?.cells ?? [],
      byColumn: byColumn[at]?.cells ?? [],
      byBoth: byBoth[at]?.cells ?? [],
      all: all[at]?.cells ?? [],
    }),
  );
  return { counted, found: [...byRow, ...byColumn, ...all, ...byBoth] };
}

async function present(ground: Ground, fixed: FixedPivot, locale: Locale): Promise<PivotAnswer> {
  const startedMs = performance.now();
  // Before the version: what is in by then is in every answer of that version.
  const freshness = await ground.feed.freshness();
  const axes = await axesOf(ground, fixed);
  const { rows, columns, settled } = axes;
  const span = { from: fixed.question.from, to: fixed.question.to };
  const { counted, found } = await countAll(ground, axes, span);
  const table = tableOf(counted, rows, columns);
  const [{ currencies, asOf }] = settled;
  const heads = (axis: Axis) =>
    shownKeys(axis).map((key) => ({
      key: [...key],
      label: axis.by.map((dimension, at) => labelOf(dimension, key[at] ?? '', { names: axes.names, locale })),
      isOthers: isOthers(key),
    }));
  return {
    rows: rows.by.map((name) => presentDimension(name, locale)),
    columns: columns.by.map((name) => presentDimension(name, locale)),
    measures: settled.map(({ kind, currency }) => ({
      ...describe(kind, locale),
      currency: kind.unit === 'money' ? currency : null,
    })),
    asOf,
    ...span,
    currencies: [...currencies],
    rowHeads: heads(rows),
    columnHeads: columns.by.length === 0 ? [] : heads(columns),
    cells: table.cells.map((row) => row.map((cell) => [...cell])),
    rowTotals: table.rowTotals.map((values) => [...values]),
    columnTotals: table.columnTotals.map((values) => [...values]),
    totals: [...table.totals],
    more: { rows: rows.more, columns: columns.more },
    freshness: presentFreshness(asOfAnswers(freshness, found)),
    tookMs: Math.round(performance.now() - startedMs),
  };
}

/** Totals of an axis, the heap of the others counted as one. */
async function withHeap(
  ground: Ground,
  { settled }: Axes,
  { found, axis }: { readonly found: readonly CellsFound[]; readonly axis: Axis },
): Promise<readonly CellsFound[]> {
  if (!axis.hasOthers) {
    return found;
  }
  return Promise.all(
    settled.map((one) =>
      cellsOf(ground, one, {
        span: { from: one.from, to: one.to },
        by: axis.by,
        whole: true,
        keep: [{ by: axis.by, keys: axis.keys }],
      }),
    ),
  );
}
