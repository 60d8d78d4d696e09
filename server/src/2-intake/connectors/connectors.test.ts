import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#kernel/clock.ts';
import { createGuardedFetch } from '#kernel/http/guarded-fetch.ts';
import { createSecretBox } from '#kernel/secrets/secret-box.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { CONNECTOR_KINDS, type Connecting, createConnecting } from '../connecting/service.ts';
import type { RecordItem, RecordKind } from '../records/kind.ts';
import { createRecords } from '../records/service.ts';

const kernel = useKernel({ analytic: false });
const ADMIN = asActor('01900000-0000-7000-8000-000000000001', ['connections.read', 'connections.manage']);
const TOKEN = 'ck_1:cs_2';
let connecting: Connecting;
let app: FastifyInstance;
let taken: RecordItem<unknown>[] = [];
let allowed: string[] = [];

/** Stands for the kinds of other modules: remembers what it is given. */
function rememberingKind(type: string): RecordKind {
  return {
    type,
    label: { 'zh-CN': type, en: type },
    data: z.looseObject({}),
    apply: (_tx, _context, items) => {
      taken.push(...items);
      return Promise.resolve(
        items.map(({ key }) =>
          key === 'bad'
            ? {
                outcome: 'rejected',
                fault: { field: 'data.lines', code: 'lines_missing', reason: { 'zh-CN': '缺', en: 'none' } },
              }
            : { outcome: 'added', id: newId(), customerId: null },
        ),
      );
    },
  };
}

/** A shop of 25 orders in pages, which checks who asks. */
const shop = {
  url: '',
  server: null as Server | null,
  orders: [] as object[],
  answers: [] as ((response: ServerResponse) => void)[],
  asked: [] as string[],
};

function answerAsShop(request: IncomingMessage, response: ServerResponse): void {
  shop.asked.push(request.url ?? '');
  const special = shop.answers.shift();
  if (special !== undefined) {
    special(response);
    return;
  }
  if (request.headers.authorization !== `Basic ${Buffer.from(TOKEN).toString('base64')}`) {
    response.writeHead(401).end('{}');
    return;
  }
  const query = new URL(request.url ?? '', 'http://shop').searchParams;
  const since = query.get('modified_after') ?? '';
  const size = Number(query.get('per_page'));
  const start = (Number(query.get('page')) - 1) * size;
  const changed = shop.orders.filter(
    (order) => `${(order as { date_modified_gmt: string }).date_modified_gmt}Z` > since,
  );
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(changed.slice(start, start + size)));
}

const wooOrder = (id: number | string, day = 1) => ({
  id,
  number: String(id),
  status: 'processing',
  currency: 'CNY',
  customer_id: 77,
  date_created_gmt: '2026-02-01T08:00:00',
  date_modified_gmt: `2026-02-${String(day).padStart(2, '0')}T08:30:00`,
  billing: {
    first_name: '雷',
    last_name: '李',
    phone: '13812341234',
    email: 'li@example.com',
    city: '杭州',
    state: '浙江',
    address_1: '文三路1号',
  },
  line_items: [{ product_id: 5, sku: '', name: 'Shirt', quantity: 2, price: 59.5 }],
});

beforeAll(async () => {
  const kinds = new Map(['order', 'customer'].map((type) => [type, rememberingKind(type)]));
  connecting = createConnecting(
    kernel,
    { audit: () => Promise.resolve() },
    {
      records: createRecords(kernel, kinds),
      secrets: createSecretBox(kernel.config),
      fetch: createGuardedFetch({ allowedHosts: () => Promise.resolve(allowed) }),
    },
  );
  app = await openTestServer(kernel, connecting.parts.routes ?? []);
  const server = createServer(answerAsShop);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  shop.server = server;
  shop.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  kernel.timers.register(connecting.parts.timers ?? []);
});
afterAll(async () => {
  await app.close();
  await new Promise((resolve) => shop.server?.close(resolve));
});
beforeEach(async () => {
  taken = [];
  allowed = [new URL(shop.url).host];
  Object.assign(shop, { orders: [], answers: [], asked: [] });
  await sql`truncate intake.connectors, intake.deliveries, intake.record_claims`.execute(kernel.postgres.db);
  await sql`delete from kernel.timers where kind = 'intake.pull_connector'`.execute(kernel.postgres.db);
});

async function call(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) {
  const reply = await app.inject({ method, url, headers: { ...ADMIN }, ...(payload === undefined ? {} : { payload }) });
  return { status: reply.statusCode, text: reply.body, body: reply.json() };
}

async function connect(settings: object, secrets: object = {}) {
  const made = await call('POST', '/api/v1/connectors', {
    kind: 'webshop',
    name: 'Shop',
    source: 'woo',
    settings,
    secrets,
  });
  expect(made.status, made.text).toBe(201);
  return { id: made.body.connector.id as string, signing: made.body.signing as string };
}

async function deliver(id: string, body: string, headers: Readonly<Record<string, string>>) {
  const reply = await app.inject({
    method: 'POST',
    url: `/api/v1/connectors/${id}/webhook`,
    headers: { 'content-type': 'application/json', 'x-test-locale': 'en', ...headers },
    payload: body,
  });
  return { status: reply.statusCode, body: reply.json() };
}

const woo = (body: string, secret: string, delivery = 'd1') => ({
  'x-wc-webhook-topic': 'order.updated',
  'x-wc-webhook-delivery-id': delivery,
  'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
});

const log = async (id: string) => (await call('GET', `/api/v1/connectors/${id}/deliveries`)).body.items;

/** Fires what is due and pulls, as the worker does. */
async function work(): Promise<void> {
  await kernel.timers.tick();
  await kernel.jobs.drain(connecting.parts.jobs ?? []);
}

describe('messages of a connected shop', () => {
  it('takes an order of WooCommerce in, with its customer and its lines', async () => {
    const { id, signing } = await connect({ preset: 'woocommerce' });
    const body = JSON.stringify(wooOrder(1001));
    expect(await deliver(id, body, woo(body, signing))).toEqual({
      status: 200,
      body: { duplicate: false, accepted: 1, rejected: 0 },
    });
    expect(taken).toMatchObject([
      {
        source: 'woo',
        key: '1001',
        occurredAt: new Date('2026-02-01T08:30:00Z'),
        customer: {
          identifiers: [
            { type: 'account', value: '77' },
            { type: 'phone', value: '13812341234' },
            { type: 'email', value: 'li@example.com' },
          ],
          attributes: { name: '李雷', address: '浙江 杭州 文三路1号' },
        },
        data: {
          number: '1001',
          status: 'paid',
          currency: 'CNY',
          lines: [{ sku: 5, name: 'Shirt', quantity: 2, unitPrice: 59.5 }],
        },
      },
    ]);
  });

  it('takes an order of Shopify in', async () => {
    const { id } = await connect({ preset: 'shopify' }, { signing: 'shpss_secret' });
    const body = JSON.stringify({
      id: 5208334008572,
      name: '#1042',
      created_at: '2026-02-13T12:00:00-04:00',
      updated_at: '2026-02-13T12:05:00-04:00',
      currency: 'USD',
      financial_status: 'paid',
      fulfillment_status: null,
      customer: { id: 7, email: 'ann@example.com', first_name: 'Ann', last_name: 'Lee' },
      line_items: [{ sku: 'HS-L', title: 'Shirt', quantity: 1, price: '29.95' }],
    });
    const { status } = await deliver(id, body, {
      'x-shopify-topic': 'orders/create',
      'x-shopify-webhook-id': 'w1',
      'x-shopify-hmac-sha256': createHmac('sha256', 'shpss_secret').update(body).digest('base64'),
    });
    expect(status).toBe(200);
    expect(taken).toMatchObject([
      {
        key: '5208334008572',
        customer: { attributes: { name: 'Ann Lee' } },
        data: {
          number: '#1042',
          status: 'paid',
          lines: [{ sku: 'HS-L', quantity: 1, unitPrice: '29.95', name: 'Shirt' }],
        },
      },
    ]);
  });

  it('takes messages signed after Standard Webhooks, by rules of its own, and refuses late ones', async () => {
    const rules = [
      {
        type: 'order',
        key: 'ref',
        occurredAt: 'at',
        identifiers: { member_card: 'card' },
        data: { status: { path: 'state', map: { ok: 'paid' } } },
      },
    ];
    const { id, signing } = await connect({ preset: 'custom', rules });
    const body = JSON.stringify({ ref: 'A-1', at: '2026-02-01T08:00:00Z', card: 'VIP1', state: 'ok' });
    const signed = (at: Date) => {
      const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) };
      return { ...headers, 'webhook-signature': new Webhook(signing).sign('msg_1', at, body) };
    };
    const now = kernel.clock.now();
    const late = await deliver(id, body, signed(new Date(now.getTime() - 6 * 60_000)));
    expect(late).toMatchObject({
      status: 401,
      body: { code: 'signature_invalid', detail: expect.stringContaining('5 minutes') },
    });
    expect((await deliver(id, body, signed(now))).status).toBe(200);
    expect(taken).toMatchObject([
      { key: 'A-1', customer: { identifiers: [{ type: 'member_card', value: 'VIP1' }] }, data: { status: 'paid' } },
    ]);
  });

  it('believes nothing that is not signed with the secret, and says why in the log', async () => {
    const { id, signing } = await connect({ preset: 'woocommerce' });
    const body = JSON.stringify(wooOrder(1));
    const forged = [
      woo(body, 'guess'),
      { ...woo(body, signing), 'x-wc-webhook-signature': '' },
      woo(`${body} `, signing),
      { 'x-wc-webhook-topic': 'order.updated' },
    ];
    for (const headers of forged) {
      expect((await deliver(id, body, headers)).status).toBe(401);
    }
    expect(taken).toEqual([]);
    // One line a minute: anybody can send such.
    expect(await log(id)).toMatchObject([{ status: 'refused', reason: expect.stringMatching(/签名/) }]);
    expect((await deliver(newId(), body, woo(body, signing))).status).toBe(404);
  });

  it('answers a delivery that comes again as the first time, and takes nothing twice', async () => {
    const { id, signing } = await connect({ preset: 'woocommerce' });
    const body = JSON.stringify(wooOrder(1));
    await deliver(id, body, woo(body, signing));
    expect(await deliver(id, body, woo(body, signing))).toMatchObject({ body: { duplicate: true, accepted: 1 } });
    expect(await deliver(id, body, woo(body, signing, 'd2'))).toMatchObject({
      body: { duplicate: false, accepted: 1 },
    });
    expect(taken).toHaveLength(1);
  });

  it('keeps a log of what was taken and what was not, without the content', async () => {
    const { id, signing } = await connect({ preset: 'woocommerce' });
    const send = (message: unknown, delivery: string, topic = 'order.updated') => {
      const body = JSON.stringify(message);
      return deliver(id, body, { ...woo(body, signing, delivery), 'x-wc-webhook-topic': topic });
    };
    await send(wooOrder(1), 'd1');
    kernel.clock.advance(1000);
    await send([wooOrder(2), wooOrder('bad')], 'd2');
    kernel.clock.advance(1000);
    await send({}, 'd3', 'coupon.created');
    const items = await log(id);
    expect(items).toMatchObject([
      { status: 'rejected', topic: 'coupon.created', reason: expect.stringContaining('coupon.created') },
      { status: 'partly', records: 2, rejected: 1, reason: expect.stringContaining('data.lines') },
      { status: 'accepted', records: 1, rejected: 0, reason: null },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/13812341234|example\.com|李雷/);
  });

  it('works with the old secret for a day after it was changed, and never shows a secret again', async () => {
    const { id, signing } = await connect({ preset: 'woocommerce' }, { token: TOKEN });
    const rotated = await call('POST', `/api/v1/connectors/${id}/rotate`);
    const { rows } = await sql<{ text: string }>`select secrets::text as text from intake.connectors`.execute(
      kernel.postgres.db,
    );
    const listed = await call('GET', '/api/v1/connectors');
    for (const text of [listed.text, rows[0]?.text ?? '']) {
      for (const secret of [signing, rotated.body.signing, TOKEN]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(listed.body.items[0].secrets.toSorted()).toEqual(['signing', 'token']);
    const body = JSON.stringify(wooOrder(1));
    expect((await deliver(id, body, woo(body, signing))).status).toBe(200);
    kernel.clock.advance(25 * 3_600_000);
    expect((await deliver(id, body, woo(body, signing, 'd2'))).status).toBe(401);
    expect((await deliver(id, body, woo(body, rotated.body.signing, 'd3'))).status).toBe(200);
  });
});

describe('pulling from a connected shop', () => {
  const pull = () => ({
    preset: 'woocommerce',
    pull: {
      url: `${shop.url}/orders`,
      everyMinutes: 10,
      pageSize: 10,
      auth: { header: 'authorization', scheme: 'basic' },
    },
  });

  it('asks for all pages, then only for what changed since', async () => {
    shop.orders = Array.from({ length: 25 }, (_, n) => wooOrder(n + 1, 1));
    const { id } = await connect(pull(), { token: TOKEN });
    await work();
    expect(new Set(taken.map(({ key }) => key)).size).toBe(25);
    expect(shop.asked.map((url) => new URL(url, 'http://shop').searchParams.get('page'))).toEqual(['1', '2', '3']);
    shop.orders.push(wooOrder(26, 2));
    kernel.clock.advance(9 * 60_000);
    await work();
    expect(taken).toHaveLength(25);
    kernel.clock.advance(60_000);
    await work();
    expect(taken.map(({ key }) => key).at(-1)).toBe('26');
    expect(taken).toHaveLength(26);
    expect(shop.asked.at(-1)).toContain('modified_after=2026-02-01T08%3A30%3A00Z');
    expect(await log(id)).toHaveLength(4);
  });

  it('goes on behind the last page that was kept, and waits as long as the shop asks', async () => {
    shop.orders = Array.from({ length: 25 }, (_, n) => wooOrder(n + 1, 1));
    shop.answers = [];
    const { id } = await connect(pull(), { token: TOKEN });
    const slowDown = (response: ServerResponse) => response.writeHead(429, { 'retry-after': '120' }).end();
    shop.answers = [(response) => response.end(JSON.stringify(shop.orders.slice(0, 10))), slowDown];
    await work();
    expect(taken).toHaveLength(10);
    const { body } = await call('GET', '/api/v1/connectors');
    expect(body.items[0]).toMatchObject({ failures: 1, lastFailure: expect.stringContaining('429') });
    kernel.clock.advance(119_000);
    await work();
    expect(taken).toHaveLength(10);
    kernel.clock.advance(1000);
    await work();
    expect(taken).toHaveLength(25);
    expect(shop.asked.map((url) => new URL(url, 'http://shop').searchParams.get('page'))).toEqual(['1', '2', '2', '3']);
    expect((await call('GET', '/api/v1/connectors')).body.items[0]).toMatchObject({ failures: 0, lastFailure: null });
    expect(id).not.toBe('');
  });

  it('says in the test what is wrong, and writes nothing', async () => {
    shop.orders = [wooOrder(1)];
    const { id } = await connect(pull(), { token: 'wrong' });
    expect((await call('POST', `/api/v1/connectors/${id}/test`)).body).toMatchObject({
      ok: false,
      problem: expect.stringContaining('401'),
    });
    await call('PATCH', `/api/v1/connectors/${id}`, { secrets: { token: TOKEN } });
    expect((await call('POST', `/api/v1/connectors/${id}/test`)).body).toEqual({ ok: true, items: 1, problem: null });
    expect(taken).toEqual([]);
  });

  it('refuses an address inside the own network, when it is typed in and when it is asked', async () => {
    allowed = [];
    const refused = await call('POST', '/api/v1/connectors', {
      kind: 'webshop',
      name: 'S',
      source: 'woo',
      settings: pull(),
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'address_refused' } });
    allowed = [new URL(shop.url).host];
    await connect(pull(), { token: TOKEN });
    allowed = [];
    await work();
    expect(shop.asked).toEqual([]);
    expect((await call('GET', '/api/v1/connectors')).body.items[0].failures).toBe(1);
  });

  it('stops when it is switched off', async () => {
    shop.orders = [wooOrder(1)];
    const { id } = await connect(pull(), { token: TOKEN });
    await call('PATCH', `/api/v1/connectors/${id}`, { enabled: false });
    kernel.clock.advance(3_600_000);
    await work();
    expect(shop.asked).toEqual([]);
  });
});

describe('the log of deliveries', () => {
  it('is kept for ninety days', async () => {
    const { id, signing } = await connect({ preset: 'woocommerce' });
    await kernel.timers.tick();
    const body = JSON.stringify(wooOrder(1));
    await deliver(id, body, woo(body, signing));
    kernel.clock.advance(89 * 86_400_000);
    await kernel.timers.tick();
    expect(await log(id)).toHaveLength(1);
    kernel.clock.advance(2 * 86_400_000);
    await kernel.timers.tick();
    expect(await log(id)).toEqual([]);
  });
});

describe('kinds of connectors', () => {
  it('are those that have a folder', () => {
    const own = new Set(['pulling', 'receiving', 'secrets']);
    const folders = readdirSync(path.join(import.meta.dirname), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !own.has(entry.name))
      .map((entry) => entry.name);
    expect(CONNECTOR_KINDS.map(({ name }) => name)).toEqual(folders);
  });

  it('name every setting that is wrong', async () => {
    const reply = await call('POST', '/api/v1/connectors', {
      kind: 'webshop',
      name: 'S',
      source: 'woo',
      settings: { preset: 'magento', pull: { url: 'ftp://x' } },
    });
    expect(reply.status).toBe(400);
    expect(reply.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'settings.preset',
      'settings.pull.url',
    ]);
  });
});
