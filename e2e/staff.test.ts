import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import { createScope, listScopes } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures', 'staff');
const words = WORDS['zh-CN'];
const COLLEAGUE = { name: '何晓雯', email: 'xiaowen@zhike.test', password: '只有自己知道的一句长话' } as const;
const HERE = '杭州西湖店';
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('a colleague joins and leaves (needs a browser)', { timeout: 120_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;

  beforeAll(async () => {
    dir = await makeTempDir('staff');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const openPage = async (session: string | null): Promise<Page> => {
    if (found.browser === null) {
      throw new Error('There is no browser');
    }
    return openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session });
  };

  it('[C019] a marketer limited to one shop gets a password of her own and sees her customers only', async () => {
    const admin = await openPage(await openSession(platform.url));
    await addScope(admin, HERE);
    const client = keyClient(platform.url, await makeKey(platform.url));
    const here = (await client.call(listScopes)).items.find(({ name }) => name === HERE)?.id ?? '';
    const elsewhere = await client.call(createScope, {
      body: { type: 'shop', name: '北京朝阳店' },
      idempotencyKey: crypto.randomUUID(),
    });
    const buyerOf = (scopeId: string, name: string) =>
      client.call(takeRecords, {
        query: { scopeId },
        body: { records: [{ source: 'till', key: name, type: 'customer', customer: personCalled(name) }] },
      });
    await buyerOf(here, '本店客户');
    await buyerOf(elsewhere.id, '外店客户');

    const first = await addColleague(admin);
    const hers = await openPage(null);
    await signIn(hers, first);
    await chooseOwnPassword(hers, first);

    await hers.goto('/customers');
    await hers.getByText('本店客户').first().waitFor();
    expect(await hers.getByText('外店客户').count()).toBe(0);
    expect(await hers.getByRole('link', { name: words.nav.settings }).count()).toBe(1);
    await hers.goto(STAFF);
    await hers.getByRole('heading', { name: words.errors.deniedTitle }).waitFor();

    await admin.reload();
    await row(admin, COLLEAGUE.name).click();
    await button(admin, words.staff.disable).click();
    const off = admin.getByText(words.staff.disabledDone.replace('{{name}}', COLLEAGUE.name));
    await off.waitFor();
    await hers.goto('/customers');
    await hers.waitForURL(/sign-in/u);
    await button(admin, words.frame.undo).click();
    await off.waitFor({ state: 'detached' });
    await signIn(hers, COLLEAGUE.password);
    await hers.waitForURL(/\/customers|\/$/u);
    await Promise.all([admin, hers].map((page) => page.context().close()));
  });

  it('the last administrator stays one, and is told why', async () => {
    const page = await openPage(await openSession(platform.url));
    await page.goto(STAFF);
    await row(page, '管理员').first().click();
    await button(page, words.staff.edit).waitFor();
    expect(await button(page, words.staff.disable).count()).toBe(0);
    await button(page, words.staff.edit).click();
    await page.getByRole('dialog').getByLabel(words.staff.role, { exact: true }).selectOption('manager');
    await button(page, words.staff.save).click();
    await page.getByRole('alert').filter({ hasText: '管理账号的权限' }).waitFor();
    await page.context().close();
  });
});

const STAFF = '/settings/staff';
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, name: string) => page.getByRole('gridcell', { name, exact: true });
const personCalled = (name: string) => ({
  identifiers: [{ type: 'account', value: name }],
  attributes: { name },
});

async function addScope(page: Page, name: string): Promise<void> {
  await page.goto(STAFF);
  await button(page, words.staff.scopeNew).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words.staff.scopeName, { exact: true }).fill(name);
  await button(page, words.staff.create).click();
  await page.getByRole('listitem').filter({ hasText: name }).waitFor();
}

/** The password that is shown once. */
async function addColleague(page: Page): Promise<string> {
  await button(page, words.staff.new).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words.staff.name, { exact: true }).fill(COLLEAGUE.name);
  await dialog.getByLabel(words.staff.email, { exact: true }).fill(COLLEAGUE.email);
  await button(page, words.staff.roleAdd).click();
  await dialog.getByLabel(words.staff.role, { exact: true }).selectOption({ label: '营销人员' });
  await dialog.getByLabel(words.staff.place, { exact: true }).selectOption({ label: `店铺 ${HERE}` });
  await page.screenshot({ path: path.join(PICTURES, 'new.png') });
  await button(page, words.staff.create).click();
  const secret = page.getByRole('textbox', { name: words.staff.firstPassword });
  await secret.waitFor();
  const password = await secret.inputValue();
  await page.screenshot({ path: path.join(PICTURES, 'password.png') });
  await button(page, words.common.done).click();
  await row(page, `营销人员 · ${HERE}`).waitFor();
  expect(await page.content()).not.toContain(password);
  return password;
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('#email').fill(COLLEAGUE.email);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: words.me.menu }).waitFor();
}

async function chooseOwnPassword(page: Page, first: string): Promise<void> {
  await page.waitForURL(/\/account$/u);
  await page.getByText(words.me.temporary).waitFor();
  await page.screenshot({ path: path.join(PICTURES, 'account.png') });
  await page.getByLabel(words.account.current, { exact: true }).fill(first);
  await page.getByLabel(words.account.next, { exact: true }).fill('12345678');
  await button(page, words.account.change).click();
  await page
    .locator('.field-fault')
    .filter({ hasText: /密码|字符/u })
    .first()
    .waitFor();
  await page.getByLabel(words.account.next, { exact: true }).fill(COLLEAGUE.password);
  await button(page, words.account.change).click();
  await page.getByText(words.account.changed).waitFor();
  await page.getByText(words.me.temporary).waitFor({ state: 'detached' });
}
