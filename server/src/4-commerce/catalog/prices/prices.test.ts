import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { type CatalogClient, openCatalogClient } from '#test/catalog.ts';
import { createChunkedImports } from '#test/chunked-import.ts';
import { useKernel } from '#test/harness.ts';
import * as products from '../products/store.ts';
import { createCatalog } from '../service.ts';
import { PRICE_KINDS, type PriceLine, priceAt } from './price-at.ts';
import type { PriceChange } from './schema.ts';

const kernel = useKernel({ analytic: false });
let client: CatalogClient;
let number = 0;
let id: string;
let code: string;

beforeAll(async () => {
  const { parts } = createCatalog(kernel, { defaultCurrency: () => Promise.resolve('CNY') });
  kernel.timers.register(parts.timers);
  client = await openCatalogClient(kernel, parts.routes);
});
afterAll(() => client.app.close());

beforeEach(async () => {
  number += 1;
  code = `P-${number}`;
  const skus = ['S', 'M'].map((size) => ({ code: `${code}-${size}`, size }));
  ({ id } = await client.ok('POST', '/products', { body: { code, name: '衬衫', skus, listMinor: 14_900 } }));
});

const DAY = 86_400_000;
const inDays = (days: number): string => new Date(kernel.clock.now().getTime() + days * DAY).toISOString();
const change = (body: Record<string, unknown>) => client.call('POST', `/products/${id}/prices`, { body });
const payable = async (): Promise<number> => (await client.ok('GET', `/products/${id}`)).price.payable.fromMinor;
const history = async (): Promise<PriceChange[]> => (await client.ok('GET', `/products/${id}/prices`)).items;
const priceEvents = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from kernel.events
    where type = 'commerce.price_changed' and data -> 'productIds' ? ${id}`.execute(kernel.postgres.db);
  return rows[0]?.n ?? 0;
};

describe('[C106a] changing a price', () => {
  it('holds at once, and the history says what it was, who changed it and why', async () => {
    expect((await change({ kind: 'list', amountMinor: 12_900, reason: '换季调价' })).status).toBe(201);
    expect(await payable()).toBe(12_900);
    const [latest, first] = await history();
    expect(latest).toMatchObject({ kind: 'list', reason: '换季调价', by: '陈经理', hasBegun: true });
    expect(latest?.lines).toMatchObject([
      { skuCode: `${code}-S`, amountMinor: 12_900, beforeMinor: 14_900 },
      { skuCode: `${code}-M`, amountMinor: 12_900, beforeMinor: 14_900 },
    ]);
    expect(first?.lines[0]).toMatchObject({ amountMinor: 14_900, beforeMinor: null });
  });

  it('from a later date takes effect by the clock and tells the log then', async () => {
    await change({ kind: 'sale', amountMinor: 9900, reason: '双十一', effectiveAt: inDays(3) });
    await change({ kind: 'sale', amountMinor: null, reason: '双十一结束', effectiveAt: inDays(5) });
    const before = await priceEvents();
    kernel.clock.advance(3 * DAY - 1);
    await kernel.timers.tick();
    expect([await payable(), await priceEvents()]).toEqual([14_900, before]);
    kernel.clock.advance(1);
    await kernel.timers.tick();
    expect([await payable(), await priceEvents()]).toEqual([9900, before + 1]);
    kernel.clock.advance(2 * DAY);
    await kernel.timers.tick();
    expect([await payable(), await priceEvents()]).toEqual([14_900, before + 2]);
  });

  it('can be cancelled until it begins, not after', async () => {
    await change({ kind: 'list', amountMinor: 100, reason: '填错了', effectiveAt: inDays(1) });
    const [wrong] = await history();
    const cancel = () => client.call('POST', `/products/${id}/prices/${wrong?.id}/cancel`);
    expect((await cancel()).status).toBe(200);
    kernel.clock.advance(2 * DAY);
    const before = await priceEvents();
    await kernel.timers.tick();
    expect([await payable(), await priceEvents()]).toEqual([14_900, before]);
    expect((await history())[0]).toMatchObject({ cancelledBy: '陈经理', lines: [{ amountMinor: 100 }, {}] });
    expect((await cancel()).json.code).toBe('price_change_begun');
    await change({ kind: 'list', amountMinor: 200, reason: '这次对了' });
    const [right] = await history();
    const late = await client.call('POST', `/products/${id}/prices/${right?.id}/cancel`);
    expect(late).toMatchObject({ status: 409, json: { code: 'price_change_begun' } });
  });

  it('cannot rewrite the past, nor be without reason or above-zero price', async () => {
    const past = await change({ kind: 'list', amountMinor: 1, reason: '补记', effectiveAt: inDays(-1) });
    expect(past).toMatchObject({ status: 400 });
    expect(past.json.errors[0]).toMatchObject({ field: 'effectiveAt', code: 'price_date_past' });
    expect((await change({ kind: 'list', amountMinor: 0, reason: '免费' })).status).toBe(400);
    expect((await change({ kind: 'list', amountMinor: null, reason: '取消' })).status).toBe(400);
    expect((await change({ kind: 'list', amountMinor: 100 })).status).toBe(400);
  });

  it('of one size leaves the other as it was', async () => {
    const { skus } = await client.ok('GET', `/products/${id}`);
    await change({ kind: 'list', amountMinor: 19_900, reason: '大码加价', skuIds: [skus[1].id] });
    const { price } = await client.ok('GET', `/products/${id}`);
    expect(price.list).toEqual({ fromMinor: 14_900, toMinor: 19_900 });
    const foreign = await change({ kind: 'list', amountMinor: 1, reason: '别的商品', skuIds: [newId()] });
    expect(foreign.status).toBe(404);
  });

  it('leaves old orders at the price they were made at', async () => {
    const imports = createChunkedImports(kernel);
    const row = { number: 'N1', placedAt: '2026-03-01 10:00', quantity: '2', unitPrice: '149.00', account: 'u1' };
    await imports.run([{ ...row, sku: `${code}-S` }], { source: 'shop' });
    const order = async () => {
      const { rows } = await sql`
        select l.unit_price, l.amount_minor, o.total_minor from commerce.order_lines l
        join commerce.orders o on o.id = l.order_id where l.sku = ${`${code}-S`}`.execute(kernel.postgres.db);
      return rows;
    };
    const before = await order();
    await change({ kind: 'list', amountMinor: 9900, reason: '清仓' });
    expect(await payable()).toBe(9900);
    expect(before).toEqual([{ unit_price: '149.00', amount_minor: 29_800, total_minor: 29_800 }]);
    expect(await order()).toEqual(before);
  });

  it('again by the same Idempotency-Key is one change', async () => {
    const options = {
      body: { kind: 'list', amountMinor: 11_900, reason: '重试' },
      headers: { 'idempotency-key': newId() },
    } as const;
    await client.ok('POST', `/products/${id}/prices`, options);
    await client.ok('POST', `/products/${id}/prices`, options);
    expect((await history()).filter((each) => each.reason === '重试').length).toBe(1);
  });
});

describe('[C106a] unit costs', () => {
  it('have a history that only those see who may', async () => {
    const body = { amountMinor: 6250, reason: '首批采购' };
    await client.ok('POST', `/products/${id}/costs`, { body });
    await client.ok('POST', `/products/${id}/costs`, { body: { amountMinor: 5900, reason: '第二批' } });
    const { items } = await client.ok('GET', `/products/${id}/costs`);
    expect(items.map((each: PriceChange) => each.lines[0]?.amountMinor)).toEqual([5900, 6250]);
    expect((await client.ok('GET', `/products/${id}`)).skus[0].costMinor).toBe(5900);
    expect((await client.call('GET', `/products/${id}/costs`, { as: 'marketer' })).status).toBe(403);
    expect((await client.call('POST', `/products/${id}/costs`, { as: 'marketer', body })).status).toBe(403);
    expect((await history()).some((each) => each.kind === 'cost')).toBe(false);
  });
});

describe('prices as the database reads them', () => {
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom(...PRICE_KINDS),
      from: fc.integer({ min: 0, max: 10 }),
      amountMinor: fc.integer({ min: 1, max: 9999 }),
      ends: fc.boolean(),
      cancelled: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  it('are those of the pure rule, at any instant of any history', async () => {
    const start = Date.UTC(2027, 0, 1);
    const { skus } = await client.ok('GET', `/products/${id}`);
    const skuId: string = skus[0].id;
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: -1, max: 11 }), async (history, days) => {
        await kernel.transaction({ actor: { kind: 'system' } } as never, async (tx) => {
          await sql`delete from commerce.price_changes where product_id = ${id}`.execute(tx);
          const lines = history.map(
            (step): PriceLine => ({
              changeId: newId(),
              skuId,
              kind: step.kind,
              effectiveAt: new Date(start + step.from * DAY),
              cancelled: step.cancelled,
              amountMinor: step.ends && step.kind === 'sale' ? null : step.amountMinor,
            }),
          );
          for (const line of lines) {
            await sql`
              insert into commerce.price_changes (id, product_id, kind, effective_at, reason, actor_kind, actor_name,
                created_at, cancelled_at)
              values (${line.changeId}, ${id}, ${line.kind}, ${line.effectiveAt}, 'test', 'system', 'test', now(),
                ${line.cancelled ? new Date() : null})`.execute(tx);
            await sql`insert into commerce.price_lines values (${line.changeId}, ${skuId}, ${line.amountMinor})`.execute(
              tx,
            );
          }
          const at = new Date(start + days * DAY);
          const set = await products.loadProducts(tx, [id], at);
          const sku = set.skus.get(id)?.find((each) => each.id === skuId);
          const { listMinor, saleMinor } = priceAt(lines, { skuId, at });
          expect({ listMinor: sku?.listMinor, saleMinor: sku?.saleMinor }).toEqual({ listMinor, saleMinor });
        });
      }),
      { numRuns: 40 },
    );
  });
});
