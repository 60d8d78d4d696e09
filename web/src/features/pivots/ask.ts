import type { DimensionName, PivotAnswer, PivotQuestion } from '@zhike/server/contracts';
import type { Drill } from '../../app/insight-search.ts';

export type Where = Readonly<Partial<Record<DimensionName, readonly string[]>>>;

/** What a pivot asks, as its address has it. */
export interface PivotAsk {
  readonly rows: readonly DimensionName[];
  readonly columns: readonly DimensionName[];
  readonly measures: readonly string[];
  readonly span: PivotQuestion['span'];
  readonly from?: string;
  readonly to?: string;
  readonly currency?: string;
  readonly where?: Where;
}

/** A new pivot: what is sold in each channel, and to how many. */
export const FIRST_ASK: PivotAsk = { rows: ['channel'], columns: [], measures: ['revenue', 'buyers'], span: 'm12' };

/** Spans in the order in which they are offered. */
export const PIVOT_SPANS = [
  'd7',
  'd28',
  'd90',
  'm12',
  'last_week',
  'month',
  'last_month',
  'year',
  'custom',
] as const satisfies readonly PivotQuestion['span'][];

export const MOST = { rows: 3, columns: 2, measures: 5, values: 50 } as const;

type Raw = Readonly<Record<string, unknown>>;

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const WORD = /^[a-z][a-z_]{0,59}$/u;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** Names come from the address; the server refuses those that it does not know. */
const isDimension = (name: unknown): name is DimensionName => typeof name === 'string' && WORD.test(name);
const dimensions = (value: unknown, most: number): readonly DimensionName[] =>
  [...new Set(list(value))].filter(isDimension).slice(0, most);

function whereOf(value: unknown): Where | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const entries = Object.entries(value).flatMap(([name, values]) => {
    const texts = list(values)
      .map(String)
      .filter((text) => text.length <= 200)
      .slice(0, MOST.values);
    return !isDimension(name) || texts.length === 0 ? [] : [[name, texts] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Addresses are typed by people too: what does not fit is left out; without measures there is no question. */
export function parseAsk(raw: unknown): PivotAsk | undefined {
  if (typeof raw !== 'object' || raw === null) {
    return undefined;
  }
  // `in` alone does not give the other properties a type; each is looked at below.
  const given = raw as Raw;
  const measures = list(given['measures'])
    .filter((name): name is string => typeof name === 'string' && WORD.test(name))
    .slice(0, MOST.measures);
  if (measures.length === 0) {
    return undefined;
  }
  const rows = dimensions(given['rows'], MOST.rows);
  const [from, to] = [given['from'], given['to']].map((day) =>
    typeof day === 'string' && DAY.test(day) ? day : undefined,
  );
  const named = PIVOT_SPANS.find((name) => name === given['span']) ?? 'm12';
  const hasDates = from !== undefined && to !== undefined;
  const currency = given['currency'];
  const where = whereOf(given['where']);
  return {
    rows,
    columns: dimensions(given['columns'], MOST.columns).filter((name) => !rows.includes(name)),
    measures: [...new Set(measures)],
    span: named === 'custom' && !hasDates ? 'm12' : named,
    ...(named === 'custom' && hasDates ? { from, to } : {}),
    ...(typeof currency === 'string' && /^[A-Z]{3}$/u.test(currency) ? { currency } : {}),
    ...(where === undefined ? {} : { where }),
  };
}

/** The question as the server takes it. */
export function questionOf({ where, ...ask }: PivotAsk) {
  return {
    ...ask,
    rows: [...ask.rows],
    columns: [...ask.columns],
    measures: [...ask.measures],
    ...(where === undefined
      ? {}
      : { where: Object.fromEntries(Object.entries(where).map(([name, values]) => [name, [...values]])) }),
  };
}

/** Two asks are the same however they were put together. */
export function isSameAsk(a: PivotAsk, b: PivotAsk): boolean {
  const plain = ({ where = {}, from = '', to = '', currency = '', ...rest }: PivotAsk): string =>
    JSON.stringify([
      rest.rows,
      rest.columns,
      rest.measures,
      rest.span,
      from,
      to,
      currency,
      Object.entries(where).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  return plain(a) === plain(b);
}

/** Dimensions that every one of the measures can be split by. */
export function sharedDimensions(
  measures: readonly string[],
  known: readonly { readonly name: string; readonly by: readonly DimensionName[] }[],
): ReadonlySet<DimensionName> {
  const chosen = known.filter(({ name }) => measures.includes(name));
  const [first, ...others] = chosen;
  return new Set((first?.by ?? []).filter((name) => others.every(({ by }) => by.includes(name))));
}

/** A place in the table: a row and a column, or the total of one of them (-1), and a measure. */
export interface PivotPlace {
  readonly row: number;
  readonly column: number;
  readonly measure: number;
}

/** What stands there. */
export function valueAt(answer: PivotAnswer, { row, column, measure }: PivotPlace): number | null {
  const values =
    row === -1
      ? column === -1
        ? answer.totals
        : answer.columnTotals[column]
      : column === -1
        ? answer.rowTotals[row]
        : answer.cells[row]?.[column];
  return values?.[measure] ?? null;
}

/** The people behind a place; null where it stands for a heap of others, or counts nothing. */
export function drillAt(answer: PivotAnswer, ask: PivotAsk, place: PivotPlace): Drill | null {
  const heads = [answer.rowHeads[place.row], answer.columnHeads[place.column]];
  const metric = answer.measures[place.measure];
  const value = valueAt(answer, place);
  if (metric === undefined || value === null || value === 0 || heads.some((head) => head?.isOthers === true)) {
    return null;
  }
  const pairs = [answer.rows, answer.columns].flatMap((axis, at) =>
    axis.flatMap(({ name }, level) => {
      const key = heads[at]?.key[level];
      return key === undefined ? [] : [[name, key] as const];
    }),
  );
  return {
    metric: metric.name,
    key: Object.fromEntries(pairs),
    asOf: answer.asOf,
    from: answer.from,
    to: answer.to,
    ...(metric.currency === null ? {} : { currency: metric.currency }),
    ...(ask.where === undefined ? {} : { where: ask.where }),
  };
}

/** The place that a drill came from. */
export function placeOf(answer: PivotAnswer, drill: Drill): PivotPlace | null {
  const key = drill.key ?? {};
  const find = (axis: PivotAnswer['rows'], heads: PivotAnswer['rowHeads']): number =>
    heads.findIndex((head) => axis.every(({ name }, level) => key[name] === head.key[level]));
  const measure = answer.measures.findIndex(({ name }) => name === drill.metric);
  const isIn = (axis: PivotAnswer['rows']): boolean =>
    axis.length > 0 && axis.every(({ name }) => key[name] !== undefined);
  return measure === -1
    ? null
    : {
        row: isIn(answer.rows) ? find(answer.rows, answer.rowHeads) : -1,
        column: isIn(answer.columns) ? find(answer.columns, answer.columnHeads) : -1,
        measure,
      };
}
