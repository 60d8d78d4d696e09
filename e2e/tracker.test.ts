import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { createHttpServer } from '../server/src/0-kernel/http/server.ts';
import { createPlatform, type Platform } from '../server/src/wiring.ts';
import { useKernel } from '../server/test/harness.ts';
import { shareBrowser } from './browser.ts';
import { until } from './platform.ts';

const SCRIPT = path.join(import.meta.dirname, '../server/src/4-behaviour/collecting/tracker.js');
const MAX_BYTES = 5000;

describe('the script of a site', () => {
  it('is smaller than 5 kB as it is sent, and needs nothing else', () => {
    const source = readFileSync(SCRIPT, 'utf8');
    expect(gzipSync(source, { level: 6 }).length).toBeLessThan(MAX_BYTES);
    expect(source).not.toMatch(/\b(?:import|require|eval)\b\s*\(/);
  });
});

const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

interface Shown {
  readonly kind: string;
  readonly path: string | null;
  readonly sku: string | null;
  readonly query: string | null;
  readonly customerId: string | null;
  readonly anonymousId: string;
}

describeWithBrowser('the script of a site, in a shop on another port (needs a browser)', () => {
  // The browser's own clock counts: events from the far future are none.
  const kernel = useKernel({ analytic: false, now: new Date() });
  let platform: Platform;
  let app: FastifyInstance;
  let shop: Server;
  let apiUrl = '';
  let shopUrl = '';
  let site = { id: '', writeKey: '', secret: '' };
  let attributes = '';
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    platform = createPlatform(kernel, { passwordCost: { N: 1024, r: 8, p: 1 } });
    app = await createHttpServer({
      kernel,
      routes: platform.routes,
      authenticate: platform.access.authenticate,
      rateLimits: false,
    });
    apiUrl = await app.listen({ port: 0, host: '127.0.0.1' });
    shop = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>Shop</title>
        <script>window.zhike=window.zhike||function(){(zhike.q=zhike.q||[]).push(arguments)}</script>
        <script async src="${apiUrl}/t.js" data-key="${site.writeKey}" ${attributes}></script>`);
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const address = shop.address();
    shopUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    site = await createSite();
  });

  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await found.browser?.close();
    await new Promise((resolve) => shop.close(resolve));
    await app.close();
  });

  async function createSite(): Promise<typeof site> {
    const { key } = await platform.access.createApiKey(systemContext('test'), { name: 'admin', role: 'admin' });
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/sites',
      headers: { authorization: `Bearer ${key}` },
      payload: { name: 'Shop', source: 'shop', origins: [shopUrl], consentRequired: false },
    });
    const made = reply.json<{ site: { id: string; writeKey: string }; secret: string }>();
    return { ...made.site, secret: made.secret };
  }

  async function openShop(to = '/', options: { readonly before?: (context: BrowserContext) => Promise<void> } = {}) {
    const context = await (found.browser ?? never()).newContext();
    contexts.push(context);
    await options.before?.(context);
    const page = await context.newPage();
    await page.goto(`${shopUrl}${to}`);
    await page.waitForFunction(() => 'zhike' in window && !('q' in (window as never as { zhike: object }).zhike));
    return page;
  }

  const call = (page: Page, ...values: readonly unknown[]) =>
    page.evaluate((given) => (window as never as { zhike: (...all: unknown[]) => void }).zhike(...given), [...values]);

  const browserIdOf = (page: Page) =>
    page.evaluate(() => JSON.parse(localStorage.getItem('zk_id') ?? 'null') as string);

  async function eventsOf(anonymousId: string): Promise<Shown[]> {
    const { rows } = await kernel.postgres.pool.query<Shown>(
      `select kind, path, sku, query, customer_id as "customerId", anonymous_id as "anonymousId"
       from behaviour.events where anonymous_id = $1 order by at, id`,
      [anonymousId],
    );
    return rows;
  }

  async function countEvents(): Promise<number> {
    const { rows } = await kernel.postgres.pool.query<{ n: number }>('select count(*) as n from behaviour.events');
    return rows[0]?.n ?? 0;
  }

  it('[C014] sends visits, pages of a single-page shop, products, searches and carts, each once', async () => {
    attributes = '';
    const page = await openShop('/p/1?token=secret&utm_campaign=spring');
    await page.evaluate(() => history.pushState({}, '', '/p/2'));
    await page.waitForTimeout(50);
    await call(page, 'product', { sku: 'A-1', category: 'shirts' });
    await call(page, 'search', 'linen');
    await call(page, 'cart', { sku: 'A-1', quantity: 1 });
    const id = await browserIdOf(page);
    const kinds = ['visit', 'page_view', 'page_view', 'product_view', 'search', 'cart_add'];
    await until(async () => (await eventsOf(id)).length >= kinds.length, { what: 'the events' });
    await page.reload();
    await until(async () => (await eventsOf(id)).length === kinds.length + 1, { what: 'the page after a reload' });
    const events = await eventsOf(id);
    expect(events.map(({ kind }) => kind)).toEqual([...kinds, 'page_view']);
    expect(events.map((event) => event.path)).toEqual(
      ['/p/1', '/p/1', '/p/2', '/p/2', '/p/2', '/p/2', '/p/2'].map((each, at) =>
        at === 0 ? (events[0]?.path ?? null) : each,
      ),
    );
    expect(await page.context().cookies()).toEqual([]);
  });

  it('gives what was seen to the customer whom the shop vouches for, and to nobody without its proof', async () => {
    attributes = '';
    const page = await openShop();
    await call(page, 'product', { sku: 'B-2' });
    await call(page, 'identify', 'member-7', 'f'.repeat(64));
    const id = await browserIdOf(page);
    await until(async () => (await eventsOf(id)).length === 3, { what: 'the events of nobody' });
    expect((await eventsOf(id)).every(({ customerId }) => customerId === null)).toBe(true);
    await call(page, 'identify', 'member-7', createHmac('sha256', site.secret).update('member-7').digest('hex'));
    await until(async () => (await eventsOf(id)).every(({ customerId }) => customerId !== null), {
      what: 'the customer',
    });
  });

  it('keeps what could not be sent and sends it later', async () => {
    attributes = '';
    const page = await openShop();
    const id = await browserIdOf(page);
    await until(async () => (await eventsOf(id)).length === 2, { what: 'the first page' });
    await page.context().setOffline(true);
    await call(page, 'product', { sku: 'C-3' });
    await page.waitForTimeout(800);
    expect(await eventsOf(id)).toHaveLength(2);
    await page.context().setOffline(false);
    await until(async () => (await eventsOf(id)).some(({ sku }) => sku === 'C-3'), { what: 'the kept event' });
  });

  it('sends what is left when the page is closed', async () => {
    attributes = '';
    const page = await openShop();
    const id = await browserIdOf(page);
    await call(page, 'product', { sku: 'D-4' });
    await page.close({ runBeforeUnload: true });
    await until(async () => (await eventsOf(id)).some(({ sku }) => sku === 'D-4'), { what: 'the last event' });
  });

  it.each([
    ['Do Not Track', 'doNotTrack', '1'],
    ['Global Privacy Control', 'globalPrivacyControl', true],
  ])('stores and sends nothing under %s', async (_, name, value) => {
    attributes = '';
    const before = await countEvents();
    const page = await openShop('/', {
      before: async (context) => {
        await context.addInitScript(
          ([key, on]) => Object.defineProperty(Navigator.prototype, String(key), { get: () => on }),
          [name, value],
        );
      },
    });
    await call(page, 'product', { sku: 'E-5' });
    await page.waitForTimeout(900);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    expect(await countEvents()).toBe(before);
  });

  it('waits for consent where that is required, and forgets when it is taken back', async () => {
    attributes = 'data-consent="required"';
    const before = await countEvents();
    const page = await openShop('/privacy');
    await call(page, 'product', { sku: 'F-6' });
    await page.waitForTimeout(900);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    expect(await countEvents()).toBe(before);
    await call(page, 'consent', true);
    const id = await browserIdOf(page);
    await until(async () => (await eventsOf(id)).length === 3, { what: 'what happened before consent on this page' });
    await call(page, 'consent', false);
    await call(page, 'product', { sku: 'F-7' });
    await page.waitForTimeout(900);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['zk_ok']);
    expect(await eventsOf(id)).toHaveLength(3);
  });

  it('takes nothing from a page of another origin, and tells it nothing', async () => {
    const other = await (found.browser ?? never()).newContext();
    contexts.push(other);
    const page = await other.newPage();
    await page.goto(`${shopUrl.replace('127.0.0.1', 'localhost')}/`);
    const before = await countEvents();
    const answer = await page.evaluate(
      async ([url, key]) => {
        const body = JSON.stringify({
          key,
          id: 'other-browser',
          sentAt: Date.now(),
          events: [{ key: 'event-0001', at: Date.now(), event: 'visit' }],
        });
        return fetch(`${url}/api/v1/collect`, { method: 'POST', body }).then(
          (reply) => reply.status,
          () => 'unreadable',
        );
      },
      [apiUrl, site.writeKey],
    );
    expect(answer).toBe('unreadable');
    expect(await countEvents()).toBe(before);
  });
});

function never(): never {
  throw new Error('There is no browser');
}
