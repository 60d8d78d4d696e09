import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { TEST_NOW, useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

const kernel = useKernel();
const test = usePlatform(kernel);
const context = systemContext('test');
let admin: Readonly<Record<string, string>> = {};
let basic = '';

beforeAll(async () => {
  const { key } = await test.platform.access.createApiKey(context, { name: 'admin', role: 'admin' });
  admin = { authorization: `Bearer ${key}`, 'accept-language': 'en' };
  basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
});

async function call(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers = admin) {
  const reply = await test.app.inject({
    method,
    url,
    headers: { ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers };
}

const minutesAgo = (minutes: number) => new Date(TEST_NOW.getTime() - minutes * 60_000).toISOString();

const viewed = (key: string, account: string, more: object = {}) => ({
  source: 'web',
  key,
  type: 'behaviour',
  occurredAt: minutesAgo(30),
  customer: { identifiers: [{ type: 'account', value: account }] },
  data: { event: 'product_view', visitId: 'v1', sku: 'A-1', category: 'shirts', ...more },
});

async function idOf(account: string, source = 'web'): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.records where source = ${source} and account = ${account}`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.id ?? '';
}

describe('behaviour by the records API', () => {
  it('[C014] raises the counts on the profile, shows the visit on the time-line, and counts in the traffic of the day', async () => {
    const { status, body } = await call('POST', '/api/v1/records', [
      viewed('e1', 'li'),
      viewed('e2', 'li', { event: 'search', query: 'linen', sku: undefined }),
      viewed('e3', 'li', { sku: 'A-2' }),
      { ...viewed('e4', 'li', { event: 'dance' }) },
    ]);
    expect(status).toBe(200);
    expect(body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'added',
      'added',
      'added',
      'rejected',
    ]);
    expect(body.results[3].fault).toMatchObject({
      field: 'data.event',
      reason: expect.stringContaining('product_view'),
    });
    const id = await idOf('li');
    expect(body.results[0].customerId).toBe(id);
    const profile = await call('GET', `/api/v1/customers/${id}/behaviour`);
    expect(profile.body).toEqual({
      lastSeenAt: minutesAgo(30),
      visits: { last30Days: 1, last90Days: 1 },
      kinds: [
        { kind: 'product_view', last30Days: 2, last90Days: 2 },
        { kind: 'search', last30Days: 1, last90Days: 1 },
      ],
      topCategories: [{ category: 'shirts', views: 2 }],
      topProducts: [
        { sku: 'A-1', views: 1, cartAdds: 0 },
        { sku: 'A-2', views: 1, cartAdds: 0 },
      ],
    });
    const asked = { customerId: id, before: null, limit: 10, context: { ...context, locale: 'en' as const } };
    const [visit, ...others] = await test.platform.behaviour.timeline.entries(kernel.postgres.db, asked);
    expect(visit).toMatchObject({ kind: 'visit', detail: 'Product view 2 · Search 1', channel: 'web' });
    expect(others).toEqual([]);
    const detail = await call('GET', `/api/v1/customers/${id}/behaviour/events?visitOf=${visit?.ref?.id}&limit=2`);
    expect(detail.body.items).toHaveLength(2);
    const rest = await call('GET', `/api/v1/customers/${id}/behaviour/events?cursor=${detail.body.nextCursor}`);
    expect(rest.body.items).toHaveLength(1);
    await pumpAll(kernel, test.platform.feed.readers);
    const traffic = await call('GET', '/api/v1/traffic?days=7');
    expect(traffic.body.items).toEqual([{ day: '2026-03-02', visits: 1, browsers: 0, events: 3, customers: 1 }]);
  });

  it('[C014] counts what was put in the cart and which campaign was clicked, for profile, segments and visits alike', async () => {
    const before = await call('GET', '/api/v1/metrics/visits');
    const { status } = await call('POST', '/api/v1/records', [
      viewed('shop-1', 'chen', { event: 'cart_add', sku: 'A-1', quantity: 2, visitId: 'v2' }),
      viewed('shop-2', 'chen', { event: 'campaign_click', campaign: 'spring', sku: undefined, visitId: 'v2' }),
    ]);
    expect(status).toBe(200);
    const id = await idOf('chen');
    const profile = await call('GET', `/api/v1/customers/${id}/behaviour`);
    expect(profile.body.kinds).toEqual(
      expect.arrayContaining([
        { kind: 'cart_add', last30Days: 1, last90Days: 1 },
        { kind: 'campaign_click', last30Days: 1, last90Days: 1 },
      ]),
    );
    expect(profile.body.topProducts).toEqual([{ sku: 'A-1', views: 0, cartAdds: 1 }]);
    await pumpAll(kernel, test.platform.feed.readers);
    const after = await call('GET', '/api/v1/metrics/visits');
    expect([before.status, after.status, after.body.value]).toEqual([200, 200, (before.body.value ?? 0) + 1]);
    const rule = { all: [{ is: 'behaviour.count', kinds: ['campaign_click'], count: { min: 1 } }] };
    const segment = await call('POST', '/api/v1/segments/preview', { rule });
    expect(segment.body.count).toBe(1);
  });

  it('answers the same batch again with the same ids', async () => {
    const batch = { records: [viewed('again-1', 'wang'), viewed('again-2', 'wang')] };
    const first = await call('POST', '/api/v1/records', batch);
    const second = await call('POST', '/api/v1/records', batch);
    const strip = (results: { id: string; customerId: string }[]) =>
      results.map(({ id, customerId }) => ({ id, customerId }));
    expect(strip(second.body.results)).toEqual(strip(first.body.results));
    expect(second.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['same', 'same']);
  });

  it('refuses more than 1,000 rows at once and lists what can be sent', async () => {
    const many = Array.from({ length: 1001 }, (_, n) => viewed(`many-${n}`, 'x'));
    expect((await call('POST', '/api/v1/records', many)).status).toBe(400);
    const { body: api } = await call('GET', '/api/v1/openapi.json');
    expect(JSON.stringify(api.paths['/api/v1/records'].post.requestBody)).toContain('"occurredAt"');
    const kinds = await call('GET', '/api/v1/record-kinds');
    expect(kinds.body.items.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['behaviour', 'customer', 'order']),
    );
  });

  it('makes one customer of the same person sent in forty requests at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        call('POST', '/api/v1/records', [
          {
            ...viewed(`race-${n}`, `racer-${n}`),
            customer: {
              identifiers: [
                { type: 'account', value: `racer-${n}` },
                { type: 'phone', value: '13611112222' },
              ],
            },
          },
        ]),
      ),
    );
    expect(replies.every(({ status, body }) => status === 200 && body.results[0].outcome === 'added')).toBe(true);
    const { rows } = await sql<{ n: number }>`
      select count(distinct customer_id) as n from customers.records where account like 'racer-%'`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.n).toBe(1);
  });
});

describe("Segment's format", () => {
  it('takes a batch with the key as user name of Basic, and makes one customer of what was anonymous', async () => {
    const page = { page: { url: 'https://shop.example/p/9' } };
    const { status, body } = await call(
      'POST',
      '/api/v1/batch',
      {
        batch: [
          { type: 'page', anonymousId: 'seg-browser-1', messageId: 'm1', timestamp: minutesAgo(20), context: page },
          {
            type: 'track',
            anonymousId: 'seg-browser-1',
            messageId: 'm2',
            timestamp: minutesAgo(19),
            event: 'Product Viewed',
            properties: { sku: 'S-1' },
          },
          {
            type: 'identify',
            userId: 'u-9',
            anonymousId: 'seg-browser-1',
            messageId: 'm3',
            timestamp: minutesAgo(18),
            traits: { name: '王芳', email: 'wang.fang@example.com', favouriteColour: 'red' },
          },
          { type: 'alias', userId: 'u-9', previousId: 'x' },
        ],
      },
      { authorization: basic, 'accept-language': 'en' },
    );
    expect(status).toBe(200);
    expect(body.success).toBe(false);
    expect(body.results.map(({ index, outcome }: { index: number; outcome: string }) => [index, outcome])).toEqual([
      [0, 'added'],
      [1, 'added'],
      [2, 'changed'],
      [2, 'added'],
      [3, 'rejected'],
    ]);
    const id = await idOf('u-9', 'segment');
    const customer = await call('GET', `/api/v1/customers/${id}`);
    expect(customer.body).toMatchObject({ name: '王芳', email: 'w***@example.com' });
    const { body: events } = await call('GET', `/api/v1/customers/${id}/behaviour/events`);
    expect(events.items.map(({ kind }: { kind: string }) => kind)).toEqual(['identify', 'product_view', 'page_view']);
    const single = await call('POST', '/api/v1/track', { userId: 'u-9', messageId: 'm4', event: 'Coupon Opened' });
    expect(single.body).toMatchObject({ success: true, results: [{ index: 0, outcome: 'added', customerId: id }] });
  });
});

describe('the way in for sites', () => {
  const ORIGIN = 'https://shop.example.com';
  let site = { id: '', writeKey: '', secret: '' };

  beforeAll(async () => {
    const { body } = await call('POST', '/api/v1/sites', { name: 'Shop', source: 'site', origins: [ORIGIN] });
    site = { ...body.site, secret: body.secret };
  });

  async function collect(batch: object, origin: string | null = ORIGIN) {
    const reply = await test.app.inject({
      method: 'POST',
      url: '/api/v1/collect',
      headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site', ...(origin === null ? {} : { origin }) },
      payload: JSON.stringify(batch),
    });
    return { status: reply.statusCode, body: reply.json(), allowed: reply.headers['access-control-allow-origin'] };
  }

  const batch = (events: readonly object[], more: object = {}) => ({
    key: site.writeKey,
    id: 'browser-0001',
    sentAt: TEST_NOW.getTime(),
    events: events.map((event, n) => ({ key: `event-000${n}`, at: TEST_NOW.getTime() - 60_000, ...event })),
    ...more,
  });

  it('takes events of a registered origin, with the clock of the browser put right', async () => {
    const ahead = 3_600_000;
    const sent = batch([{ event: 'page_view', at: TEST_NOW.getTime() - 60_000 + ahead }], {
      sentAt: TEST_NOW.getTime() + ahead,
    });
    expect(await collect(sent)).toEqual({ status: 202, body: { accepted: 1, rejected: 0 }, allowed: ORIGIN });
    expect(await collect(sent)).toMatchObject({ body: { accepted: 1 } });
    const { rows } = await sql<{
      at: Date;
    }>`select at from behaviour.events where anonymous_id = 'browser-0001'`.execute(kernel.postgres.db);
    expect(rows.map(({ at }) => at.toISOString())).toEqual([minutesAgo(1)]);
  });

  it('refuses other origins, unknown keys, stopped sites and bodies that are too large', async () => {
    const sent = batch([{ event: 'visit' }]);
    expect(await collect(sent, 'https://evil.example')).toMatchObject({ status: 403, allowed: undefined });
    expect(await collect(sent, null)).toMatchObject({ status: 403 });
    expect(await collect({ ...sent, key: 'zhw_none' })).toMatchObject({ status: 404, allowed: undefined });
    expect(await collect(batch([{ event: 'search', query: 'x'.repeat(70_000) }]))).toMatchObject({ status: 413 });
    await call('PATCH', `/api/v1/sites/${site.id}`, { enabled: false });
    expect(await collect(sent)).toMatchObject({ status: 404 });
    await call('PATCH', `/api/v1/sites/${site.id}`, { enabled: true });
  });

  it('believes who signed in only with the proof of the shop, and never takes over personal data from a page', async () => {
    const proof = createHmac('sha256', site.secret).update('vip-1').digest('hex');
    const claim = { event: 'identify', account: 'vip-1' };
    const id = 'browser-0002';
    expect(await collect(batch([claim, { ...claim, proof: '00' }], { id }))).toMatchObject({
      body: { accepted: 0, rejected: 2 },
    });
    expect(await idOf('vip-1', 'site')).toBe('');
    expect(
      await collect(
        batch(
          [
            { ...claim, proof },
            { event: 'product_view', sku: 'Z' },
          ],
          { id },
        ),
      ),
    ).toMatchObject({ body: { accepted: 2 } });
    const customer = await idOf('vip-1', 'site');
    const { body } = await call('GET', `/api/v1/customers/${customer}/behaviour`);
    expect(body.topProducts).toEqual([{ sku: 'Z', views: 1, cartAdds: 0 }]);
  });

  it('shows the secret once, keeps it sealed, and ends the old write key when it is changed', async () => {
    const listed = await call('GET', '/api/v1/sites');
    const { rows } = await sql<{ secret: string }>`select secret from behaviour.sites`.execute(kernel.postgres.db);
    expect(JSON.stringify(listed.body) + JSON.stringify(rows)).not.toContain(site.secret);
    const rotated = await call('POST', `/api/v1/sites/${site.id}/rotate`, { what: 'writeKey' });
    expect(await collect(batch([{ event: 'visit' }]))).toMatchObject({ status: 404 });
    site = { ...site, writeKey: rotated.body.site.writeKey };
    expect(await collect(batch([{ event: 'visit' }]))).toMatchObject({ status: 202 });
  });

  it('serves the script to any page, with nothing of the visitor in it', async () => {
    const reply = await test.app.inject({ method: 'GET', url: '/t.js' });
    expect(reply.statusCode).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(reply.headers['set-cookie']).toBeUndefined();
  });
});

describe('events from a file', () => {
  const CSV = `event_id,event_type,timestamp,user_id,visitor_id,product_id,quantity
f1,view,2026-02-20 10:00:00,fan-1,,P-1,
f2,addtocart,2026-02-20 10:01:00,fan-1,,P-1,2
f3,view,2026-02-20 09:00:00,,device-77,P-2,
f4,identify,2026-02-20 09:30:00,fan-2,device-77,,
f5,view,tomorrow,fan-1,,P-1,
f6,addtocart,2026-02-20 10:02:00,fan-1,,P-1,two
`;

  async function importFile(source: string): Promise<string> {
    const file = Readable.from([Buffer.from(CSV)]);
    const { id } = await test.platform.intake.imports.create(
      context,
      { kind: 'events', source, fileName: 'e.csv' },
      file,
    );
    await kernel.jobs.drain(test.platform.jobs);
    return id;
  }

  it('saves the good lines, lists the wrong ones, joins what was anonymous, and is undone as a whole', async () => {
    const id = await importFile('file');
    const { body } = await call('GET', `/api/v1/imports/${id}`);
    expect(body).toMatchObject({ status: 'done', accepted: 4, added: 4, rejected: 2 });
    const faults = await call('GET', `/api/v1/imports/${id}/faults`);
    expect(faults.body.items.map(({ column }: { column: string }) => column)).toEqual(['timestamp', 'quantity']);
    const fan = await idOf('fan-2', 'file');
    const { body: events } = await call('GET', `/api/v1/customers/${fan}/behaviour/events`);
    expect(events.items.map(({ sku }: { sku: string | null }) => sku)).toEqual([null, 'P-2']);
    const again = await importFile('file');
    expect((await call('GET', `/api/v1/imports/${again}`)).body).toMatchObject({ added: 0, same: 4 });
    for (const each of [again, id]) {
      await call('POST', `/api/v1/imports/${each}/undo`);
      await kernel.jobs.drain(test.platform.jobs);
    }
    expect((await call('GET', `/api/v1/imports/${id}`)).body.status).toBe('undone');
    const { rows } = await sql<{ events: number; records: number }>`
      select (select count(*) from behaviour.events where source = 'file') as events,
        (select count(*) from customers.records where source = 'file') as records`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ events: 0, records: 0 }]);
  });
});
