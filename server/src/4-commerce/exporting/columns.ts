import type { ExportColumn, ExportValue } from '#intake';
import type { Zone } from '#kernel/pure/dates.ts';
import { wallClockOf } from '#kernel/pure/dates.ts';
import { minorToDecimal } from '#kernel/pure/money.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import { STATUS_LABELS } from '../life/words.ts';
import { ORDER_FIELDS } from '../orders/fields.ts';
import type { ExportedLine } from './exported-line.ts';

/** How a row is read: in words for people, in codes for programs. */
export interface Reading {
  readonly zone: Zone;
  /** Null leaves codes as they are. */
  readonly words: Locale | null;
}

interface LineColumn extends ExportColumn {
  readonly value: (line: ExportedLine, reading: Reading) => ExportValue;
}

/** Under the name that the import knows, so that an exported file comes back in. */
function importLabel(name: string): Text {
  const field = ORDER_FIELDS.find((known) => known.name === name);
  if (field === undefined) {
    throw new Error(`Orders have no import field ${name}`);
  }
  return field.label;
}

const KINDS: Readonly<Record<string, Text>> = {
  sale: { 'zh-CN': '销售', en: 'sale' },
  refund: { 'zh-CN': '退款', en: 'refund' },
  adjustment: { 'zh-CN': '调整', en: 'adjustment' },
};

const STATUSES: Readonly<Record<string, Text>> = STATUS_LABELS;

function worded(labels: Readonly<Record<string, Text>>, code: string, { words }: Reading): string {
  return words === null ? code : (labels[code]?.[words] ?? code);
}

function major(line: ExportedLine, minor: number | null): string | null {
  return minor === null ? null : minorToDecimal({ amountMinor: minor, currency: line.currency });
}

/** One row for each order line. */
export const LINE_COLUMNS: readonly LineColumn[] = [
  { key: 'number', label: importLabel('number'), value: (line) => line.number },
  {
    key: 'placedAt',
    label: importLabel('placedAt'),
    value: (line, { zone, words }) => (words === null ? line.placedAt.toISOString() : wallClockOf(line.placedAt, zone)),
  },
  { key: 'source', label: { 'zh-CN': '来源', en: 'Source' }, value: (line) => line.source },
  { key: 'kind', label: { 'zh-CN': '类型', en: 'Kind' }, value: (line, reading) => worded(KINDS, line.kind, reading) },
  { key: 'status', label: importLabel('status'), value: (line, reading) => worded(STATUSES, line.status, reading) },
  { key: 'sku', label: importLabel('sku'), value: (line) => line.sku },
  { key: 'productName', label: importLabel('productName'), value: (line) => line.productName },
  { key: 'quantity', label: importLabel('quantity'), value: (line) => line.quantity },
  { key: 'unitPrice', label: importLabel('unitPrice'), value: (line) => line.unitPrice },
  { key: 'amount', label: importLabel('amount'), value: (line) => major(line, line.amountMinor) },
  { key: 'currency', label: { 'zh-CN': '币种', en: 'Currency' }, value: (line) => line.currency },
  {
    key: 'orderTotal',
    label: { 'zh-CN': '订单合计', en: 'Order total' },
    isExtra: true,
    value: (line) => major(line, line.totalMinor),
  },
  {
    key: 'refunded',
    label: { 'zh-CN': '已退款', en: 'Refunded' },
    isExtra: true,
    value: (line) => major(line, line.refundedMinor),
  },
  { key: 'region', label: { 'zh-CN': '地区', en: 'Region' }, isExtra: true, value: (line) => line.region },
  {
    key: 'customerId',
    label: { 'zh-CN': '客户编号', en: 'Customer id' },
    isExtra: true,
    value: (line) => line.customerId,
  },
  { key: 'lineNo', label: { 'zh-CN': '行号', en: 'Line' }, isExtra: true, value: (line) => line.lineNo },
];
