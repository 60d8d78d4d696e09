import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { NewEvent } from '#kernel/events/log.ts';
import { createFeed, type Feed } from '#kernel/feed/feed.ts';
import { useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { NO_CUSTOMER_ID, ordersAnalyticTable } from './feed.ts';

const kernel = useKernel();
const context = systemContext('orders-feed-test');
let feed: Feed;

beforeAll(() => {
  feed = createFeed({ ...parts(), tables: [ordersAnalyticTable] });
});

function parts() {
  const { postgres, olap, log, clock, metrics } = kernel;
  return { postgres, olap, log, clock, metrics };
}

async function change(statement: ReturnType<typeof sql>, event: NewEvent): Promise<void> {
  await kernel.transaction(context, async (tx) => {
    await statement.execute(tx);
    await kernel.events.append(tx, context, [event]);
  });
  await pumpAll(kernel, feed.readers);
}

const inAnalytic = () =>
  kernel.olap.rows<{ id: string; customer: string }>({
    sql: 'SELECT toString(order_id) AS id, toString(customer_id) AS customer FROM commerce_orders FINAL ORDER BY id',
  });

describe('the analytic copy of orders', () => {
  it('[C239] follows imports, regroupings and undone imports', async () => {
    const ids = Array.from({ length: 4 }, () => newId());
    const [first, second] = [newId(), newId()];
    await change(
      sql`insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
          sales_minor, sales_lines, line_count, customer_id, content_hash, created_at, updated_at)
        select id, 'shop, "one"', place::text, 'sale', 'paid', '2026-02-28T16:30:00.250Z', '2026-03-01', 'CNY',
          -5, 9007199254740991, 1, 2, case when place > 1 then ${first}::uuid end, '', now(), now()
        from unnest(${ids}::uuid[]) with ordinality as o (id, place)`,
      { type: 'commerce.orders_imported', data: { importId: newId(), firstId: ids[0], lastId: ids[3] } },
    );
    expect(await inAnalytic()).toEqual(ids.map((id, i) => ({ id, customer: i === 0 ? NO_CUSTOMER_ID : first })));
    const [row] = await kernel.olap.rows({
      sql: 'SELECT * EXCEPT (order_id, customer_id, version) FROM commerce_orders FINAL LIMIT 1',
    });
    expect(row).toEqual({
      placed_at: '2026-02-28 16:30:00.250',
      business_date: '2026-03-01',
      kind: 'sale',
      status: 'paid',
      currency: 'CNY',
      source: 'shop, "one"',
      total_minor: '-5',
      sales_minor: '9007199254740991',
      sales_lines: 1,
      refunded_minor: '0',
      returned: 0,
      skus: [],
      sku_minor: [],
      sku_quantities: [],
      is_deleted: 0,
    });
    await change(sql`update commerce.orders set customer_id = ${second} where id = ${ids[2]}`, {
      type: 'commerce.orders_changed',
      data: { orderIds: [ids[2]] },
    });
    expect((await inAnalytic())[2]).toEqual({ id: ids[2], customer: second });
    await change(sql`delete from commerce.orders where id in (${ids[0]}, ${ids[1]})`, {
      type: 'commerce.orders_removed',
      data: { importId: newId(), firstId: ids[0], lastId: ids[1] },
    });
    await change(sql`delete from commerce.orders where id = ${ids[2]}`, {
      type: 'commerce.orders_removed',
      data: { orderIds: [ids[2]] },
    });
    expect(await inAnalytic()).toEqual([{ id: ids[3], customer: first }]);
    await feed.rebuild('commerce_orders');
    expect(await inAnalytic()).toEqual([{ id: ids[3], customer: first }]);
  });

  it('refuses events that are not as declared', () => {
    const event = { seq: 1, xid: '1', at: new Date(0), actor: { kind: 'system', id: null }, requestId: '' };
    expect(() =>
      ordersAnalyticTable.plan([{ ...event, type: 'commerce.orders_changed', data: { orderIds: ['1'] } }]),
    ).toThrow();
  });
});
