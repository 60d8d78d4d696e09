import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { pumpAll } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { said } from '#test/statements.ts';
import { createPlatform, type Platform } from './wiring.ts';

const kernel = useKernel();
const context = systemContext('test');
let platform: Platform;
const people: { readonly recordId: string; readonly customerId: string }[] = [];

beforeAll(async () => {
  platform = createPlatform(kernel);
  for (const account of ['a', 'b']) {
    const [taken] = await kernel.transaction(context, (tx) =>
      platform.customers.identity.takeIn(tx, context, [said({ account })], {
        source: 'shop',
        importId: null,
        scopeId: null,
      }),
    );
    people.push(taken ?? { recordId: '', customerId: '' });
  }
  await platform.feed.rebuild();
});

const person = (index: number) => people[index] ?? { recordId: '', customerId: '' };

/** Numbers of orders, of goods sold and of events in the analytic rows of the two. */
async function known(): Promise<readonly (readonly number[])[]> {
  await pumpAll({ kernel, platform });
  const rows = await kernel.olap.rows<{ id: string; told: number[] }>({
    sql: `SELECT toString(customer_id) AS id,
        arrayMap(n -> toUInt32(n), [length(order_days), length(sold_skus), length(event_kinds)]) AS told
      FROM customers_profiles FINAL`,
  });
  return people.map(({ customerId }) => rows.find(({ id }) => id === customerId)?.told ?? []);
}

function write(work: (tx: Tx) => Promise<unknown>, type: string, data: object): Promise<void> {
  return kernel.transaction(context, async (tx) => {
    await work(tx);
    await kernel.events.append(tx, context, [{ type, data: { ...data } }]);
  });
}

describe('the analytic row of a customer', () => {
  it('has the orders with their goods as long as they are his', async () => {
    const orderId = newId();
    const orderIds = [orderId];
    const { recordId, customerId } = person(0);
    await write(
      async (tx) => {
        await sql`
          insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
            sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
          values (${orderId}, 'it''s a \\ shop', '1', 'sale', 'paid', now(), '2026-03-01', 'CNY', 100, 100, 2, 3,
            ${recordId}, ${customerId}, '', now(), now())`.execute(tx);
        await sql`
          insert into commerce.order_lines (order_id, line_no, sku, quantity, unit_price, amount_minor)
          values (${orderId}, 1, 'A', 1, 1, 1), (${orderId}, 2, 'it''s', 1, 1, 1), (${orderId}, 3, 'gift', 1, 0, 0)`.execute(
          tx,
        );
      },
      'commerce.orders_changed',
      { orderIds },
    );
    expect(await known()).toEqual([
      [1, 2, 0],
      [0, 0, 0],
    ]);
    const move = sql`update commerce.orders set customer_id = ${person(1).customerId} where id = ${orderId}`;
    await write((tx) => move.execute(tx), 'commerce.orders_changed', { orderIds });
    expect(await known()).toEqual([
      [0, 0, 0],
      [1, 2, 0],
    ]);
    const remove = sql`delete from commerce.orders where id = ${orderId}`;
    await write((tx) => remove.execute(tx), 'commerce.orders_removed', { importId: newId(), orderIds });
    expect(await known()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('has what was done on a site as long as it is known to be his', async () => {
    const eventId = newId();
    const eventIds = [eventId];
    const add = sql`
      insert into behaviour.events (id, source, key, kind, at, record_id, stated, customer_id, recorded_at)
      values (${eventId}, 'site', '1', 'product_view', now(), ${person(0).recordId}, true, ${person(0).customerId}, now())`;
    await write((tx) => add.execute(tx), 'behaviour.events_recorded', { firstId: eventId, lastId: eventId });
    expect(await known()).toEqual([
      [0, 0, 1],
      [0, 0, 0],
    ]);
    const forget = sql`update behaviour.events set customer_id = null, record_id = null where id = ${eventId}`;
    await write((tx) => forget.execute(tx), 'behaviour.events_changed', { eventIds });
    expect(await known()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const { rows } = await sql`select from behaviour.former_owners`.execute(kernel.postgres.db);
    expect(rows).toHaveLength(0);
  });
});

describe('the analytic rows of everybody', () => {
  it('are the same when the store is filled from nothing as when each was copied by itself', async () => {
    const { db } = kernel.postgres;
    const rows = [0, 1, 2, 3, 4].map((n) => ({ id: newId(), ...person(n % 2), n }));
    await kernel.transaction(context, async (tx) => {
      for (const { id, recordId, customerId, n } of rows) {
        await sql`
          insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
            sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
          values (${id}, 'it''s', ${`all-${n}`}, ${n === 4 ? 'refund' : 'sale'}, ${n === 3 ? 'cancelled' : 'paid'}, now(),
            ${`2026-02-0${1 + (n % 2)}`}, 'CNY', 100, 100, ${n === 2 ? 0 : 2}, 3, ${recordId}, ${customerId}, '', now(), now())`.execute(
          tx,
        );
        await sql`
          insert into commerce.order_lines (order_id, line_no, sku, quantity, unit_price, amount_minor)
          values (${id}, 1, ${`A${n}`}, 1, 1, 1), (${id}, 2, 'gift', 1, 0, 0), (${id}, 3, 'it''s', 1, 1, 1)`.execute(
          tx,
        );
        await sql`
          insert into behaviour.events (id, source, key, kind, at, record_id, stated, customer_id, recorded_at)
          values (${id}, 'site', ${`all-${n}`}, 'product_view', now(), ${recordId}, true, ${customerId}, now())`.execute(
          tx,
        );
      }
      const segmentId = newId();
      await sql`
        insert into segments.segments (id, name, rule, state, refresh, owner, owner_name, created_at, updated_at)
        values (${segmentId}, '全部', '{"v":1,"all":[]}', 'saved', 'manual', 'test', 'test', now(), now())`.execute(tx);
      await sql`
        insert into segments.members (segment_id, customer_id, entered_at)
        values (${segmentId}, ${person(1).customerId}, now())`.execute(tx);
      await kernel.events.append(tx, context, [
        { type: 'commerce.orders_changed', data: { orderIds: rows.map(({ id }) => id) } },
        { type: 'customers.profiles_changed', data: { customerIds: people.map(({ customerId }) => customerId) } },
      ]);
    });
    const all = async () =>
      kernel.olap.rows<Record<string, unknown>>({
        sql: 'SELECT * EXCEPT (version) FROM customers_profiles FINAL ORDER BY customer_id',
      });
    await pumpAll({ kernel, platform });
    const copied = await all();
    expect(copied.map((row) => [row['order_days'], row['segment_ids']])).toEqual(
      expect.arrayContaining([[expect.arrayContaining(['2026-02-01']), expect.anything()]]),
    );
    expect(copied.filter((row) => (row['segment_ids'] as string[]).length === 1)).toHaveLength(1);
    await platform.feed.rebuild('customers_profiles');
    expect(await all()).toEqual(copied);
    await sql`delete from commerce.orders where id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(db);
  });
});
