import type { Locale, Report, ReportPart } from '@zhike/server/contracts';
import { formatMoney, formatNumber, formatShare } from '../../i18n/format.ts';
import { type Change, changeOf } from './metric-format.ts';

/** A figure of a report in words, with its change against the week before where that is known. */
export interface ReportCell {
  readonly text: string;
  readonly change?: Change;
}

export interface ReportRow {
  readonly id: string;
  readonly name: string;
  readonly cells: readonly ReportCell[];
}

/** The columns of a part behind its first one, by the names of their words. */
export const REPORT_COLUMNS = {
  traffic: ['visits', 'visitors'],
  conversion: ['visitors', 'buyers', 'conversion'],
  sales: ['orders', 'revenue', 'average', 'returned'],
  product_sales: ['product', 'units', 'sold'],
} as const satisfies Readonly<Record<ReportPart, readonly string[]>>;

/** The columns of the file of a part, the week before included. */
export const REPORT_FILE_COLUMNS = {
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
} as const satisfies Readonly<Record<ReportPart, readonly string[]>>;

/** The rows of one part of a weekly report, as people read them. */
export function reportRows(report: Report, part: ReportPart, locale: Locale): readonly ReportRow[] {
  const count = (value: number, before?: number): ReportCell => ({
    text: formatNumber(value, locale),
    ...(before === undefined ? {} : { change: changeOf(value, before, { unit: 'count', locale }) }),
  });
  const money = (minor: number | null, currency: string, before?: number): ReportCell => ({
    text: minor === null ? '—' : formatMoney(minor, { currency, locale }),
    ...(before === undefined || minor === null ? {} : { change: changeOf(minor, before, { unit: 'money', locale }) }),
  });
  switch (part) {
    case 'traffic':
      return report.parts.traffic.map((row) => ({
        id: row.channel,
        name: row.label[locale],
        cells: [count(row.visits, row.visitsBefore), count(row.visitors, row.visitorsBefore)],
      }));
    case 'conversion':
      return report.parts.conversion.map((row) => ({
        id: row.channel,
        name: row.label[locale],
        cells: [
          count(row.visitors),
          count(row.buyers),
          {
            text: row.conversion === null ? '—' : formatShare(row.conversion, locale),
            change: changeOf(row.conversion, row.conversionBefore, { unit: 'share', locale }),
          },
        ],
      }));
    case 'sales':
      return report.parts.sales.map((row) => ({
        id: `${row.channel}:${row.currency}`,
        name: row.label[locale],
        cells: [
          count(row.orders, row.ordersBefore),
          money(row.revenueMinor, row.currency, row.revenueBeforeMinor),
          money(row.averageMinor, row.currency),
          {
            text: row.returned === null ? '—' : formatShare(row.returned, locale),
            change: changeOf(row.returned, row.returnedBefore, { unit: 'share', locale }),
          },
        ],
      }));
    case 'product_sales':
      return report.parts.product_sales.map((row) => ({
        id: `${row.channel}:${row.currency}:${row.product}`,
        name: row.label[locale],
        cells: [{ text: row.productLabel }, count(row.units), money(row.soldMinor, row.currency)],
      }));
  }
}
