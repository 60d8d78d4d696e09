import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createChunkedImports, type OrderCells } from '#test/chunked-import.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Number, day of January, SKU, quantity, unit price, then whatever else. */
const row = (number: string, day: number, quantity: string, unitPrice: string, rest: OrderCells = {}): OrderCells => ({
  number,
  placedAt: `2026-01-${String(day).padStart(2, '0')} 12:00`,
  sku: `S-${number}`,
  quantity,
  unitPrice,
  account: 'u1',
  ...rest,
});

let manager: Readonly<Record<string, string>> = {};
let east: Readonly<Record<string, string>> = {};
let customer = '';
let other = '';

beforeAll(async () => {
  manager = await pages.access.as('manager');
  const imports = createChunkedImports(kernel);
  const shop = await pages.scope('东店');
  east = await pages.inScope('store', shop);
  await imports.run(
    [
      row('N3', 3, '2', '149.00', { phone: '13812341234' }),
      row('N1', 1, '1', '33.335'),
      row('N1', 1, '-1', '3.33', { sku: 'S-extra' }),
      row('N4', 4, '-1', '149.00'),
      row('N5', 5, '1', '500', { status: 'cancelled' }),
      row('N6', 6, '-3', '0'),
      row('N7', 7, '1', '20', { currency: 'USD' }),
      row('N8', 8, '1', '7', { account: 'u2' }),
    ],
    { source: 'web' },
  );
  // The same person in another shop, which is all that the staff of that shop may see.
  await imports.run([row('E1', 2, '1', '80', { account: 'e1', phone: '13812341234' })], {
    source: 'east',
    scopeId: shop,
  });
  await imports.run([row('E2', 9, '1', '5', { account: 'e2' })], { source: 'east', scopeId: shop });
  customer = await customerOf('N1');
  other = await customerOf('N8');
});

async function customerOf(number: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from commerce.orders where number = ${number}`.execute(kernel.postgres.db);
  return rows[0]?.id ?? '';
}

const numbers = (body: { items: { number: string }[] }): string[] => body.items.map((item) => item.number);

describe("[C011] a customer's purchase history", () => {
  it('lists all orders of all sources, newest first, with totals per currency that equal the order table', async () => {
    const { status, body } = await pages.get(`/api/v1/customers/${customer}/orders`, manager);
    expect(status).toBe(200);
    expect(numbers(body)).toEqual(['N7', 'N6', 'N5', 'N4', 'N3', 'E1', 'N1']);
    expect(body.totals).toEqual([
      {
        currency: 'CNY',
        orders: 3,
        salesMinor: 29_800 + 8000 + 3334 - 333,
        refunds: 1,
        refundsMinor: -14_900,
        netMinor: 29_800 + 8000 + 3334 - 333 - 14_900,
        firstOrderAt: '2026-01-01T04:00:00.000Z',
        lastOrderAt: '2026-01-03T04:00:00.000Z',
      },
      {
        currency: 'USD',
        orders: 1,
        salesMinor: 2000,
        refunds: 0,
        refundsMinor: 0,
        netMinor: 2000,
        firstOrderAt: '2026-01-07T04:00:00.000Z',
        lastOrderAt: '2026-01-07T04:00:00.000Z',
      },
    ]);
    const listed = body.items.reduce((sum: number, item: { totalMinor: number }) => sum + item.totalMinor, 0);
    const { rows } = await sql<{ total: number }>`
      select sum(l.amount_minor)::bigint as total from commerce.order_lines l join commerce.orders o on o.id = l.order_id
      where o.customer_id = ${customer}`.execute(kernel.postgres.db);
    expect(listed).toBe(rows[0]?.total);
  });

  it('is summed up by month, each currency for itself, for those who may see it', async () => {
    const { status, body } = await pages.get(`/api/v1/customers/${customer}/spend`, manager);
    expect(status).toBe(200);
    const [first, second] = body.items;
    expect(first).toMatchObject({ currency: 'CNY', usualGapDays: 1, lastPurchaseOn: '2026-01-03' });
    expect(first.months).toHaveLength(24);
    expect(first.months.at(-1)).toEqual({ month: '2026-03', orders: 0, netMinor: 0 });
    const netMinor = 29_800 + 8000 + 3334 - 333 - 14_900;
    expect(first.months.at(-3)).toEqual({ month: '2026-01', orders: 3, netMinor });
    expect(second).toMatchObject({ currency: 'USD', usualGapDays: null });
    const inShop = await pages.get(`/api/v1/customers/${customer}/spend`, east);
    expect(inShop.body.items[0].months.at(-3)).toEqual({ month: '2026-01', orders: 1, netMinor: 8000 });
    expect((await pages.get(`/api/v1/customers/${NOBODY}/spend`, manager)).status).toBe(404);
  });

  it('comes in pages that miss and repeat nothing', async () => {
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await pages.get(`/api/v1/customers/${customer}/orders?limit=2${query}`, manager);
      walked.push(...numbers(body));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(walked).toEqual(['N7', 'N6', 'N5', 'N4', 'N3', 'E1', 'N1']);
  });

  it('shows one order with its lines as given and rounded', async () => {
    const { body: list } = await pages.get(`/api/v1/customers/${customer}/orders`, manager);
    const { status, body } = await pages.get(`/api/v1/orders/${list.items.at(-1).id}`, manager);
    expect(status).toBe(200);
    expect(body).toMatchObject({ number: 'N1', kind: 'sale', status: 'completed', totalMinor: 3001, lineCount: 2 });
    expect(body.lines).toEqual([
      { lineNo: 1, sku: 'S-N1', name: null, quantity: '1', unitPrice: '33.335', amountMinor: 3334 },
      { lineNo: 2, sku: 'S-extra', name: null, quantity: '-1', unitPrice: '3.33', amountMinor: -333 },
    ]);
  });

  it('is summed up for several customers at once, in the order asked', async () => {
    const { body } = await pages.post('/api/v1/orders/summaries', { customerIds: [other, NOBODY, customer] }, manager);
    expect(body.items.map((item: { customerId: string }) => item.customerId)).toEqual([other, customer]);
    expect(body.items[0].totals).toMatchObject([{ currency: 'CNY', orders: 1, salesMinor: 700 }]);
    expect(body.items[1].totals).toHaveLength(2);
  });
});

describe('[C019] orders for actors limited to scopes', () => {
  it('are those of their scopes alone: list, totals, summaries, single orders', async () => {
    const { body } = await pages.get(`/api/v1/customers/${customer}/orders`, east);
    expect(numbers(body)).toEqual(['E1']);
    expect(body.totals).toMatchObject([{ currency: 'CNY', orders: 1, netMinor: 8000 }]);
    const summaries = await pages.post('/api/v1/orders/summaries', { customerIds: [other, customer] }, east);
    expect(summaries.body.items).toMatchObject([{ customerId: customer, totals: [{ netMinor: 8000 }] }]);
    expect((await pages.get(`/api/v1/orders/${body.items[0].id}`, east)).status).toBe(200);
    const { body: all } = await pages.get(`/api/v1/customers/${customer}/orders`, manager);
    expect((await pages.get(`/api/v1/orders/${all.items[0].id}`, east)).status).toBe(404);
    expect((await pages.get(`/api/v1/customers/${other}/orders`, east)).status).toBe(404);
  });
});

describe('the endpoints of orders', () => {
  const calls = [
    ['the list of a customer', () => `/api/v1/customers/${customer}/orders`, null],
    ['one order', () => `/api/v1/orders/${NOBODY}`, null],
    ['summaries', () => '/api/v1/orders/summaries', () => ({ customerIds: [customer] })],
  ] as const;

  it.each(calls)(
    'refuse %s to nobody with 401 and to somebody without the permission with 403',
    async (_, url, body) => {
      const call = (headers: Readonly<Record<string, string>>) =>
        body === null ? pages.get(url(), headers) : pages.post(url(), body(), headers);
      expect((await call({})).status).toBe(401);
      expect((await call({ authorization: 'Bearer zhk_wrong' })).status).toBe(401);
      // Every role of the table may read orders, so the one without is made up.
      const app = await openTestServer(kernel, pages.routes());
      try {
        const method = body === null ? 'GET' : 'POST';
        const headers = asActor('stranger', ['customers.read']);
        const reply = await app.inject({ method, url: url(), headers, ...(body === null ? {} : { payload: body() }) });
        expect(reply.statusCode).toBe(403);
      } finally {
        await app.close();
      }
    },
  );

  it('answer 404 for what is not there and 400 for what is no id or no cursor of ours', async () => {
    expect((await pages.get(`/api/v1/orders/${NOBODY}`, manager)).status).toBe(404);
    expect((await pages.get(`/api/v1/customers/${NOBODY}/orders`, manager)).status).toBe(404);
    expect((await pages.get('/api/v1/orders/1', manager)).status).toBe(400);
    for (const values of [['x', NOBODY], [NOBODY], ['2026-01-01T00:00:00.000Z', 'x'], [1, 2]]) {
      const cursor = Buffer.from(JSON.stringify(values)).toString('base64url');
      expect((await pages.get(`/api/v1/customers/${customer}/orders?cursor=${cursor}`, manager)).status).toBe(400);
    }
    expect((await pages.post('/api/v1/orders/summaries', { customerIds: [] }, manager)).status).toBe(400);
  });
});
