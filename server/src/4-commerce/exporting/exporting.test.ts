import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportAsk, ExportValue } from '#intake';
import { systemContext } from '#kernel/context.ts';
import { textOf } from '#test/export-text.ts';
import { useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';
import { LINE_COLUMNS } from './columns.ts';
import { orderExportKind } from './service.ts';

const kernel = useKernel({ analytic: false });
const SHEET = `订单编号,下单时间,商家编码,商品标题,数量,单价,订单状态
T1,2026-01-05 10:00:00,A,"衬衫, 白",2,149.00,已付款
T1,2026-01-05 10:00:00,B,袜子,1,19.905,已付款
T2,2026-01-06 23:59:59,A,衬衫,-1,149.00,交易成功
T3,2026-01-07 00:00:00,C,帽子,3,33.3333,已取消
`;

let bench: ImportBench;

beforeEach(() => {
  bench = createImportBench(kernel);
});

afterEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'commerce', 'intake']));
});

const USUAL = LINE_COLUMNS.filter(({ isExtra }) => isExtra !== true).map(({ key }) => key);

async function rowsOf(changes: Partial<ExportAsk> = {}): Promise<(readonly ExportValue[])[]> {
  const ask: ExportAsk = {
    columns: USUAL,
    filter: {},
    unmasked: false,
    scopeIds: null,
    locale: 'zh-CN',
    format: 'csv',
    ...changes,
  };
  const rows: (readonly ExportValue[])[] = [];
  for await (const page of orderExportKind(kernel).pages(ask)) {
    rows.push(...page);
  }
  return rows;
}

describe('exported orders', () => {
  it('are the same when they come in again under the headers that they went out with', async () => {
    await bench.importFile({ text: SHEET }, { source: 'tmall' });
    const rows = await rowsOf();
    const labels = LINE_COLUMNS.filter(({ key }) => USUAL.includes(key)).map(({ label }) => label['zh-CN']);
    const quote = (cell: ExportValue): string => `"${textOf(cell).replaceAll('"', '""')}"`;
    const text = `${[labels, ...rows].map((cells) => cells.map(quote).join(',')).join('\n')}\n`;
    expect(await bench.importFile({ text }, { source: 'tmall' })).toMatchObject({
      accepted: 4,
      rejected: 0,
      added: 0,
      changed: 0,
      same: 4,
    });
  });

  it('tell people times of their clocks and states in words, programs instants and codes', async () => {
    await bench.importFile({ text: SHEET }, { source: 'tmall' });
    const columns = ['number', 'placedAt', 'status', 'quantity', 'unitPrice', 'amount', 'orderTotal'];
    expect((await rowsOf({ columns }))[0]).toEqual([
      'T1',
      '2026-01-05 10:00:00',
      '已付款',
      '2',
      '149.00',
      '298.00',
      '317.91',
    ]);
    expect((await rowsOf({ columns, format: 'jsonl' }))[0]?.slice(0, 3)).toEqual([
      'T1',
      '2026-01-05T02:00:00.000Z',
      'paid',
    ]);
  });

  it('are those of the source, the status and the days that were asked for, both days included', async () => {
    await bench.importFile({ text: SHEET }, { source: 'tmall' });
    await bench.importFile({ text: SHEET.replaceAll('\nT', '\nJ') }, { source: 'jd' });
    const numbers = async (filter: object): Promise<ExportValue[]> => [
      ...new Set((await rowsOf({ columns: ['number'], filter: { ...filter } })).map(([number]) => number ?? null)),
    ];
    expect(await numbers({ source: 'jd' })).toEqual(['J1', 'J2', 'J3']);
    expect(await numbers({ status: 'cancelled' })).toEqual(['T3', 'J3']);
    expect(await numbers({ source: 'tmall', from: '2026-01-05', until: '2026-01-06' })).toEqual(['T1', 'T2']);
  });

  it('are limited to the scopes of whoever asks', async () => {
    await bench.importFile({ text: SHEET }, { source: 'tmall' });
    expect(await rowsOf({ scopeIds: ['0192aaaa-0000-7000-8000-000000000009'] })).toEqual([]);
  });

  it('refuse a filter that they do not know, by name', async () => {
    const kind = orderExportKind(kernel);
    const context = systemContext('test');
    await expect(kind.readFilter(context, { shop: 'x' })).rejects.toThrow(/shop/);
    await expect(kind.readFilter(context, { from: '5 January' })).rejects.toThrow(/from/);
  });
});
