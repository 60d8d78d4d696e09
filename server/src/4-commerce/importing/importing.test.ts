import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { type ChunkedImports, createChunkedImports, type OrderCells } from '#test/chunked-import.ts';
import { useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';
import { type Dump, dumpTables, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel({ analytic: false });
const dump = (...leaveOut: string[]): Promise<Dump> =>
  dumpTables(kernel.postgres.db, ['customers', 'commerce'], leaveOut);

let bench: ImportBench;
let chunked: ChunkedImports;

beforeEach(async () => {
  bench = createImportBench(kernel);
  chunked = createChunkedImports(kernel);
  await truncateTables(kernel.postgres.db, await dump());
  kernel.clock.advance(60_000);
});

const HEADER = 'number,placedAt,sku,productName,quantity,unitPrice,account,phone,status\n';
const LINES = [
  'N1,2026-01-05 10:00,A,衬衫,2,149.00,u1,13800000001,',
  'N1,2026-01-05 10:00,B,袜子,1,19.90,u1,13800000001,',
  'N2,2026-01-06 11:00,A,衬衫,1,149.00,u2,,',
  'N3,2026-01-07 12:00,C,"帽子, 红",3,33.333,,13800000003,',
  'N4,2026-01-08 13:00,B,袜子,-1,19.90,u1,,',
];
const fileOf = (lines: readonly string[]) => ({ text: `${HEADER}${lines.join('\n')}\n` });
const corrected = (index: number, from: string, to: string, lines: readonly string[] = LINES): string[] =>
  lines.map((text, at) => (at === index ? text.replace(from, to) : text));
const SOURCE = { source: 'shop' };

async function orderTable(): Promise<unknown[]> {
  const { rows } = await sql`
    select o.number, o.kind, o.status, o.placed_at, o.total_minor, o.sales_minor, o.sales_lines, r.key as record,
      (select jsonb_agg(jsonb_build_array(l.sku, l.name, l.quantity::text, l.unit_price::text, l.amount_minor)
        order by l.sku, l.quantity, l.unit_price, l.name) from commerce.order_lines l where l.order_id = o.id) as lines
    from commerce.orders o left join customers.records r on r.id = o.record_id order by o.number`.execute(
    kernel.postgres.db,
  );
  return rows;
}

describe('importing orders', () => {
  it('makes orders with lines, totals, kinds and customers', async () => {
    const done = await bench.importFile(fileOf([...LINES, 'N5,someday,A,x,1,1,,,']), SOURCE);
    expect(done).toMatchObject({ status: 'done', accepted: 5, rejected: 1, added: 5, changed: 0, same: 0 });
    expect(await orderTable()).toMatchObject([
      { number: 'N1', kind: 'sale', total_minor: 31_790, sales_lines: 2, record: 'account:u1' },
      { number: 'N2', kind: 'sale', total_minor: 14_900, record: 'account:u2' },
      { number: 'N3', kind: 'sale', total_minor: 10_000, record: 'phone:+8613800000003' },
      { number: 'N4', kind: 'refund', total_minor: -1990, sales_minor: 0, record: 'account:u1' },
    ]);
  });

  it('refuses to let a file for one shop change the orders of another', async () => {
    const row = { number: 'S1', placedAt: '2026-01-05 10:00', sku: 'A', quantity: '1', unitPrice: '5' };
    const [here, there] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'];
    await chunked.run([row], { ...SOURCE, scopeId: here });
    const changed = [{ ...row, quantity: '2' }];
    await expect(chunked.run(changed, { ...SOURCE, scopeId: there })).rejects.toMatchObject({
      code: 'order_of_other_scope',
      status: 409,
    });
    expect(await chunked.run(changed, { ...SOURCE, scopeId: here })).toMatchObject({ changed: 1 });
  });

  it('changes nothing when the same file comes again', async () => {
    await bench.importFile(fileOf(LINES), SOURCE);
    const before = await dump();
    kernel.clock.advance(60_000);
    const again = await bench.importFile(fileOf(LINES), SOURCE);
    expect(again).toMatchObject({ added: 0, changed: 0, same: 5 });
    expect(await dump()).toEqual(before);
  });

  it('changes the three corrected rows of a full file: quantity, price, SKU', async () => {
    await bench.importFile(fileOf(LINES), SOURCE);
    let lines = corrected(0, ',2,149', ',5,149');
    lines = corrected(2, '149.00', '139.00', lines);
    lines = corrected(3, ',C,', ',D,', lines);
    expect(await bench.importFile(fileOf(lines), SOURCE)).toMatchObject({ added: 0, changed: 3, same: 2 });
    const orders = await orderTable();
    await truncateTables(kernel.postgres.db, await dump());
    await bench.importFile(fileOf(lines), SOURCE);
    expect(await orderTable()).toEqual(orders);
  });

  it('changes three and deletes nothing when a file holds only the three corrected rows', async () => {
    await bench.importFile(fileOf(LINES), SOURCE);
    let lines = corrected(1, ',1,19.90', ',4,19.90');
    lines = corrected(2, '149.00', '139.00', lines);
    lines = corrected(3, ',C,', ',D,', lines);
    const done = await bench.importFile(fileOf([lines[1] ?? '', lines[2] ?? '', lines[3] ?? '']), SOURCE);
    expect(done).toMatchObject({ added: 0, changed: 3, same: 0 });
    expect(await orderTable()).toMatchObject([
      {
        number: 'N1',
        total_minor: 29_800 + 7960,
        lines: [['A'], ['B', '袜子', '4']].map((part) => expect.arrayContaining(part)),
      },
      { number: 'N2', total_minor: 13_900 },
      { number: 'N3', lines: [expect.arrayContaining(['D'])] },
      { number: 'N4' },
    ]);
  });

  it('counts a changed status or customer once for the order', async () => {
    await bench.importFile(fileOf(LINES), SOURCE);
    const lines = corrected(2, ',u2,,', ',u3,,cancelled', corrected(0, /,$/u.source, '', LINES));
    expect(await bench.importFile(fileOf(lines), SOURCE)).toMatchObject({ added: 0, changed: 1, same: 4 });
    expect((await orderTable())[1]).toMatchObject({
      number: 'N2',
      status: 'cancelled',
      sales_minor: 0,
      record: 'account:u3',
    });
  });

  it('rejects a row that the database could not hold, not the file', async () => {
    const bad = [
      'N6,2026-01-05,A,x,999999999,999999999999,,,',
      'N7,2026-01-05,A,x,1,1,,,constructor',
      'N8,0001-01-01,A,x,1,1,,,',
    ];
    expect(await bench.importFile(fileOf([...LINES, ...bad]), SOURCE)).toMatchObject({ accepted: 5, rejected: 3 });
  });
});

describe('undoing an import of orders', () => {
  it('gives back what was there, changed orders and customers included', async () => {
    await bench.importFile(fileOf(LINES), SOURCE);
    const before = await dump();
    kernel.clock.advance(60_000);
    const lines = corrected(3, '13800000003', '13800000009', corrected(0, ',2,149', ',5,149'));
    const second = await bench.importFile(fileOf([...lines, 'N9,2026-01-09,A,衬衫,1,10,u9,13800000001,']), SOURCE);
    expect(second).toMatchObject({ added: 1, changed: 2, same: 3 });
    await bench.undo(second.id);
    expect(await dump()).toEqual(before);
  });

  it('is refused, naming the later import, while that one changed the same orders', async () => {
    const first = await bench.importFile(fileOf(LINES), SOURCE);
    const second = await bench.importFile(fileOf(corrected(0, ',2,149', ',5,149')), SOURCE);
    const refusal = await bench.undo(first.id).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'import_followed', status: 409 });
    expect((refusal as AppError).text.en).toContain(second.id);
    expect((refusal as AppError).text['zh-CN']).toContain(second.id);
    expect((await orderTable()).length).toBe(4);
    await bench.undo(second.id);
    await bench.undo(first.id);
    expect(await orderTable()).toEqual([]);
  });

  it('tells the readers of the log what went and what changed', async () => {
    const first = await bench.importFile(fileOf(LINES), SOURCE);
    const second = await bench.importFile(fileOf(corrected(0, ',2,149', ',5,149')), SOURCE);
    await bench.undo(second.id);
    await bench.undo(first.id);
    const { rows } = await sql<{ type: string }>`
      select type from kernel.events where type like 'commerce.%' order by seq desc limit 4`.execute(
      kernel.postgres.db,
    );
    expect(rows.map(({ type }) => type).toReversed()).toEqual([
      'commerce.orders_imported',
      'commerce.orders_changed',
      'commerce.orders_changed',
      'commerce.orders_removed',
    ]);
  });
});

describe('a chunk', () => {
  it('that fails leaves nothing, and the import goes on from the one before', async () => {
    const rows = LINES.map((text) => cellsOf(text.replaceAll('"', '').replace(', ', ' ')));
    await sql`
      create function commerce.refuse() returns trigger language plpgsql as
      $$ begin if new.number = 'N4' then raise 'refused for the test'; end if; return new; end $$`.execute(
      kernel.postgres.db,
    );
    await sql`
      create trigger refuse before insert on commerce.orders for each row execute function commerce.refuse()`.execute(
      kernel.postgres.db,
    );
    try {
      await expect(chunked.run(rows, { source: 'shop', chunkRows: [3, 2] })).rejects.toThrow(/refused for the test/);
      expect((await orderTable()).length).toBe(2);
      const { rows: records } = await sql`select key from customers.records order by key`.execute(kernel.postgres.db);
      // The phone of N3 came in the chunk that failed.
      expect(records).toEqual([{ key: 'account:u1' }, { key: 'account:u2' }]);
    } finally {
      await sql`drop trigger refuse on commerce.orders`.execute(kernel.postgres.db);
      await sql`drop function commerce.refuse()`.execute(kernel.postgres.db);
    }
    expect(await chunked.run(rows, { source: 'shop' })).toMatchObject({ added: 2, same: 3 });
  });
});

function cellsOf(text: string): OrderCells {
  const cells = text.split(',');
  return Object.fromEntries(
    HEADER.trim()
      .split(',')
      .map((field, index) => [field, cells[index] ?? '']),
  );
}

const rowOf = fc.record({
  number: fc.constantFrom('N1', 'N2', 'N3'),
  sku: fc.constantFrom('A', 'B'),
  quantity: fc.constantFrom('1', '2', '-1'),
  unitPrice: fc.constantFrom('10', '9.99'),
  minute: fc.integer({ min: 0, max: 59 }),
});
/** Rows of one order agree on its customer and status, as those of real files do. */
const rowsOf = fc.array(rowOf, { minLength: 1, maxLength: 10 }).map((rows) =>
  rows.map(
    ({ minute, ...row }): OrderCells => ({
      ...row,
      account: row.number === 'N3' ? '' : `u-${row.number}`,
      phone: row.number === 'N1' ? '' : '13800000001',
      region: row.number === 'N1' ? '上海' : '',
      status: row.number === 'N2' ? 'paid' : '',
      placedAt: `2026-01-05 10:${String(minute).padStart(2, '0')}`,
    }),
  ),
);
const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
const order = fc.infiniteStream(fc.nat());

describe('rows of one order that lie apart', () => {
  it('make the same orders as rows that lie together, over chunks too, and are the same when they come again', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf, sizes, order, async (rows, chunkRows, keys) => {
        await truncateTables(kernel.postgres.db, await dump());
        await chunked.run(
          rows.toSorted((a, b) => ((a['number'] ?? '') < (b['number'] ?? '') ? -1 : 1)),
          { source: 'shop' },
        );
        const together = await orderTable();
        await truncateTables(kernel.postgres.db, await dump());
        const shuffled = rows
          .map((row) => ({ row, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ row }) => row);
        expect(await chunked.run(shuffled, { source: 'shop', chunkRows })).toMatchObject({ added: rows.length });
        expect(await orderTable()).toEqual(together);
        const before = await dump();
        const again = await chunked.run(shuffled.toReversed(), { source: 'shop', chunkRows: chunkRows.toReversed() });
        expect(again).toMatchObject({ added: 0, changed: 0, same: rows.length });
        expect(await dump()).toEqual(before);
      }),
      { numRuns: 40 },
    );
  }, 240_000);
});

describe('two imports of one file at the same time', () => {
  it('end as if one had run', async () => {
    const lines = Array.from({ length: 120 }, (_, at) => {
      const number = Math.floor(at / 2);
      const phone = number % 3 === 0 ? `138${String(number % 9).padStart(8, '0')}` : '';
      return `N${number},2026-01-05 10:00,S${at},x,1,9.90,u${number % 20},${phone},`;
    });
    const rows = lines.map(cellsOf);
    for (let round = 0; round < 8; round += 1) {
      await truncateTables(kernel.postgres.db, await dump());
      await chunked.run(rows, { source: 'shop', chunkRows: [17] });
      const [orders, customers] = [await orderTable(), await customerCount()];
      await truncateTables(kernel.postgres.db, await dump());
      const both = await Promise.all([
        chunked.run(rows, { source: 'shop', chunkRows: [17] }),
        createChunkedImports(kernel).run(rows, { source: 'shop', chunkRows: [17] }),
      ]);
      expect(both.reduce((sum, one) => sum + one.added, 0)).toBe(120);
      expect(both.reduce((sum, one) => sum + one.changed, 0)).toBe(0);
      expect(await orderTable()).toEqual(orders);
      expect(await customerCount()).toBe(customers);
    }
  }, 60_000);
});

async function customerCount(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from customers.customers`.execute(kernel.postgres.db);
  return rows[0]?.n ?? 0;
}
