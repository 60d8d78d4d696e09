import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { workbookOf } from './awkward-files/workbook.ts';
import { useKernel } from './harness.ts';
import { createImportBench, type ImportBench } from './import-bench.ts';
import { dumpTables, truncateTables } from './table-dump.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
let bench: ImportBench;

beforeAll(() => {
  bench = createImportBench(kernel);
});

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'commerce']));
});

const HEADER = ['订单编号', '下单时间', '商品编码', '数量', '单价', '手机'];
/** The fourth has a phone of eight digits, the seventh no date. */
const ROWS = Array.from({ length: 10 }, (_, index) => [
  `N${index + 1}`,
  index === 6 ? '昨天下午' : `2026-01-${String(index + 5).padStart(2, '0')} 10:00`,
  'S1',
  '2',
  '149.00',
  index === 3 ? '1381234' : `1381234000${index}`,
]);

const csv = (delimiter: string): string => [HEADER, ...ROWS].map((cells) => `${cells.join(delimiter)}\r\n`).join('');
/** The signs of this file that are no ASCII, in GBK. */
const GBK = new Map(
  Object.entries({
    订: 'b6a9',
    单: 'b5a5',
    编: 'b1e0',
    号: 'bac5',
    下: 'cfc2',
    时: 'cab1',
    间: 'bce4',
    商: 'c9cc',
    品: 'c6b7',
    码: 'c2eb',
    数: 'cafd',
    量: 'c1bf',
    价: 'bcdb',
    手: 'cad6',
    机: 'bbfa',
    昨: 'd7f2',
    天: 'cceC',
    午: 'cee7',
  }),
);
const toGbk = (value: string): Buffer =>
  Buffer.concat(
    [...value]
      .map((sign) => Buffer.from(GBK.get(sign) ?? '', 'hex'))
      .map((bytes, index) => (bytes.length > 0 ? bytes : Buffer.from([...value][index] ?? ''))),
  );

const FILES: readonly (readonly [name: string, file: () => Buffer])[] = [
  ['a CSV in GBK', () => toGbk(csv(','))],
  ['a semicolon CSV with BOM', () => Buffer.from(`\uFEFF${csv(';')}`)],
  ['an XLSX', () => workbookOf({ sheets: [{ name: '订单', rows: [HEADER, ...ROWS] }] })],
  [
    'JSON lines',
    () =>
      Buffer.from(
        // The first line of the others is the header.
        `\n${ROWS.map((cells) => JSON.stringify(Object.fromEntries(HEADER.map((name, at) => [name, cells[at]])))).join('\n')}`,
      ),
  ],
];

async function create(file: Buffer, options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { imports, running } = bench.intake;
  const request = { kind: 'orders', source: 'shop', enqueue: false, fileName: 'orders', ...options };
  const { id } = await imports.create(context, request, Readable.from([file]));
  await running.run(context, id);
  return id;
}

async function count(table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(kernel.postgres.db);
  return rows[0]?.n ?? 0;
}

describe('[C008] ten rows with two faults', () => {
  it.each(FILES)('in %s: eight saved, two listed with row, column and reason in both languages', async (_, file) => {
    const { imports } = bench.intake;
    const id = await create(file());
    expect(await imports.get(context, id)).toMatchObject({ status: 'done', accepted: 8, rejected: 2, added: 8 });
    const { items } = await imports.faults(context, id, { limit: 10 });
    expect(items).toEqual([
      expect.objectContaining({
        rowNo: 5,
        columnName: 'phone',
        reason: { 'zh-CN': expect.stringContaining('13812341234'), en: expect.stringContaining('13812341234') },
      }),
      expect.objectContaining({
        rowNo: 8,
        columnName: 'placedAt',
        value: '昨天下午',
        reason: { 'zh-CN': expect.stringContaining('2026-11-22'), en: expect.stringContaining('2026-11-22') },
      }),
    ]);
    const errors = await text(await imports.errorsCsv(context, id));
    // Row and column, what would be right, and the row as it was, to be corrected and sent again.
    expect(errors).toMatch(/^5,手机,[^\n]*13812341234[^\n]*N4/m);
    expect(errors).toMatch(/^8,下单时间,[^\n]*2026-11-22[^\n]*N7,昨天下午/m);
    expect(await count('commerce.orders')).toBe(8);

    const again = await create(file());
    expect(await imports.get(context, again)).toMatchObject({ accepted: 8, added: 0, changed: 0, same: 8 });
    expect(await count('commerce.orders')).toBe(8);

    await bench.undo(id);
    expect([await count('commerce.orders'), await count('customers.customers')]).toEqual([0, 0]);
  });
});

describe('a dry run', () => {
  it('[C008] says what would be new, changed, same and wrong, keeps nothing, and is then started with the same file', async () => {
    const { imports, running } = bench.intake;
    await create(Buffer.from(csv(',')));
    const before = await dumpTables(kernel.postgres.db, ['customers', 'commerce']);
    const changed = csv(',').replace('N1,2026-01-05 10:00,S1,2', 'N1,2026-01-05 10:00,S1,3');
    const more = `${changed}N11,2026-02-01,S1,1,10,\r\nN12,2026-02-01,S1,1,10,\r\n`;

    const id = await create(Buffer.from(more), { dryRun: true });
    expect(await imports.get(context, id)).toMatchObject({
      status: 'done',
      dryRun: true,
      added: 2,
      changed: 1,
      same: 7,
      rejected: 2,
    });
    expect((await imports.faults(context, id, { limit: 10 })).items.map(({ rowNo }) => rowNo)).toEqual([5, 8]);
    expect(await dumpTables(kernel.postgres.db, ['customers', 'commerce'])).toEqual(before);
    await expect(
      kernel.transaction(context, (tx) => imports.undo(tx, context, id, { enqueue: false })),
    ).rejects.toMatchObject({ code: 'import_status_conflict' });

    const start = () => kernel.transaction(context, (tx) => imports.start(tx, context, id, { enqueue: false }));
    const started = await start();
    expect(await start()).toEqual(started);
    await running.run(context, started.id);
    expect(await imports.get(context, started.id)).toMatchObject({ dryRun: false, added: 2, changed: 1, same: 7 });
    expect(await count('commerce.orders')).toBe(10);
    const listed = await imports.list(context, { limit: 100 });
    expect(listed.items.map((row) => row.id)).not.toContain(id);
  });
});

describe('[C008] a Shopify export', () => {
  it('says what holds for an order in its first row only; the other rows belong to it', async () => {
    const file = [
      'Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name',
      '#1001,li@example.com,paid,CNY,2026-01-05 10:00:00 +0800,1,Shirt,149.00,S1,Li Lei',
      '#1001,,,,,2,Socks,19.90,S2,',
      '#1002,han@example.com,paid,CNY,2026-01-06 10:00:00 +0800,1,Shirt,149.00,S1,Han',
    ].join('\n');
    const id = await create(Buffer.from(file), { source: 'shopify' });
    expect(await bench.intake.imports.get(context, id)).toMatchObject({ accepted: 3, rejected: 0 });
    const { rows } = await sql`
      select number, total_minor as total from commerce.orders order by number`.execute(kernel.postgres.db);
    expect(rows).toEqual([
      { number: '#1001', total: 18_880 },
      { number: '#1002', total: 14_900 },
    ]);
  });
});
