import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChunkedImports, type OrderCells } from '#test/chunked-import.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { conversionReader } from '../conversion/service.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const NOBODY = '00000000-0000-7000-8000-000000000000';

let agent: Readonly<Record<string, string>> = {};
let analyst: Readonly<Record<string, string>> = {};
let count = 0;

beforeAll(async () => {
  agent = await pages.access.as('agent');
  analyst = await pages.access.as('analyst');
});

beforeEach(() => {
  kernel.clock.advance(60_000);
});

/** Two shirts at 100, a belt at 50, in the state asked for; the id of the order. */
async function placeOrder(status: string, rest: OrderCells = {}): Promise<string> {
  count += 1;
  const number = `L${count}`;
  const row = { number, placedAt: '2026-02-01 12:00', status, account: `u${count}`, ...rest };
  await createChunkedImports(kernel).run(
    [
      { ...row, sku: 'SHIRT', quantity: '2', unitPrice: '100' },
      { ...row, sku: 'BELT', quantity: '1', unitPrice: '50' },
    ],
    { source: 'web' },
  );
  const { rows } = await sql<{ id: string }>`select id from commerce.orders where number = ${number}`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.id ?? '';
}

async function followOrders(): Promise<void> {
  await pumpAll(kernel, [conversionReader(createChunkedImports(kernel).customers.prospects)]);
}

const act = (id: string, path: string, body: object, headers = agent): Promise<Answer> =>
  pages.post(`/api/v1/orders/${id}/${path}`, body, headers);
const order = async (id: string): Promise<Answer['body']> => (await pages.get(`/api/v1/orders/${id}`, agent)).body;
const statusOf = async (id: string): Promise<string> => (await order(id)).status;

describe('[C146] the life of an order', () => {
  it('goes from placed to completed, each step in its history with who did it', async () => {
    const id = await placeOrder('placed');
    expect((await order(id)).allowed).toMatchObject({ statuses: ['cod_confirmed', 'cancelled'], payment: true });
    await act(id, 'payments', { method: 'wechat', amountMinor: 10_000 });
    expect(await statusOf(id)).toBe('placed');
    const paid = await act(id, 'payments', { method: 'wechat', amountMinor: 15_000, reference: 'wx-1' });
    expect(paid.body).toMatchObject({ status: 'paid', receivedMinor: 25_000, openMinor: 0 });
    expect((await act(id, 'status', { status: 'picked' })).body.status).toBe('picked');
    const sent = await act(id, 'shipments', { carrier: '顺丰', number: 'SF1', address: '浙江省杭州市文一路 1 号' });
    expect(sent.body).toMatchObject({ status: 'shipped', shipments: [{ address: '浙江省杭州市***' }] });
    const shipmentId = sent.body.shipments[0].id;
    await act(id, `shipments/${shipmentId}/tracking`, { status: 'in_transit', place: '杭州' });
    await act(id, `shipments/${shipmentId}/tracking`, { status: 'delivered', text: '快递员 13812341234' });
    expect(await statusOf(id)).toBe('delivered');
    await act(id, `shipments/${shipmentId}/tracking`, { status: 'signed' });
    const done = await act(id, 'status', { status: 'completed' });
    expect(done.body.shipments[0].tracking.map((event: { text: string }) => event.text)).toContain(
      '快递员 138****1234',
    );
    expect(done.body.history.map(({ to }: { to: string }) => to).toSorted()).toEqual(
      ['accepted', 'completed', 'delivered', 'paid', 'picked', 'shipped'].toSorted(),
    );
    expect(new Set(done.body.history.map(({ by }: { by: string }) => by)).size).toBe(1);
  });

  it('refuses an illegal state jump, naming both states and what is possible now', async () => {
    const id = await placeOrder('placed');
    const refused = await act(id, 'status', { status: 'delivered' });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'order_state_illegal' });
    expect(refused.text).toContain('待付款');
    expect(refused.text).toContain('已送达');
    expect(refused.text).toContain('已取消');
    expect(await statusOf(id)).toBe('placed');
  });

  it('takes goods back, refunds them, and counts what is left as revenue', async () => {
    const id = await placeOrder('completed');
    const asked = await act(id, 'returns', { lines: [{ lineNo: 1, quantity: '1' }], reason: '尺码不合' });
    const returnId = asked.body.returns[0].id;
    expect(asked.body.returns[0]).toMatchObject({ state: 'requested', valueMinor: 10_000 });
    const early = { method: 'wechat', amountMinor: 10_000, returnId };
    expect((await act(id, 'refunds', early)).body.code).toBe('return_not_accepted');
    await act(id, `returns/${returnId}/state`, { state: 'received' });
    expect((await act(id, `returns/${returnId}/state`, { state: 'accepted' })).body.status).toBe('partly_returned');
    const refunded = await act(id, 'refunds', early);
    expect(refunded.body).toMatchObject({ refundedMinor: 10_000, returns: [{ state: 'refunded' }] });
    const { customerId } = refunded.body;
    const list = await pages.get(`/api/v1/customers/${customerId}/orders`, agent);
    expect(list.body.totals).toMatchObject([{ salesMinor: 25_000, refundsMinor: -10_000, netMinor: 15_000 }]);
    const rest = [
      { lineNo: 1, quantity: '1' },
      { lineNo: 2, quantity: '1' },
    ];
    const again = await act(id, 'returns', { lines: rest });
    const second = again.body.returns[1].id;
    await act(id, `returns/${second}/state`, { state: 'received' });
    expect((await act(id, `returns/${second}/state`, { state: 'accepted' })).body.status).toBe('returned');
  });

  it('is no sale once it is cancelled, and one again when that is undone', async () => {
    const id = await placeOrder('paid');
    const { customerId } = await order(id);
    const first = async (): Promise<unknown> => {
      await followOrders();
      return (await pages.get(`/api/v1/customers/${customerId}`, agent)).body.firstOrderAt;
    };
    expect(await first()).not.toBeNull();
    const cancelled = await act(id, 'status', { status: 'cancelled', reason: '客户改主意' });
    expect(cancelled.body).toMatchObject({ status: 'cancelled', history: [{ reason: '客户改主意' }] });
    expect(await first()).toBeNull();
    const sales = async () =>
      (
        await sql<{
          sales_minor: number;
          sales_lines: number;
        }>`select sales_minor, sales_lines from commerce.orders where id = ${id}`.execute(kernel.postgres.db)
      ).rows[0];
    expect(await sales()).toEqual({ sales_minor: 0, sales_lines: 0 });
    const undone = await act(id, 'status/undo', { changeId: cancelled.body.allowed.undo });
    expect(undone.body.status).toBe('paid');
    expect(await sales()).toEqual({ sales_minor: 25_000, sales_lines: 2 });
    expect(await first()).not.toBeNull();
    expect((await act(id, 'status/undo', { changeId: NOBODY })).body.code).toBe('order_change_final');
  });

  it('is paid on delivery: nothing counts as received until the cash is', async () => {
    const id = await placeOrder('placed');
    await act(id, 'status', { status: 'cod_confirmed' });
    const sent = await act(id, 'shipments', { carrier: '京东', number: 'JD1' });
    expect(sent.body).toMatchObject({ status: 'shipped', receivedMinor: 0, openMinor: 25_000 });
    expect((await act(id, 'refunds', { method: 'cash', amountMinor: 1 })).body.code).toBe('refund_exceeds_paid');
    const paid = await act(id, 'payments', { method: 'cash_on_delivery', amountMinor: 25_000 });
    expect(paid.body).toMatchObject({ status: 'shipped', receivedMinor: 25_000 });
  });

  it('lets a slip be taken back: the payment goes, and the state that it implied', async () => {
    const id = await placeOrder('placed');
    const paid = await act(id, 'payments', { method: 'cash', amountMinor: 25_000 });
    const factId = paid.body.payments[0].id;
    const back = await act(id, 'withdrawals', { kind: 'payment', factId });
    expect(back.body).toMatchObject({ status: 'placed', payments: [], openMinor: 25_000 });
    expect((await act(id, 'withdrawals', { kind: 'payment', factId })).status).toBe(200);
  });
});

describe('[C146] acts on one order at the same moment', () => {
  it('never refund more than was paid', async () => {
    const id = await placeOrder('completed');
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => act(id, 'refunds', { method: 'alipay', amountMinor: 6000 })),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['refund_exceeds_paid']),
    );
    expect(await order(id)).toMatchObject({ refundedMinor: 24_000, refundableMinor: 1000 });
  });

  it('never take back more than was bought', async () => {
    const id = await placeOrder('completed');
    const lines = [{ lineNo: 1, quantity: '1' }];
    const replies = await Promise.all(Array.from({ length: 8 }, () => act(id, 'returns', { lines })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(2);
    expect((await order(id)).allowed.returns).toEqual([{ lineNo: 2, quantity: '1' }]);
  });

  it('are one when the request is repeated with its key', async () => {
    const id = await placeOrder('placed');
    const headers = { ...agent, 'idempotency-key': `pay-${id}` };
    const body = { method: 'wechat', amountMinor: 5000 };
    const replies = await Promise.all([1, 2, 3].map(() => act(id, 'payments', body, headers)));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await order(id)).receivedMinor).toBe(5000);
  });
});

describe('[C146] who may act on orders', () => {
  it('is not who only reads, and nobody beyond their scopes', async () => {
    const id = await placeOrder('paid');
    expect((await act(id, 'status', { status: 'picked' }, analyst)).status).toBe(403);
    expect((await pages.get(`/api/v1/orders/${id}`, analyst)).body.allowed).toMatchObject({ statuses: [], undo: null });
    const elsewhere = await pages.inScope('agent', await pages.scope('西店'));
    expect((await act(id, 'status', { status: 'picked' }, elsewhere)).status).toBe(404);
    expect((await act(NOBODY, 'status', { status: 'picked' })).status).toBe(404);
  });
});

describe('[C146] undoing an import whose orders have a life', () => {
  it('is refused while a payment stands, and takes everything along once it is withdrawn', async () => {
    const imports = createChunkedImports(kernel);
    const done = await imports.run(
      [{ number: 'U1', placedAt: '2026-02-01', sku: 'A', quantity: '1', unitPrice: '10', status: 'placed' }],
      { source: 'undo' },
    );
    const { body } = await pages.get('/api/v1/orders?number=U1', agent);
    const id = body.items[0].id;
    const paid = await act(id, 'payments', { method: 'cash', amountMinor: 1000 });
    await expect(imports.undo(done)).rejects.toMatchObject({ code: 'import_orders_in_use', status: 409 });
    await act(id, 'withdrawals', { kind: 'payment', factId: paid.body.payments[0].id });
    await imports.undo(done);
    const { rows } = await sql<{ n: number }>`
      select (select count(*) from commerce.payments where order_id = ${id})
        + (select count(*) from commerce.order_changes where order_id = ${id}) as n`.execute(kernel.postgres.db);
    expect(rows[0]?.n).toBe(0);
    expect((await pages.get(`/api/v1/orders/${id}`, agent)).status).toBe(404);
  });

  it('is refused while a step of staff stands, naming the order, and goes once the step is taken back', async () => {
    const imports = createChunkedImports(kernel);
    const row = { number: 'U3', placedAt: '2026-02-01', sku: 'A', quantity: '1', unitPrice: '10' };
    const created = await imports.run([{ ...row, status: 'paid' }], { source: 'undo' });
    const later = await imports.run([{ ...row, quantity: '2' }], { source: 'undo' });
    kernel.clock.advance(60_000);
    const { body } = await pages.get('/api/v1/orders?number=U3', agent);
    const id = body.items[0].id;
    const before = await order(id);
    const picked = await act(id, 'status', { status: 'picked' });
    const refusal = await imports.undo(later).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'import_orders_changed', status: 409 });
    expect(String(refusal)).toContain('U3');
    expect((await order(id)).totalMinor).toBe(before.totalMinor);
    await act(id, 'status/undo', { changeId: picked.body.allowed.undo });
    await imports.undo(later);
    expect(await order(id)).toMatchObject({ status: 'paid', totalMinor: 1000 });
    await act(id, 'status', { status: 'picked' });
    await expect(imports.undo(created)).rejects.toMatchObject({ code: 'import_orders_changed' });
  });

  it('tells in the history what a later file reported, and forgets it with that file', async () => {
    const imports = createChunkedImports(kernel);
    const row = { number: 'U2', placedAt: '2026-02-01', sku: 'A', quantity: '1', unitPrice: '10' };
    await imports.run([{ ...row, status: 'paid' }], { source: 'undo' });
    const later = await imports.run([{ ...row, status: '已签收' }], { source: 'undo' });
    const { body } = await pages.get('/api/v1/orders?number=U2', agent);
    const id = body.items[0].id;
    expect((await order(id)).history).toMatchObject([{ from: 'paid', to: 'accepted', origin: 'import', by: 'undo' }]);
    await imports.undo(later);
    expect(await order(id)).toMatchObject({ status: 'paid', history: [] });
  });
});
