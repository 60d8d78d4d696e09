import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createCustomer, getFieldValues, listCustomers } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const words = WORDS['zh-CN'];
const FIELD = '肌肤类型';
const KEY = 'skinKind';
const BY_HAND = '混合偏干';
const BY_FILE = '敏感肌';
const HAND_PHONE = '13900000001';
const FILE_PHONE = '13900000002';
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('[C001] a field that somebody defines in the browser (needs a browser)', () => {
  let dir: string;
  let platform: PlatformProcess;
  let client: Client;
  let handId: string;

  beforeAll(async () => {
    dir = await makeTempDir('custom-field');
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
    const made = await client.call(createCustomer, { body: { name: '林一', phone: HAND_PHONE, region: '上海' } });
    handId = made.created ? made.id : '';
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('is at once in the form, the list, the import, the interface and the export', { timeout: 120_000 }, async () => {
    if (found.browser === null) {
      return;
    }
    const session = await openSession(platform.url);
    const page = await openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session });
    const began = Date.now();
    await define(page);
    await fillIn(page, handId);
    await showInList(page);
    await importFile(page);

    const { fields } = await client.call(getFieldValues, { params: { id: handId } });
    expect(fields.find(({ key }) => key === KEY)).toMatchObject({ value: BY_HAND, origin: { byHand: true } });
    const listed = await client.call(listCustomers, { query: { limit: 10, fields: KEY } });
    expect(listed.items.map((customer) => customer.fields?.[KEY])).toEqual([BY_FILE, BY_HAND]);

    const lines = (await exportFile(page)).split(/\r?\n/);
    const column = (lines[0] ?? '').split(',').findIndex((header) => header.includes(FIELD));
    expect(lines.slice(1).map((line) => line.split(',')[column])).toEqual(expect.arrayContaining([BY_HAND, BY_FILE]));
    expect(Date.now() - began).toBeLessThan(60_000);
  });
});

async function define(page: Page): Promise<void> {
  await page.goto('/settings/fields');
  await page.getByRole('button', { name: words.fields.new }).click();
  const form = page.locator('form.entry-form');
  await form.getByLabel(words.fields.labelZh).fill(FIELD);
  await form.getByLabel(words.fields.key, { exact: true }).fill(KEY);
  await form.getByRole('button', { name: words.fields.create, exact: true }).click();
  await page.getByText(words.fields.saved.replace('{{name}}', FIELD)).waitFor();
}

async function fillIn(page: Page, customerId: string): Promise<void> {
  await page.goto(`/customers/${customerId}`);
  await page.getByRole('button', { name: words.facts.edit, exact: true }).click();
  await page.getByLabel(FIELD, { exact: true }).fill(BY_HAND);
  await page.getByRole('button', { name: words.customerForm.save, exact: true }).click();
  await page.getByText(BY_HAND).first().waitFor();
}

async function showInList(page: Page): Promise<void> {
  await page.goto('/customers');
  const grid = page.getByRole('grid', { name: words.customers.grid });
  await grid.waitFor();
  expect(await grid.getByText(BY_HAND).count()).toBe(0);
  await page.getByRole('button', { name: words.common.columns, exact: true }).click();
  await page.getByRole('checkbox', { name: FIELD, exact: true }).check();
  await grid.getByRole('columnheader', { name: FIELD }).waitFor();
  await grid.getByText(BY_HAND).waitFor();
}

async function importFile(page: Page): Promise<void> {
  const buffer = Buffer.from(`姓名,手机,${FIELD}\n林二,${FILE_PHONE},${BY_FILE}\n`);
  await page.goto('/imports/new');
  await page.locator('input[type=file]').setInputFiles({ name: '会员.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: words.imports.next, exact: true }).click();
  await page.getByText(words.imports.requiredAll).waitFor();
  const head = page.locator('.map-table thead th', { hasText: FIELD });
  await head.locator('.map-select', { hasText: FIELD }).waitFor();
  await page.getByRole('button', { name: words.imports.start, exact: true }).click();
  await page.getByRole('heading', { name: words.imports.doneTitle.replace('{{accepted}}', '1') }).waitFor();
}

async function exportFile(page: Page): Promise<string> {
  await page.goto('/customers');
  await page.getByRole('button', { name: words.exports.button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: FIELD, exact: true }).check();
  await dialog.getByRole('button', { name: words.exports.start, exact: true }).click();
  await page.waitForURL(/\/exports/);
  const link = page.getByRole('link', { name: words.exports.download, exact: true });
  await link.waitFor({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFile(await download.path(), 'utf8');
}
