import type { ExportAsk, ExportColumn, ExportValue } from '#intake';
import type { Text } from '#kernel/pure/text.ts';
import type { Report, ReportPart } from '../reports/schema.ts';
import { amountCell } from './metric-columns.ts';

type Row = Readonly<Record<string, unknown>>;

const WORDS: Readonly<Record<string, Text>> = {
  channel: { 'zh-CN': '销售渠道', en: 'Sales channel' },
  visits: { 'zh-CN': '访问次数', en: 'Visits' },
  visitsBefore: { 'zh-CN': '上周访问次数', en: 'Visits the week before' },
  visitors: { 'zh-CN': '访客数', en: 'Visitors' },
  visitorsBefore: { 'zh-CN': '上周访客数', en: 'Visitors the week before' },
  buyers: { 'zh-CN': '购买客户数', en: 'Buyers' },
  conversion: { 'zh-CN': '转化率', en: 'Conversion' },
  conversionBefore: { 'zh-CN': '上周转化率', en: 'Conversion the week before' },
  currency: { 'zh-CN': '币种', en: 'Currency' },
  orders: { 'zh-CN': '购买订单数', en: 'Orders' },
  ordersBefore: { 'zh-CN': '上周购买订单数', en: 'Orders the week before' },
  revenueMinor: { 'zh-CN': '销售额', en: 'Revenue' },
  revenueBeforeMinor: { 'zh-CN': '上周销售额', en: 'Revenue the week before' },
  averageMinor: { 'zh-CN': '客单价', en: 'Average order' },
  returned: { 'zh-CN': '退货率', en: 'Share returned' },
  returnedBefore: { 'zh-CN': '上周退货率', en: 'Share returned the week before' },
  productLabel: { 'zh-CN': '商品', en: 'Product' },
  units: { 'zh-CN': '销量', en: 'Units' },
  soldMinor: { 'zh-CN': '商品销售额', en: 'Product sales' },
};

const KEYS: Readonly<Record<ReportPart, readonly string[]>> = {
  traffic: ['channel', 'visits', 'visitsBefore', 'visitors', 'visitorsBefore'],
  conversion: ['channel', 'visitors', 'buyers', 'conversion', 'conversionBefore'],
  sales: [
    'channel',
    'currency',
    'orders',
    'ordersBefore',
    'revenueMinor',
    'revenueBeforeMinor',
    'averageMinor',
    'returned',
    'returnedBefore',
  ],
  product_sales: ['channel', 'currency', 'productLabel', 'units', 'soldMinor'],
};

/** The columns of one part of a report; of all parts where none is named. */
export function reportColumns(part: ReportPart | null): readonly ExportColumn[] {
  const keys = part === null ? Object.keys(WORDS) : KEYS[part];
  return keys.map((key) => ({ key, label: WORDS[key] ?? { 'zh-CN': key, en: key } }));
}

/** The rows of one part. */
export function reportCells(report: Report, part: ReportPart, ask: ExportAsk): readonly (readonly ExportValue[])[] {
  const rows: readonly Row[] = report.parts[part];
  return rows.map((row) => ask.columns.map((column) => cellOf(row, column, ask)));
}

function cellOf(row: Row, column: string, ask: ExportAsk): ExportValue {
  const value = row[column];
  if (column === 'channel' && ask.format !== 'jsonl') {
    // `as`: every row of a report has the name of its channel
    return (row['label'] as Text)[ask.locale];
  }
  if (column.endsWith('Minor') && (typeof value === 'number' || value === null)) {
    return amountCell(value, String(row['currency']));
  }
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
