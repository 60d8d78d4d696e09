import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { type ChunkedImports, createChunkedImports, type OrderCells } from '#test/chunked-import.ts';
import { useKernel } from '#test/harness.ts';
import { said } from '#test/statements.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
let imports: ChunkedImports;

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'commerce']));
  imports = createChunkedImports(kernel);
});

const order = (number: string, day: number, cells: OrderCells): OrderCells => ({
  number,
  sku: 'A',
  quantity: '1',
  unitPrice: '10',
  placedAt: `2026-01-${String(day).padStart(2, '0')}`,
  ...cells,
});

async function names(): Promise<unknown[]> {
  const { rows } = await sql<{ name: string | null }>`select name from customers.customers order by id`.execute(
    kernel.postgres.db,
  );
  return rows.map(({ name }) => name);
}

describe('the word of a record is as new as its newest order', () => {
  it('though orders that say the same as before write nothing about the customer', async () => {
    await imports.run([order('N1', 1, { account: 'u1', customerName: '李' })], { source: 'taobao' });
    const before = await dumpTables(kernel.postgres.db, ['customers']);
    await imports.run([order('N2', 5, { account: 'u1', customerName: '李' })], { source: 'taobao' });
    expect(await dumpTables(kernel.postgres.db, ['customers'])).toEqual(before);
    await imports.run([order('N3', 3, { account: 'u1', customerName: '王' })], { source: 'taobao' });
    expect(await names()).toEqual(['李']);
    await imports.run([order('N4', 6, { account: 'u1', customerName: '赵' })], { source: 'taobao' });
    expect(await names()).toEqual(['赵']);
  });

  it('also when another record joins the customer later, and after that one is undone', async () => {
    const phone = '13800000001';
    await imports.run([order('N1', 1, { account: 'u1', customerName: '甲', phone })], { source: 'taobao' });
    await imports.run([order('N2', 9, { account: 'u1', customerName: '甲', phone })], { source: 'taobao' });
    const before = await dumpTables(kernel.postgres.db, ['customers', 'commerce']);
    const joining = await imports.run([order('J1', 5, { account: 'j1', customerName: '乙', phone })], { source: 'jd' });
    expect(await names()).toEqual(['甲']);
    await imports.undo(joining);
    expect(await dumpTables(kernel.postgres.db, ['customers', 'commerce'])).toEqual(before);
  });

  it('also when two customers are merged', async () => {
    const phone = '13800000001';
    await imports.run([order('N1', 1, { account: 'u1', customerName: '甲', phone })], { source: 'taobao' });
    await imports.run([order('N2', 9, { account: 'u1', customerName: '甲' })], { source: 'taobao' });
    await imports.run([order('J1', 5, { account: 'j1', customerName: '乙', email: 'a@x.cn' })], { source: 'jd' });
    await imports.run([order('F1', 2, { account: 'f1', phone, email: 'a@x.cn' })], { source: 'form' });
    expect(await names()).toEqual(['甲']);
  });
});

describe('a chunk of many orders', () => {
  const PEOPLE = 600;
  const ROUNDS = 6;

  it('gives none to a customer whom somebody else merges away at the same moment', async () => {
    const phoneOf = (person: number): string => `138${String(person).padStart(8, '0')}`;
    const orders = (round: number) =>
      Array.from({ length: PEOPLE }, (_, person) =>
        order(`R${round}-${person}`, 1 + round, { account: `u${person}`, phone: phoneOf(person) }),
      );
    await imports.run(orders(0), { source: 'taobao' });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const couples = Array.from({ length: 20 }, (_, index) => (round - 1) * 40 + index * 2);
      const merging = couples.map((person) =>
        retryOnConflict(() =>
          kernel.transaction(context, (tx) =>
            imports.customers.identity.takeIn(
              tx,
              context,
              [person, person + 1].map((one) => said({ account: `m${person}`, phone: `+86${phoneOf(one)}` })),
              { source: 'crm', importId: null, scopeId: null },
            ),
          ),
        ),
      );
      await Promise.all([imports.run(orders(round), { source: 'taobao' }), ...merging]);
    }
    const { rows } = await sql<{ strays: number; customers: number }>`
      select count(*) filter (where o.customer_id is distinct from r.customer_id) as strays,
        count(distinct o.customer_id) as customers
      from commerce.orders o join customers.records r on r.id = o.record_id`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ strays: 0, customers: PEOPLE - ROUNDS * 20 }]);
  }, 120_000);
});
