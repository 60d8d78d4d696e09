import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RoleName } from '#access';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

/** What customers may owe, over the whole platform: limits, the alert before an order is confirmed, early warnings. */
const TODAY = '2026-03-02';
const kernel = useKernel({ now: new Date(`${TODAY}T02:00:00.000Z`) });
const test = usePlatform(kernel);
const STAFF = '018f0000-0000-7000-8000-0000000000c1';
const MAJOR = 100;

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
type Body = any;

async function call(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, role: RoleName = 'manager') {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...(await test.as(role)), ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}) },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json<Body>() };
}
async function ok(...given: Parameters<typeof call>): Promise<Body> {
  const { status, body } = await call(...given);
  expect([status < 300, body]).toEqual([true, body]);
  return body;
}

interface Ordered {
  readonly yuan: number;
  readonly status?: string;
  readonly day?: string;
  readonly quantity?: number;
  readonly card?: string;
  readonly currency?: string;
}

let serial = 0;
/** As a shop sends it: a fact that nobody refuses. */
async function order(
  account: string,
  { yuan, status = 'placed', day = TODAY, quantity = 1, card, currency = 'CNY' }: Ordered,
) {
  serial += 1;
  const record = {
    source: 'web',
    key: `o${serial}`,
    type: 'order',
    occurredAt: `${day}T01:00:00Z`,
    customer: {
      identifiers: [
        { type: 'account', value: account },
        ...(card === undefined ? [] : [{ type: 'member_card', value: card }]),
      ],
      attributes: { name: account },
    },
    data: {
      status,
      currency,
      lines: [{ sku: 'TEE', quantity: String(quantity), unitPrice: (yuan / quantity).toFixed(2) }],
    },
  };
  const { results } = await ok('POST', '/records', { records: [record] }, 'integration');
  expect(results[0].outcome).toBe('added');
  return results[0].id as string;
}

async function idOf(account: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.records where account = ${account} limit 1`.execute(kernel.postgres.db);
  return rows[0]?.id ?? '';
}

const setLimit = async (account: string, yuan: number | null, more: object = {}): Promise<Body> =>
  ok('PUT', `/customers/${await idOf(account)}/credit-limit`, {
    amountMinor: yuan === null ? null : yuan * MAJOR,
    reason: '合作多年',
    ...more,
  });
const creditOf = async (account: string): Promise<Body> => ok('GET', `/customers/${await idOf(account)}/credit`);
const check = async (account: string, amount: string): Promise<Body> =>
  ok('POST', `/customers/${await idOf(account)}/credit-check`, { amount }, 'store');
const follow = () => pumpAll(kernel, test.platform.readers);

async function tasksOf(account: string): Promise<readonly { title: string; assignee: string | null }[]> {
  const { rows } = await sql<{ title: string; assignee: string | null }>`
    select c.title, t.assignee_id as assignee from work.cases c join work.tasks t on t.case_id = c.id
    where c.kind = 'commerce.credit_warning' and c.subject_id = ${await idOf(account)} order by c.created_at, c.id`.execute(
    kernel.postgres.db,
  );
  return rows;
}

beforeAll(async () => {
  await sql`
    insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
    values (${STAFF}, 'qian@example.com', '钱经理', 'zh-CN', 'x', now(), now())`.execute(kernel.postgres.db);
  await sql`insert into access.assignments values (${STAFF}, 'manager', null)`.execute(kernel.postgres.db);
});

describe('[C041a] a credit limit', () => {
  it('is none at first; who sets one says why, who is told and in how many days it is paid, and every change stays', async () => {
    await order('ann', { yuan: 600 });
    expect(await creditOf('ann')).toMatchObject({ limit: null, limitMinor: null, openMinor: 60_000, outcome: 'ok' });
    const set = await setLimit('ann', 1000, { ownerId: STAFF, paymentDays: 45, baseRevision: 0 });
    expect(set).toMatchObject({
      limitMinor: 100_000,
      currency: 'CNY',
      roomMinor: 40_000,
      limit: { owner: '钱经理', paymentDays: 45, reason: '合作多年' },
      orders: [{ openMinor: 60_000, dueOn: '2026-04-16' }],
    });
    const late = await call('PUT', `/customers/${await idOf('ann')}/credit-limit`, {
      amountMinor: 1,
      reason: '晚了一步',
      baseRevision: 0,
    });
    expect([late.status, late.body.code]).toEqual([409, 'credit_limit_changed']);
    const wrong = await call('PUT', `/customers/${await idOf('ann')}/credit-limit`, {
      amountMinor: 1,
      ownerId: newId(),
      reason: '没有这个人',
    });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'ownerId']);
    const unsaid = await call('PUT', `/customers/${await idOf('ann')}/credit-limit`, { amountMinor: 1 });
    expect([unsaid.status, unsaid.body.errors[0].field]).toEqual([400, 'reason']);
  });

  it('keeps the days of payment when only the amount is set anew; each change is in the trail', async () => {
    await order('lee', { yuan: 500, day: '2026-02-20' });
    await setLimit('lee', 1000, { paymentDays: 10 });
    // The last day to pay is today: nothing is late.
    expect(await creditOf('lee')).toMatchObject({ overdueMinor: 0, outcome: 'ok', orders: [{ dueOn: TODAY }] });
    expect((await setLimit('lee', 900)).limit).toMatchObject({ amountMinor: 90_000, paymentDays: 10 });
    const { rows } = await sql<{ detail: Body }>`
      select detail from access.audit where action = 'commerce.credit_limit_changed'
        and subject_id = ${await idOf('lee')} order by at, id`.execute(kernel.postgres.db);
    expect(rows).toMatchObject([
      { detail: { before: null, after: 100_000 } },
      { detail: { before: 100_000, after: 90_000, days: 10 } },
    ]);
  });

  it('leaves out other currencies and the order that is asked about; orders are for those who may see them', async () => {
    const { orders } = await creditOf('lee');
    await order('lee', { yuan: 5000, currency: 'USD' });
    expect(await creditOf('lee')).toMatchObject({ openMinor: 50_000, outcome: 'ok' });
    const asked = async (body: object): Promise<Body> =>
      ok('POST', `/customers/${await idOf('lee')}/credit-check`, body, 'store');
    expect(await asked({ amount: '5000', currency: 'USD' })).toMatchObject({ outcome: 'ok', afterMinor: 50_000 });
    expect(await asked({ amount: '500', orderId: orders[0].id })).toMatchObject({ outcome: 'ok', afterMinor: 50_000 });
    const app = await openTestServer(kernel, test.platform.routes);
    const reply = await app.inject({
      url: `/api/v1/customers/${await idOf('lee')}/credit`,
      headers: asActor('looker', ['customers.read', 'credit.read']),
    });
    await app.close();
    expect(reply.json<Body>()).toMatchObject({ openMinor: 50_000, orders: null, can: { write: false } });
    expect((await call('GET', `/customers/${newId()}/credit`)).status).toBe(404);
  });

  it('asks once: what is confirmed goes on to be packed, whatever came in since; its own amount is counted once', async () => {
    const id = await order('mia', { yuan: 100 });
    await setLimit('mia', 150);
    await ok('POST', `/orders/${id}/status`, { status: 'cod_confirmed' }, 'agent');
    await order('mia', { yuan: 100 });
    expect((await check('mia', '1')).outcome).toBe('over');
    await ok('POST', `/orders/${id}/status`, { status: 'picked' }, 'agent');
  });

  it('answers ok, warn and over with the figures before an order; the limit may be reached, not passed', async () => {
    expect(await check('ann', '199.99')).toMatchObject({ outcome: 'ok', afterMinor: 79_999, causes: [] });
    expect(await check('ann', '200')).toMatchObject({ outcome: 'warn', causes: ['near_limit'], warningPercent: 80 });
    expect(await check('ann', '400')).toMatchObject({ outcome: 'warn', afterMinor: 100_000, roomMinor: 40_000 });
    expect(await check('ann', '400.01')).toMatchObject({ outcome: 'over', causes: ['over_limit'], openMinor: 60_000 });
    const bad = await call('POST', `/customers/${await idOf('ann')}/credit-check`, { amount: '一百' });
    expect([bad.status, bad.body.errors[0].field]).toEqual([400, 'amount']);
    await ok('PUT', '/settings/commerce.credit_warning_percent', { value: 70 }, 'admin');
    expect((await check('ann', '100')).outcome).toBe('warn');
    await ok('PUT', '/settings/commerce.credit_warning_percent', { value: 80 }, 'admin');
  });

  it('holds an order back before staff confirm it, and lets it go on for a reason that stays in the trail', async () => {
    // The shop took it; that is a fact. To confirm it is a decision.
    const id = await order('ann', { yuan: 500 });
    const held = await call('POST', `/orders/${id}/status`, { status: 'cod_confirmed' }, 'agent');
    expect([held.status, held.body.code]).toEqual([409, 'credit_over_limit']);
    expect(held.body.detail).toMatch(/600\.00.*1,100\.00.*1,000\.00/u);
    expect((await ok('GET', `/orders/${id}`)).status).toBe('placed');
    await ok('POST', `/orders/${id}/status`, { status: 'cod_confirmed', creditReason: '总经理同意' }, 'agent');
    expect((await ok('GET', `/orders/${id}`)).status).toBe('cod_confirmed');
    const { rows } = await sql<{ reason: string; detail: Body }>`
      select reason, detail from access.audit where action = 'commerce.credit_exceeded'`.execute(kernel.postgres.db);
    expect(rows).toMatchObject([{ reason: '总经理同意', detail: { amountMinor: 50_000, limitMinor: 100_000 } }]);
    // Within the limit nobody is asked anything.
    const small = await order('bob', { yuan: 10 });
    await setLimit('bob', 1000);
    await ok('POST', `/orders/${small}/status`, { status: 'cod_confirmed' }, 'agent');
  });

  it('lets the second of two orders confirmed at once see the first', async () => {
    await order('twice', { yuan: 1, status: 'completed' });
    await setLimit('twice', 100);
    const ids = [
      await order('twice', { yuan: 60, status: 'cart' }),
      await order('twice', { yuan: 60, status: 'cart' }),
    ];
    const both = await Promise.all(
      ids.map((id) => call('POST', `/orders/${id}/status`, { status: 'placed' }, 'agent')),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('holds back what is typed in at the counter: nothing is saved until somebody says why', async () => {
    await order('cara', { yuan: 900, card: 'HY000123' });
    await setLimit('cara', 1000);
    const form = {
      id: newId(),
      name: '卡拉',
      phone: '13912340000',
      productType: '日用品',
      amount: '200',
      consents: [],
    };
    const cardNumber = 'HY000123';
    const slip = { number: 'S-1', card: cardNumber, productType: '日用品', amount: '200' };
    const enter = (more: object = {}) =>
      ok('POST', '/slips', { soldOn: TODAY, slips: [{ ...slip, ...more }] }, 'store').then(({ results }) => results[0]);
    expect(await enter()).toMatchObject({
      outcome: 'rejected',
      orderId: null,
      fault: { field: 'creditReason', code: 'credit_over_limit' },
    });
    expect((await ok('GET', '/slips?state=recorded', undefined, 'store')).items).toEqual([]);
    expect(await enter({ creditReason: '现金付清' })).toMatchObject({ outcome: 'recorded', fault: null });
    // Without a card that is known nobody owes anything; the form makes the customer and asks by their card.
    await ok('POST', '/membership-forms', { ...form, phone: '13912340001', name: '新客' }, 'store');
  });
});

describe('[C041a] the open amount', () => {
  it('is what was placed and neither paid, cancelled nor brought back, and equals what the order page says', async () => {
    const ids: Record<string, string> = {};
    for (const [name, given] of Object.entries({
      placed: { yuan: 100 },
      partly: { yuan: 100 },
      cancelled: { yuan: 100 },
      cart: { yuan: 100, status: 'cart' },
      saidPaid: { yuan: 100, status: 'completed' },
      cod: { yuan: 100 },
      broughtBack: { yuan: 100, quantity: 4 },
    } satisfies Record<string, Ordered>)) {
      ids[name] = await order('dora', given);
    }
    const act = (name: string, what: string, body: object) => ok('POST', `/orders/${ids[name]}/${what}`, body);
    await act('partly', 'payments', { method: 'wechat', amountMinor: 3000 });
    await act('cancelled', 'status', { status: 'cancelled' });
    for (const name of ['cod', 'broughtBack']) {
      await act(name, 'status', { status: 'cod_confirmed' });
      await act(name, 'shipments', { carrier: 'SF', number: `SF-${name}`, address: null });
    }
    const { returns } = await act('broughtBack', 'returns', { lines: [{ lineNo: 1, quantity: '1' }] });
    for (const state of ['received', 'accepted']) {
      await ok('POST', `/orders/${ids['broughtBack']}/returns/${returns[0].id}/state`, { state });
    }
    const { openMinor, orders } = await creditOf('dora');
    const open = Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name, orders.find((one: Body) => one.id === id)?.openMinor ?? 0]),
    );
    expect(open).toEqual({
      placed: 10_000,
      partly: 7000,
      cancelled: 0,
      cart: 0,
      saidPaid: 0,
      cod: 10_000,
      broughtBack: 7500,
    });
    expect(openMinor).toBe(34_500);
    for (const name of ['placed', 'partly', 'cancelled', 'cart', 'saidPaid', 'cod']) {
      expect((await ok('GET', `/orders/${ids[name]}`)).openMinor).toBe(open[name]);
    }
    // What is kept for the score follows within the same beat.
    await follow();
    const { rows } = await sql<{ total: number }>`
      select sum(open_minor)::bigint as total from commerce.open_orders where customer_id = ${await idOf('dora')}`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.total).toBe(34_500);
  });
});

describe('[C041a] the early warning', () => {
  it('makes one task for the owner each time the share is passed, also by orders that nobody refuses', async () => {
    await order('eve', { yuan: 790 });
    await setLimit('eve', 1000, { ownerId: STAFF });
    await follow();
    expect(await tasksOf('eve')).toEqual([]);
    const second = await order('eve', { yuan: 20 });
    await follow();
    expect(await tasksOf('eve')).toEqual([{ title: '信用预警：未付款接近额度', assignee: STAFF }]);
    await order('eve', { yuan: 500 });
    await follow();
    expect(await tasksOf('eve')).toHaveLength(1);
    // Paid down, and passed again: that is news.
    const { orders } = await creditOf('eve');
    for (const { id, openMinor } of orders.filter((one: Body) => one.id !== second)) {
      await ok('POST', `/orders/${id}/payments`, { method: 'transfer', amountMinor: openMinor });
    }
    await follow();
    await order('eve', { yuan: 1500 });
    await follow();
    expect((await tasksOf('eve')).map(({ title }) => title)).toEqual([
      '信用预警：未付款接近额度',
      '信用预警：未付款已超过额度',
    ]);
  });

  it('also comes when the limit is lowered, and goes to the queue where nobody is named', async () => {
    await order('fay', { yuan: 300 });
    await setLimit('fay', 1000);
    await follow();
    expect(await tasksOf('fay')).toEqual([]);
    await setLimit('fay', 310);
    await follow();
    expect(await tasksOf('fay')).toEqual([{ title: '信用预警：未付款接近额度', assignee: null }]);
  });
});

describe('[C041a] the early warning of an owner who left', () => {
  it('waits in the queue', async () => {
    const gone = newId();
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (${gone}, 'sun@example.com', '孙经理', 'zh-CN', 'x', now(), now())`.execute(kernel.postgres.db);
    await sql`insert into access.assignments values (${gone}, 'manager', null)`.execute(kernel.postgres.db);
    await order('ned', { yuan: 10 });
    await setLimit('ned', 1000, { ownerId: gone });
    await sql`update access.users set disabled_at = now() where id = ${gone}`.execute(kernel.postgres.db);
    await order('ned', { yuan: 900 });
    await follow();
    expect(await tasksOf('ned')).toEqual([{ title: '信用预警：未付款接近额度', assignee: null }]);
  });
});

describe('[C041a] the score', () => {
  it('tells good, watch, risky and not judged, with its figures, and rules ask for it', async () => {
    for (let n = 0; n < 4; n += 1) {
      await order('good', { yuan: 100, status: 'completed' });
      await order('fickle', { yuan: 100, status: n < 2 ? 'cancelled' : 'completed' });
      await order('unsure', { yuan: 100, status: n === 0 ? 'cancelled' : 'completed' });
    }
    await order('once', { yuan: 100, status: 'completed' });
    await order('late', { yuan: 100, day: '2026-01-20' });
    await order('tardy', { yuan: 100, day: '2025-12-01' });
    await order('over', { yuan: 500 });
    await setLimit('over', 400);
    // Ten days were agreed with one; what another cancelled lies more than a year back.
    await order('brisk', { yuan: 100, day: '2026-02-10' });
    await setLimit('brisk', 1000, { paymentDays: 10 });
    for (let n = 0; n < 3; n += 1) {
      await order('reformed', { yuan: 100, status: 'cancelled', day: '2024-12-01' });
      await order('reformed', { yuan: 100, status: 'completed' });
    }
    await follow();
    await test.platform.feed.rebuild();
    await test.platform.segments.scoring.compute('credit', TODAY);
    const scoreOf = async (account: string): Promise<Body> =>
      (await ok('GET', `/customers/${await idOf(account)}/score-values`)).items.find(
        (one: Body) => one.kind === 'credit',
      );
    const bands: Record<string, string> = {};
    for (const account of ['good', 'fickle', 'unsure', 'once', 'late', 'tardy', 'over', 'brisk', 'reformed']) {
      bands[account] = (await scoreOf(account)).band.key;
    }
    expect(bands).toEqual({
      good: 'good',
      fickle: 'risky',
      unsure: 'watch',
      once: 'none',
      // Due 30 days after the order: 11 days late, and 61.
      late: 'watch',
      tardy: 'risky',
      over: 'risky',
      brisk: 'watch',
      reformed: 'good',
    });
    const over = await scoreOf('over');
    expect(over.value).toBe(0);
    expect(Object.fromEntries(over.reasons.map(({ key, value }: Body) => [key, value]))).toMatchObject({
      limit: 40_000,
      open: 50_000,
      overdue: 0,
      placed: 1,
    });
    expect((await scoreOf('unsure')).value).toBe(75);
    // Whoever meets them hears of it; of who is well nothing is said.
    await ok('PUT', '/settings/marketing.recognition_patience_ms', { value: 10_000 }, 'admin');
    const met = async (value: string): Promise<Body> =>
      (await ok('POST', '/recognitions', { type: 'account', value, source: 'web' }, 'agent')).customer.classes.filter(
        ({ kind }: Body) => kind === 'credit',
      );
    expect(await met('over')).toMatchObject([{ band: 'risky', bandLabel: { 'zh-CN': '高风险' } }]);
    expect(await met('good')).toEqual([]);
    const rule = { all: [{ is: 'score.band', bands: ['credit:risky'] }] };
    const { sample, count } = await ok('POST', '/segments/preview', { rule });
    expect(count).toBeGreaterThanOrEqual(3);
    expect(sample.length).toBeGreaterThan(0);
    const lowest = { all: [{ is: 'score.value', score: 'credit', value: { max: 10 } }] };
    expect((await ok('POST', '/segments/preview', { rule: lowest })).count).toBeGreaterThan(0);
  });
});

describe('[C041a] limits of customers who are merged', () => {
  it('both stay and the lower one stands until somebody decides; parted again, each has their own', async () => {
    await order('gil', { yuan: 100 });
    await order('hal', { yuan: 200 });
    await setLimit('gil', 1000);
    await setLimit('hal', 400);
    const [left, right] = [await idOf('gil'), await idOf('hal')];
    const { mergeId } = await ok('POST', `/customers/${left}/merge`, { with: [right], reason: '同一人' });
    const merged = await creditOf('gil');
    expect(merged).toMatchObject({ limitMinor: 40_000, openMinor: 30_000 });
    expect(merged.undecided.map(({ amountMinor }: Body) => amountMinor)).toEqual([40_000, 100_000]);
    await setLimit('gil', 700);
    expect(await creditOf('gil')).toMatchObject({ limitMinor: 70_000, undecided: [] });
    await ok('POST', `/customers/${await idOf('gil')}/unmerge`, { mergeId, reason: '看错了' });
    const limits = [(await creditOf('gil')).limitMinor, (await creditOf('hal')).limitMinor];
    expect(limits).toHaveLength(2);
    expect(limits).toContain(70_000);
    // The one who was not decided upon has the former limit again.
    expect(limits.some((each) => each === 40_000 || each === 100_000)).toBe(true);
    expect((await creditOf('gil')).openMinor).toBe(10_000);
  });
});

describe('[C041a] what is written about somebody', () => {
  it('goes with them when they are erased; amounts and days stay', async () => {
    await order('ivy', { yuan: 100 });
    await setLimit('ivy', 500, { reason: '她先生是老客户' });
    const customerId = await idOf('ivy');
    const { rows } = await sql<{ ids: string[] }>`
      select array_agg(id) as ids from customers.records where customer_id = ${customerId}`.execute(kernel.postgres.db);
    const erase = test.platform.erasure.find(({ name }) => name === 'commerce')?.erase;
    const subject = { customerId, recordIds: rows[0]?.ids ?? [] };
    // Whoever asks for their data gets the limit, and what was written with it.
    const copy = await test.platform.erasure
      .find(({ name }) => name === 'commerce')
      ?.copy?.(kernel.postgres.db, { customerId, recordIds: subject.recordIds });
    expect(copy?.find(({ name }) => name === 'credit_limits')?.rows).toMatchObject([
      { amountMinor: 50_000, reason: '她先生是老客户' },
    ]);
    // Of the subject only whose it is matters here.
    await kernel.transaction(systemContext('test'), async (tx) => erase?.(tx, systemContext('test'), subject as never));
    const { limit, limitMinor } = await creditOf('ivy');
    expect([limit.reason, limitMinor]).toEqual([null, 50_000]);
  });
});
