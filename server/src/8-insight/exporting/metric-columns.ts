import type { ExportAsk, ExportColumn, ExportValue } from '#intake';
import { minorDigits, minorToDecimal } from '#kernel/pure/money.ts';
import { DIMENSION_LABELS } from '../metrics/dimensions.ts';
import type { MetricKind } from '../metrics/kind.ts';
import { DIMENSIONS, type DimensionName, type MetricAnswer, type MetricRow } from '../metrics/schema.ts';

const DATES: ReadonlySet<DimensionName> = new Set(['day', 'week']);

/** The columns of a metric's rows: what it is split by, the value, and what it was divided by. */
export function metricColumns(
  kind: MetricKind | null,
  split: { readonly by: readonly DimensionName[]; readonly currency: string | null },
): readonly ExportColumn[] {
  const dimensions = kind === null ? DIMENSIONS : split.by;
  const money = split.currency === null ? '' : split.currency;
  const label = kind?.label ?? { 'zh-CN': '数值', en: 'Value' };
  return [
    ...dimensions.map((name) => ({ key: name, label: DIMENSION_LABELS[name] })),
    {
      key: 'value',
      label: money === '' ? label : { 'zh-CN': `${label['zh-CN']}（${money}）`, en: `${label.en} (${money})` },
    },
    { key: 'of', label: { 'zh-CN': '分母', en: 'Out of' }, isExtra: kind?.unit !== 'share' },
  ];
}

/** An amount with the digits of its currency. */
export function amountCell(minor: number | null, currency: string): ExportValue {
  return minor === null
    ? null
    : { amount: minorToDecimal({ amountMinor: minor, currency }), digits: minorDigits(currency) };
}

/** A day as files have it. */
export function dayCell(date: string): ExportValue {
  return new Date(`${date}T00:00:00.000Z`);
}

/** One row of an answer; people read words, programs (`jsonl`) read codes. */
export function metricCells(row: MetricRow, answer: MetricAnswer, ask: ExportAsk): readonly ExportValue[] {
  return ask.columns.map((column) => {
    if (column === 'value') {
      return answer.currency === null ? row.value : amountCell(row.value, answer.currency);
    }
    if (column === 'of') {
      return row.of ?? null;
    }
    const dimension = DIMENSIONS.find((name) => name === column);
    const key = dimension === undefined ? undefined : row.key[dimension];
    if (dimension === undefined || key === undefined) {
      return null;
    }
    if (ask.format === 'jsonl') {
      return key;
    }
    return DATES.has(dimension) ? dayCell(key) : (row.label[dimension] ?? key);
  });
}
