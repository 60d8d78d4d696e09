import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../server/src/1-access/audit/schema.ts';
import { type Client, lookupCustomer } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { ADMIN, buildWebOnce, type PlatformProcess, startPlatform, until } from './platform.ts';
import { keyClient, makeKey } from './shop-client.ts';
import { BAD_LINES, nameOf, phoneOf, shopSheet } from './shop-orders.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures', 'journey');
const SHEET = shopSheet({ customers: 90, seed: 21 });
const REASON = '客户来电核对收货信息';
const words = WORDS['zh-CN'];
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('the first day of a customer manager (needs a browser)', () => {
  let dir: string;
  let platform: PlatformProcess;
  let client: Client;

  beforeAll(async () => {
    dir = await makeTempDir('journey');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('[C008] goes from sign-in over an import to a customer, the map, and back by undo', {
    timeout: 150_000,
  }, async () => {
    if (found.browser === null) {
      return;
    }
    const page = await openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session: null });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      if (why !== 'net::ERR_ABORTED') {
        faults.push(`${request.method()} ${request.url()}: ${why}`);
      }
    });

    try {
      await signIn(page);
      await importSheet(page);
      await readFaults(page);
      await findAndReveal(page, client);
      await walkTheMap(page);
      await undoImport(page);
      await signOut(page);
    } catch (error) {
      await page.screenshot({ path: path.join(PICTURES, 'failed.png') });
      throw new Error(`At ${page.url()} ${faults.join('; ')}`, { cause: error });
    }
    expect(faults).toEqual([]);
  });
});

/** Without the mouse: the first field has the focus, Tab goes on, Enter sends. */
async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.waitForURL(/\/sign-in/);
  await page.locator('#email:focus').waitFor();
  await page.keyboard.type(ADMIN.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: words.home.emptyTitle }).waitFor();
}

async function importSheet(page: Page): Promise<void> {
  await page.getByRole('button', { name: words.home.emptyAction }).press('Enter');
  await page.waitForURL(/\/imports\/new/);
  const buffer = Buffer.from(SHEET.csv + BAD_LINES);
  await page.locator('input[type=file]').setInputFiles({ name: '天猫旗舰店订单.csv', mimeType: 'text/csv', buffer });
  expect(await page.locator('#import-source').inputValue()).toBe('天猫旗舰店订单');
  await page.locator('#import-source').press('Enter');
  await page.getByText(words.imports.requiredAll).waitFor();
  await page.screenshot({ path: path.join(PICTURES, 'mapping.png') });
  await page.getByRole('button', { name: words.imports.start }).press('Enter');
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { name: `导入了 ${SHEET.lines} 行，3 行需要看一看` }).waitFor({ timeout: 60_000 });
}

async function readFaults(page: Page): Promise<void> {
  const grid = page.getByRole('grid', { name: words.imports.faultsGrid });
  await grid.waitFor();
  const rows = await grid.getByRole('row').allInnerTexts();
  expect(rows).toHaveLength(4);
  expect(rows.join('\n')).toMatch(/昨天下午[\s\S]*两件/);
  await page.screenshot({ path: path.join(PICTURES, 'imported.png') });
}

/** Ctrl+K, a name, Enter; then the phone, masked until a reason is given, which is on record afterwards. */
async function findAndReveal(page: Page, client: Client): Promise<void> {
  const customer = 5;
  const phone = phoneOf(customer);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(nameOf(customer));
  const masked = `${phone.slice(0, 3)}****${phone.slice(-4)}`;
  await page.getByRole('option', { name: masked }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/);
  await page
    .getByRole('heading', { name: nameOf(customer) })
    .first()
    .waitFor();
  await page.getByText(masked).first().waitFor();
  expect(await page.content()).not.toContain(phone);

  await page.getByRole('button', { name: words.customer.revealPhone }).first().press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(REASON);
  await page.keyboard.press('Enter');
  // The whole number, with or without the country in front and spaces within.
  await until(async () => (await page.innerText('main')).replace(/[\s-]/g, '').includes(phone), {
    what: 'the whole number',
    ms: 10_000,
  });
  await page.screenshot({ path: path.join(PICTURES, 'revealed.png') });

  const { customer: same } = await client.call(lookupCustomer, { body: { type: 'phone', value: phone } });
  const audit = await client.call(listAudit, { query: { subjectId: same?.id ?? '' } });
  expect(audit.items).toContainEqual(
    expect.objectContaining({ reason: REASON, actor: expect.objectContaining({ kind: 'user' }) }),
  );
  expect(JSON.stringify(audit.items)).not.toContain(phone);
}

async function walkTheMap(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: words.nav.rooms })
    .getByRole('link', { name: words.nav.insight })
    .press('Enter');
  await page.waitForURL(/\/insight\//);
  await page.locator('main a[href^="/insight/rfm"]').first().press('Enter');
  await page.waitForURL(/\/insight\/rfm/);
  const group = page.locator('.rfm-groups a').first();
  await group.waitFor({ timeout: 30_000 });
  const said = Number(/\d+/.exec((await group.innerText()).replace(/^\D+/, ''))?.[0]);
  expect(said).toBeGreaterThan(0);
  await group.press('Enter');
  await page.waitForURL(/\/customers\?.*group=important_value/);
  await page.getByText(`找到 ${said} 人`).waitFor();
  const grid = page.getByRole('grid', { name: words.customers.grid });
  await grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { name: words.customer.scores }).waitFor();
  await page.getByText(words.groups.important_value).first().waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/customers\?.*group=important_value/);
}

async function undoImport(page: Page): Promise<void> {
  await page.getByRole('link', { name: words.nav.imports, exact: true }).press('Enter');
  const grid = page.getByRole('grid', { name: words.imports.grid });
  await grid.waitFor();
  await grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: words.imports.undo }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(String(SHEET.lines)).waitFor();
  await dialog.getByRole('button', { name: words.imports.undoConfirm, exact: true }).press('Enter');
  await page.getByRole('heading', { name: words.imports.undoneTitle }).waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: words.nav.home, exact: true }).press('Enter');
  await page.getByRole('heading', { name: words.home.emptyTitle }).waitFor({ timeout: 20_000 });
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: words.me.menu }).press('Enter');
  const item = page.getByRole('menuitem', { name: words.me.signOut });
  // The menu is measured far outside the window first; a click would scroll there and spoil its place.
  await until(async () => ((await item.boundingBox())?.y ?? -1) >= 0, {
    what: 'the menu to be in its place',
    ms: 10_000,
  });
  await item.click();
  await page.waitForURL(/\/sign-in/);
  await page.goto('/customers');
  await page.waitForURL(/\/sign-in/);
}
