import type { ExportAsk, ExportColumn, ExportValue } from '#intake';
import type { Text } from '#kernel/pure/text.ts';
import { DIMENSION_LABELS } from '../metrics/dimensions.ts';
import type { MetricKind } from '../metrics/kind.ts';
import type { DimensionName } from '../metrics/schema.ts';
import type { PivotAnswer, PivotHead, PivotQuestion } from '../pivots/schema.ts';
import { amountCell, dayCell } from './metric-columns.ts';

const TOTAL: Text = { 'zh-CN': '合计', en: 'Total' };

interface PivotFile {
  readonly question: Pick<PivotQuestion, 'rows' | 'columns'>;
  readonly measures: readonly Pick<MetricKind, 'label' | 'unit'>[];
  readonly currency: string | null;
  /** Keys and names of the columns that the file has beside each other. */
  readonly heads: readonly { readonly label: Text }[];
}

const join = (parts: readonly Text[], between: string): Text => ({
  'zh-CN': parts.map((part) => part['zh-CN']).join(between),
  en: parts.map(({ en }) => en).join(between),
});

function measureLabel({ label, unit }: Pick<MetricKind, 'label' | 'unit'>, currency: string | null): Text {
  return unit === 'money' && currency !== null
    ? { 'zh-CN': `${label['zh-CN']}（${currency}）`, en: `${label.en} (${currency})` }
    : label;
}

/** A column for each dimension of the rows, then each measure below each column head, then the totals of rows. */
export function pivotColumns({ question, measures, currency, heads }: PivotFile): readonly ExportColumn[] {
  const labels = measures.map((measure) => measureLabel(measure, currency));
  const below = (head: Text | null, key: string): readonly ExportColumn[] =>
    labels.map((label, at) => ({
      key: `${key}.${at}`,
      label: head === null ? label : labels.length === 1 ? head : join([head, label], ' · '),
    }));
  return [
    ...(question.rows.length === 0
      ? [{ key: 'total', label: TOTAL }]
      : question.rows.map((dimension) => ({ key: `row.${dimension}`, label: DIMENSION_LABELS[dimension] }))),
    ...heads.flatMap(({ label }, at) => below(label, `c${at}`)),
    ...below(question.columns.length === 0 ? null : TOTAL, 'total'),
  ];
}

const DATES: ReadonlySet<DimensionName> = new Set(['day', 'week']);
const same = (key: readonly string[]): string => JSON.stringify(key);

interface Written {
  readonly ask: Pick<ExportAsk, 'columns' | 'locale' | 'format'>;
  /** The keys of the columns as they were when the file was asked for. */
  readonly keys: readonly (readonly string[])[];
}

/** The rows of the file: those of the screen, the totals of the columns below them. */
export function pivotRows(answer: PivotAnswer, { ask, keys }: Written): readonly (readonly ExportValue[])[] {
  const places = keys.map((key) => answer.columnHeads.findIndex((head) => same(head.key) === same(key)));
  const cell = (values: readonly (number | null)[] | undefined, measure: number): ExportValue => {
    const value = values?.[measure] ?? null;
    const currency = answer.measures[measure]?.currency ?? null;
    return currency === null ? value : amountCell(value, currency);
  };
  const line = (
    name: (dimension: DimensionName) => ExportValue,
    at: { readonly cells: PivotAnswer['cells'][number]; readonly totals: readonly (number | null)[] },
  ): readonly ExportValue[] =>
    ask.columns.map((column) => {
      const [kind = '', part = ''] = column.split('.');
      if (kind === 'row') {
        // `as`: `pivotColumns` wrote the name of a dimension
        return name(part as DimensionName);
      }
      if (part === '') {
        return TOTAL[ask.locale];
      }
      return kind === 'total'
        ? cell(at.totals, Number(part))
        : cell(at.cells[places[Number(kind.slice(1))] ?? -1], Number(part));
    });
  const rows = answer.rowHeads.map((head, at) =>
    line((dimension) => nameIn(answer, head, { dimension, ask }), {
      cells: answer.cells[at] ?? [],
      totals: answer.rowTotals[at] ?? [],
    }),
  );
  if (answer.rows.length === 0) {
    return rows;
  }
  const first = answer.rows[0]?.name;
  const totals = line((dimension) => (dimension === first ? TOTAL[ask.locale] : null), {
    cells: answer.columnTotals,
    totals: answer.totals,
  });
  return [...rows, totals];
}

/** The value of a row in words, days as days; programs read codes. */
function nameIn(
  answer: PivotAnswer,
  head: PivotHead,
  { dimension, ask }: { readonly dimension: DimensionName; readonly ask: Written['ask'] },
): ExportValue {
  const at = answer.rows.findIndex(({ name }) => name === dimension);
  const key = head.key[at] ?? '';
  if (ask.format === 'jsonl') {
    return key;
  }
  return DATES.has(dimension) && !head.isOthers ? dayCell(key) : (head.label[at] ?? key);
}
