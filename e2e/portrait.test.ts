import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { type Language, WORDS } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures', 'portrait');
const PHONE = '13912340001';
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;
/** Points of a sheet of A5 and A4, upright. */
const A5 = [420, 595];
const A4 = [595, 842];

describeWithBrowser('portrait and delivery note (needs a browser)', { timeout: 120_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;
  let customerId = '';
  let orderId = '';

  beforeAll(async () => {
    dir = await makeTempDir('portrait');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    const headers = {
      authorization: `Bearer ${await makeKey(platform.url)}`,
      'content-type': 'application/json',
    };
    const ask = async (method: string, url: string, body?: object) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const reply = await fetch(`${platform.url}/api/v1${url}`, { method, headers, ...sent });
      expect(reply.status).toBeLessThan(300);
      // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path
      return (await reply.json()) as any;
    };
    const who = { identifiers: [{ type: 'phone', value: PHONE }] };
    const attributes = {
      name: '欧阳小华',
      address: '上海市徐汇区漕溪北路 1 号',
      heightCm: 175,
      build: '偏瘦',
      preferredParcelTime: '工作日 18-21 时',
      hobbies: ['网球'],
    };
    const lines = (unitPrice: string) => [
      { sku: 'SK-1', name: '羊毛衫', quantity: 1, unitPrice },
      { sku: 'SK-2', name: '长裤', quantity: 2, unitPrice: '199.50' },
    ];
    const order = (key: string, occurredAt: string, unitPrice: string) => ({
      source: 'web',
      key,
      type: 'order',
      occurredAt,
      customer: who,
      data: { lines: lines(unitPrice), status: 'paid' },
    });
    const { results } = await ask('POST', '/records', [
      {
        source: 'web',
        key: 'C1',
        type: 'customer',
        occurredAt: '2026-01-01T08:00:00Z',
        customer: { ...who, attributes },
        data: {},
      },
      order('O-1001', '2026-02-20T12:00:00Z', '499'),
      order('O-1002', '2026-02-27T12:30:00Z', '599'),
    ]);
    customerId = results[0].customerId;
    orderId = (await ask('GET', `/customers/${customerId}/orders`)).items[0].id;
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const openPage = async (language: Language, width: 1440 | 390): Promise<Page> => {
    if (found.browser === null) {
      throw new Error('There is no browser');
    }
    return openDesk(found.browser, { url: platform.url, language, width, session: await openSession(platform.url) });
  };
  /** What stands out at the right; empty when nothing does. */
  const widest = (page: Page): Promise<string> =>
    page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('*')]
      .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
      .map((each) => each.tagName + '.' + each.className).slice(0, 12).join(' ') || 'something'`);
  const picture = (page: Page, name: string) =>
    page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });

  it('[C001a] prints the sheet alone, on one page of the paper that was chosen', async () => {
    const page = await openPage('zh-CN', 1440);
    const words = WORDS['zh-CN'].deliveryNote;
    await page.goto(`/orders/${orderId}/delivery-note`);
    const sheet = page.locator('.note-sheet');
    await sheet.waitFor();
    expect(await sheet.innerText()).toMatch(/175 cm[\s\S]*偏瘦/u);
    expect(await sheet.innerText()).toContain('工作日 18-21 时');
    expect(await page.content()).not.toContain(PHONE);
    expect(page.url()).not.toContain('139');
    await picture(page, 'note-zh');
    const paperOf = async () => {
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/gu)];
      return boxes.map(([, width, height]) => [Math.round(Number(width)), Math.round(Number(height))]);
    };
    expect(await paperOf()).toEqual([A5]);
    await page.getByText('A4', { exact: true }).click();
    expect(await paperOf()).toEqual([A4]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.rail').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: words.print }).isVisible()).toBe(false);
    expect(await sheet.isVisible()).toBe(true);
    await picture(page, 'note-print');
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('button', { name: words.reveal }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('打印面单');
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.getByText('12340001').waitFor();
    await picture(page, 'note-revealed');
  });

  it('[C014a] shows the portrait with tags that explain themselves and figures that open their orders', async () => {
    const page = await openPage('zh-CN', 1440);
    const words = WORDS['zh-CN'].portrait;
    await page.goto(`/customers/${customerId}/portrait`);
    await page.getByRole('heading', { name: words.tags }).waitFor();
    await page.getByText('工作日 18-21 时').waitFor();
    await page.getByRole('list', { name: words.channels }).getByRole('button').first().click();
    await page.getByRole('complementary', { name: words.behind }).getByText('O-1002').waitFor();
    await page.keyboard.press('Escape');
    await page.waitForLoadState('networkidle');
    await picture(page, 'portrait-zh');
    expect(await widest(page)).toBe('');
    await page.goto('/quality');
    await page.getByRole('list', { name: WORDS['zh-CN'].quality.bands }).waitFor();
    await picture(page, 'quality-zh');
    await page.goto('/dictionary');
    await page.getByRole('heading', { name: WORDS['zh-CN'].dictionary.steps }).waitFor();
    await picture(page, 'dictionary-zh');
    const narrow = await openPage('en', 390);
    for (const [address, name] of [
      [`/customers/${customerId}/portrait`, 'portrait-en-390'],
      ['/quality', 'quality-en-390'],
      ['/dictionary', 'dictionary-en-390'],
      [`/orders/${orderId}/delivery-note`, 'note-en-390'],
    ] as const) {
      await narrow.goto(address);
      await narrow.getByRole('heading', { level: 1 }).waitFor();
      await narrow.waitForLoadState('networkidle');
      await picture(narrow, name);
      expect(await widest(narrow)).toBe('');
    }
  });
});
