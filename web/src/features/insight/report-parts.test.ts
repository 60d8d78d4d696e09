import type { Report } from '@zhike/server/contracts';
import { describe, expect, it } from 'vitest';
import { REPORT_COLUMNS, reportRows } from './report-parts.ts';

const label = { 'zh-CN': '微信小程序', en: 'Mini program' };
const place = { channel: 'wechat', label };
const report: Report = {
  id: '01a20458-0000-7000-8000-000000000000',
  kind: 'channel_week',
  from: '2026-11-16',
  to: '2026-11-22',
  madeAt: '2026-11-23T00:00:00.000Z',
  madeBy: null,
  knownUpTo: '2026-11-23T00:00:00.000Z',
  parts: {
    traffic: [{ ...place, visits: 120, visitsBefore: 100, visitors: 80, visitorsBefore: 0 }],
    conversion: [{ ...place, visitors: 80, buyers: 8, conversion: 0.1, conversionBefore: 0.12 }],
    sales: [
      {
        ...place,
        currency: 'CNY',
        orders: 9,
        ordersBefore: 9,
        revenueMinor: 180_000,
        revenueBeforeMinor: 200_000,
        averageMinor: null,
        returned: 0.25,
        returnedBefore: 0.2,
      },
    ],
    product_sales: [
      { ...place, currency: 'CNY', product: 'p', productLabel: '保湿面霜 50ml', units: 3, soldMinor: 44_700 },
    ],
  },
};

describe('a weekly channel report', () => {
  it('[C208] reads as four parts, each channel with its change against the week before', () => {
    expect(reportRows(report, 'traffic', 'zh-CN')).toEqual([
      {
        id: 'wechat',
        name: '微信小程序',
        cells: [
          { text: '120', change: { kind: 'up', text: '20%' } },
          { text: '80', change: { kind: 'new' } },
        ],
      },
    ]);
    const [conversion] = reportRows(report, 'conversion', 'zh-CN');
    expect(conversion?.cells.at(-1)).toEqual({ text: '10%', change: { kind: 'down', text: '2 个百分点' } });
    const [sales] = reportRows(report, 'sales', 'zh-CN');
    expect(sales?.cells.map(({ text }) => text)).toEqual(['9', '¥1,800.00', '—', '25%']);
    const [goods] = reportRows(report, 'product_sales', 'en');
    expect([goods?.name, ...(goods?.cells.map(({ text }) => text) ?? [])]).toEqual([
      'Mini program',
      '保湿面霜 50ml',
      '3',
      '¥447.00',
    ]);
  });

  it('has a name for each column of each part', () => {
    for (const part of ['traffic', 'conversion', 'sales', 'product_sales'] as const) {
      expect(reportRows(report, part, 'en')[0]?.cells).toHaveLength(REPORT_COLUMNS[part].length);
    }
  });
});
