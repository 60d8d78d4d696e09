import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Customers, createCustomers } from '#customers';
import type { RecordItem, RecordKind, RecordOutcome } from '#intake';
import { systemContext } from '#kernel/context.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { createChunkedImports } from '#test/chunked-import.ts';
import { useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { createCommerce } from '../index.ts';
import { orderRecordKind } from './service.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
let kinds: ReadonlyMap<string, RecordKind> = new Map();
let customers: Customers;
let pump: () => Promise<void>;
let count = 0;

beforeAll(() => {
  customers = createCustomers(kernel, { audit: () => Promise.resolve() });
  const commerce = createCommerce(kernel, customers);
  for (const owner of commerce.factOwners) {
    customers.registerFacts(owner);
  }
  kinds = new Map(commerce.recordKinds.map((kind) => [kind.type, kind]));
  pump = () => pumpAll(kernel, commerce.parts.readers ?? []);
});

interface Sent {
  readonly key: string;
  readonly day: number;
  readonly data: object;
  readonly phone?: string;
}

async function send(type: string, ...sent: readonly Sent[]): Promise<readonly RecordOutcome[]> {
  return await sendTo(kinds, type, ...sent);
}

async function sendTo(
  to: ReadonlyMap<string, RecordKind>,
  type: string,
  ...sent: readonly Sent[]
): Promise<readonly RecordOutcome[]> {
  const kind = to.get(type);
  if (kind === undefined) {
    throw new Error(`There is no kind ${type}`);
  }
  const items = sent.map(
    ({ key, day, data, phone }): RecordItem<unknown> => ({
      source: 'shop',
      key,
      occurredAt: new Date(Date.UTC(2026, 0, day)),
      scopeId: null,
      customer:
        phone === undefined ? null : { identifiers: [{ type: 'phone', value: phone }], attributes: { name: '王小明' } },
      data: kind.data.parse(data),
    }),
  );
  return await retryOnConflict(() => kernel.transaction(context, (tx) => kind.apply(tx, context, items)));
}

const LINES = [
  { sku: 'SHIRT', name: '衬衫', quantity: 2, unitPrice: '100' },
  { sku: 'BELT', quantity: '1', amount: '50' },
];

function nextNumber(): string {
  count += 1;
  return `R${count}`;
}

async function stored(number: string) {
  const { rows } = await sql<{
    status: string;
    total: number;
    refunded: number;
    customer: string | null;
    lines: string;
    paid: number;
  }>`
    select o.status, o.total_minor as total, o.refunded_minor as refunded, o.customer_id as customer,
      (select string_agg(sku || '×' || trim_scale(quantity), ' ' order by line_no) from commerce.order_lines l
        where l.order_id = o.id) as lines,
      (select coalesce(sum(amount_minor), 0)::bigint from commerce.payments p where p.order_id = o.id) as paid
    from commerce.orders o where number = ${number}`.execute(kernel.postgres.db);
  return rows[0];
}

const order = (key: string, day: number, data: object, phone?: string): Sent => ({
  key,
  day,
  data,
  ...(phone === undefined ? {} : { phone }),
});

describe('[C146] orders that a shop sends', () => {
  it('are made with lines, customer, state and payments, and are the same when sent again', async () => {
    const number = nextNumber();
    const sent = order(
      number,
      1,
      { lines: LINES, status: 'paid', payments: [{ key: `${number}-p`, method: 'wechat', amount: '250' }] },
      '13812340001',
    );
    expect(await send('order', sent)).toMatchObject([{ outcome: 'added' }]);
    expect(await stored(number)).toMatchObject({
      status: 'paid',
      total: 25_000,
      paid: 25_000,
      lines: 'SHIRT×2 BELT×1',
    });
    expect((await stored(number))?.customer).not.toBeNull();
    expect(await send('order', sent)).toMatchObject([{ outcome: 'same' }]);
    expect(await send('order', { ...sent, key: 'x', day: 2, data: { number, lines: LINES } })).toMatchObject([
      { outcome: 'same' },
    ]);
  });

  it('follow newer words and not older ones', async () => {
    const number = nextNumber();
    await send('order', order(number, 5, { lines: LINES, status: 'paid' }));
    expect(await send('order', order(number, 7, { status: 'shipped' }))).toMatchObject([{ outcome: 'changed' }]);
    const older = order(number, 4, { lines: [{ sku: 'OTHER', quantity: 1, unitPrice: 1 }], status: 'placed' });
    await send('order', older);
    expect(await stored(number)).toMatchObject({ status: 'shipped', lines: 'SHIRT×2 BELT×1' });
    const fewer = [{ sku: 'BELT', quantity: 3, unitPrice: '50' }];
    expect(await send('order', order(number, 8, { lines: fewer }))).toMatchObject([{ outcome: 'changed' }]);
    expect(await stored(number)).toMatchObject({ status: 'shipped', total: 15_000, lines: 'BELT×3' });
  });

  it('end the same in whatever order their words arrive', async () => {
    const words = (number: string): readonly Sent[] => [
      order('a', 2, { number, lines: LINES, status: 'placed' }, '13812340002'),
      order('b', 3, { number, lines: LINES, status: 'paid', payments: [{ key: `p-${number}`, amount: 250 }] }),
      order('c', 6, { number, lines: LINES, status: 'shipped' }),
      order('d', 9, { number, lines: [{ sku: 'SHIRT', quantity: 1, unitPrice: 250 }], status: 'completed' }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.boolean(), async (places, together) => {
        const number = nextNumber();
        const sent = places.flatMap((place) => words(number)[place] ?? []);
        for (const batch of together ? [sent] : sent.map((one) => [one])) {
          await send('order', ...batch);
        }
        expect(await stored(number)).toMatchObject({
          status: 'completed',
          total: 25_000,
          paid: 25_000,
          lines: 'SHIRT×1',
        });
      }),
      { numRuns: 12 },
    );
  });

  it('are refused with the field at fault, without spoiling the others', async () => {
    const [good, noLines] = [nextNumber(), nextNumber()];
    const outcomes = await send(
      'order',
      order(good, 1, { lines: LINES }),
      order(noLines, 1, { status: 'paid' }),
      order(nextNumber(), 1, { lines: LINES, status: '退款成功' }),
    );
    expect(outcomes).toMatchObject([
      { outcome: 'added' },
      { outcome: 'rejected', fault: { field: 'data.lines', code: 'value_missing' } },
      { outcome: 'rejected', fault: { field: 'data.status', code: 'status_unknown' } },
    ]);
  });
});

describe('the business date of a record', () => {
  it('is the day of the business, in its own zone', async () => {
    const { clock, events } = kernel;
    const there = orderRecordKind({
      kernel: { clock, events, config: { ...kernel.config, timeZone: 'America/New_York' } },
      customers,
      defaultCurrency: () => Promise.resolve('CNY'),
    });
    const kindsThere = new Map([[there.type, there as RecordKind]]);
    const dateOf = async (number: string): Promise<string | undefined> => {
      const { rows } = await sql<{ date: string }>`
        select business_date::text as date from commerce.orders where number = ${number}`.execute(kernel.postgres.db);
      return rows[0]?.date;
    };
    const [here, away] = [nextNumber(), nextNumber()];
    const data = { lines: LINES, placedAt: '2026-01-05T02:00:00Z' };
    await send('order', { key: here, day: 5, data: { ...data, number: here } });
    await sendTo(kindsThere, 'order', { key: away, day: 5, data: { ...data, number: away } });
    expect(await dateOf(here)).toBe('2026-01-05');
    expect(await dateOf(away)).toBe('2026-01-04');
    const later = { ...data, number: away, placedAt: '2026-01-06T03:00:00Z' };
    await sendTo(kindsThere, 'order', { key: away, day: 7, data: later });
    expect(await dateOf(away)).toBe('2026-01-05');
  });
});

describe('[C146] payments, refunds, returns and parcels that others report', () => {
  it('belong to their order, once each, and never give back more than came in', async () => {
    const number = nextNumber();
    await send('order', order(number, 1, { lines: LINES, status: 'placed' }));
    const pay: Sent = { key: `${number}-1`, day: 2, data: { order: number, method: 'alipay', amount: '250.00' } };
    expect(await send('payment', pay)).toMatchObject([{ outcome: 'added' }]);
    expect(await send('payment', pay)).toMatchObject([{ outcome: 'same' }]);
    expect(await stored(number)).toMatchObject({ status: 'paid', paid: 25_000 });
    const back: Sent = {
      key: `${number}-b`,
      day: 9,
      data: { order: number, lines: [{ sku: 'SHIRT', quantity: '1' }], state: 'accepted' },
    };
    expect(
      await send('return', { ...back, data: { order: number, lines: [{ sku: 'SHIRT', quantity: '3' }] } }),
    ).toMatchObject([{ outcome: 'rejected', fault: { code: 'return_exceeds_bought', field: 'data.lines' } }]);
    expect(await send('return', back)).toMatchObject([{ outcome: 'added' }]);
    expect((await stored(number))?.status).toBe('partly_returned');
    const refund = (key: string, amount: string): Sent => ({
      key: `${number}-${key}`,
      day: 10,
      data: { order: number, amount, return: `${number}-b` },
    });
    expect(await send('refund', refund('r1', '100'), refund('r2', '200'))).toMatchObject([
      { outcome: 'added' },
      { outcome: 'rejected', fault: { code: 'refund_exceeds_paid', field: 'data.amount' } },
    ]);
    expect((await stored(number))?.refunded).toBe(10_000);
    expect(await send('payment', { key: 'none', day: 1, data: { order: 'nowhere', amount: 1 } })).toMatchObject([
      { outcome: 'rejected', fault: { code: 'order_unknown', field: 'data.order' } },
    ]);
  });

  it('refuse over-refunds also when they come at the same moment', async () => {
    const number = nextNumber();
    await send('order', order(number, 1, { lines: LINES, status: 'completed' }));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        send('refund', { key: `${number}-${index}`, day: 3, data: { order: number, amount: 100 } }),
      ),
    );
    expect(outcomes.flat().filter(({ outcome }) => outcome === 'added')).toHaveLength(2);
    expect((await stored(number))?.refunded).toBe(20_000);
  });

  it('move the order on: the parcel of a carrier is sent, delivered, signed for', async () => {
    const number = nextNumber();
    await send('order', order(number, 1, { lines: LINES, status: 'paid' }));
    const parcel = (day: number, statuses: readonly string[]): Sent => ({
      key: `${number}-s`,
      day,
      data: {
        order: number,
        carrier: 'SF',
        number: 'SF9',
        address: '上海市黄浦区南京东路 1 号',
        events: statuses.map((status, index) => ({ at: `2026-01-1${index}T00:00:00Z`, status })),
      },
    });
    expect(await send('shipment', parcel(5, ['collected']))).toMatchObject([{ outcome: 'added' }]);
    expect((await stored(number))?.status).toBe('shipped');
    await send('shipment', parcel(7, ['collected', 'delivered', 'signed']));
    expect((await stored(number))?.status).toBe('accepted');
    expect(await send('shipment', parcel(7, ['collected', 'delivered', 'signed']))).toMatchObject([
      { outcome: 'same' },
    ]);
    const { rows } = await sql<{ address: string; n: number }>`
      select address, jsonb_array_length(tracking) as n from commerce.shipments where key = ${`${number}-s`}`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([{ address: '上海市***', n: 3 }]);
  });
});

describe('[C016] a prospect', () => {
  it('becomes a customer with the first order, and is one no more when that is cancelled', async () => {
    const number = nextNumber();
    const phone = '13812340099';
    await send('order', order(number, 3, { lines: LINES, status: 'cart' }, phone));
    const customerId = (await stored(number))?.customer ?? '';
    const dates = async () => {
      await pump();
      const { rows } = await sql<{ first: Date | null; last: Date | null }>`
        select first_order_at as first, last_order_at as last from customers.customers where id = ${customerId}`.execute(
        kernel.postgres.db,
      );
      return rows[0];
    };
    expect(await dates()).toEqual({ first: null, last: null });
    await send('order', order(number, 4, { status: 'placed' }));
    const first = new Date(Date.UTC(2026, 0, 3));
    expect(await dates()).toEqual({ first, last: first });
    const later = nextNumber();
    await send('order', order(later, 8, { lines: LINES, status: 'paid' }, phone));
    expect(await dates()).toEqual({ first, last: new Date(Date.UTC(2026, 0, 8)) });
    await send('order', order(number, 9, { status: 'cancelled' }), order(later, 9, { status: 'cancelled' }));
    expect(await dates()).toEqual({ first: null, last: null });
  });
});

describe('undoing an import under a later record', () => {
  it('is refused for orders that it created and for orders that it changed, whichever came by the API since', async () => {
    const imports = createChunkedImports(kernel);
    const row = { placedAt: '2026-01-01', sku: 'A', unitPrice: '10', status: 'paid' };
    const done = await imports.run(
      [
        { ...row, number: 'I1', quantity: '1' },
        { ...row, number: 'I2', quantity: '1' },
      ],
      { source: 'shop' },
    );
    const changed = await imports.run([{ ...row, number: 'I2', quantity: '2' }], { source: 'shop' });
    kernel.clock.advance(60_000);
    const line = { sku: 'A', name: 'A', quantity: '5', unitPrice: '10' };
    expect(await send('order', { key: 'I2', day: 20, data: { lines: [line] } })).toMatchObject([
      { outcome: 'changed' },
    ]);
    await expect(imports.undo(changed)).rejects.toMatchObject({ code: 'import_orders_changed', status: 409 });
    expect(await totalOf('I2')).toBe(5000);
    expect(await send('order', { key: 'I1', day: 20, data: { lines: [line] } })).toMatchObject([
      { outcome: 'changed' },
    ]);
    await expect(imports.undo(done)).rejects.toMatchObject({ status: 409 });
    expect(await totalOf('I1')).toBe(5000);
  });

  it('goes on where a record only said again what the file had said', async () => {
    const imports = createChunkedImports(kernel);
    const row = { number: 'I3', placedAt: '2026-01-01', sku: 'A', productName: 'A', unitPrice: '10', status: 'paid' };
    const done = await imports.run([{ ...row, quantity: '1' }], { source: 'shop' });
    await send('order', { key: 'I3', day: 20, data: { status: 'paid' } });
    await imports.undo(done);
    expect(await totalOf('I3')).toBeUndefined();
  });
});

async function totalOf(number: string): Promise<number | undefined> {
  const { rows } = await sql<{ total: number }>`
    select total_minor as total from commerce.orders where number = ${number}`.execute(kernel.postgres.db);
  return rows[0]?.total;
}
