import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import {
  addSharedPhone,
  addSuppression,
  changeSetting,
  giveConsent,
  listCustomers,
  sendContactMessage,
} from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures', 'contact-desk');
const words = WORDS['zh-CN'];
const WORDING = '我们每月最多发两封邮件，介绍新品和会员活动。您可以随时退订。';
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('whoever answers for contact (needs a browser)', { timeout: 120_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;

  beforeAll(async () => {
    dir = await makeTempDir('contact-desk');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    await writeToPeople(platform.url);
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const openPage = async (): Promise<Page> => {
    if (found.browser === null) {
      throw new Error('There is no browser');
    }
    const session = await openSession(platform.url);
    return openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session });
  };

  it('[C021] publishes a wording after seeing it as customers will, and reads how many said yes', async () => {
    const page = await openPage();
    await page.goto('/settings/consents');
    await page
      .getByText(/^已同意：/u)
      .first()
      .waitFor();
    await page.locator('.purpose-row').filter({ hasText: '营销' }).click();
    const panel = page.locator('aside.panel');
    expect(await panel.getByRole('row').filter({ hasText: words.channels.email }).innerText()).toMatch(/3/u);
    await panel.getByRole('button', { name: words.consentDesk.newText }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.consentDesk.wording).fill(WORDING);
    await dialog.locator('.purpose-preview').getByText(WORDING).waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'consent-text.jpg'), type: 'jpeg', quality: 80 });
    await dialog.getByRole('button', { name: words.consentDesk.publish.replace('{{version}}', '2') }).click();
    await dialog.waitFor({ state: 'detached' });
    await panel.getByText(WORDING).waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'consent-panel.jpg'), type: 'jpeg', quality: 80 });
    await page.context().close();
  });

  it('[C060] finds a whole address on the list, takes it off with a reason, and adds a file', async () => {
    const page = await openPage();
    await page.goto('/settings/suppressions');
    const list = page.locator('.privacy-lines > li');
    await list.first().waitFor();
    await page.getByLabel(words.suppressions.search).fill('desk4@example.com');
    await page.getByRole('button', { name: words.suppressions.find, exact: true }).click();
    await page.getByText(words.suppressions.found_other.replace('{{count}}', '1')).waitFor();
    await list.getByRole('button', { name: words.suppressions.remove, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words.suppressions.removeDo }).click();
    await dialog.getByText(words.suppressions.needReason).waitFor();
    await dialog.getByLabel(words.suppressions.removeReason).fill('客户来电要求恢复');
    await dialog.getByRole('button', { name: words.suppressions.removeDo }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: words.suppressions.upload }).click();
    const file = {
      name: 'old.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('邮箱\nx1@example.com\nx2@example.com\n000\n'),
    };
    await dialog.getByLabel(words.suppressions.file).setInputFiles(file);
    await dialog.getByLabel(words.suppressions.note).fill('旧系统的退订名单');
    await page.screenshot({ path: path.join(PICTURES, 'upload.jpg'), type: 'jpeg', quality: 80 });
    await dialog.getByRole('button', { name: words.suppressions.saveMany_other.replace('{{figure}}', '3') }).click();
    await dialog.getByText('新加入 2 个').waitFor();
    await dialog.getByText('000').waitFor();
    await dialog.getByRole('button', { name: words.common.close, exact: true }).last().click();
    await page.getByText('旧系统的退订名单').first().waitFor();
    await page.context().close();
  });

  it('[C060] stops writing to a customer as a whole on the customer’s page, and begins again', async () => {
    const page = await openPage();
    await page.goto('/customers');
    await page.getByRole('grid').getByText('何建国').click();
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: words.consents.title }) });
    await section.getByRole('button', { name: words.suppressions.stop }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.suppressions.note).fill('到店时口头要求');
    await dialog.getByRole('button', { name: words.suppressions.save }).click();
    await section.getByText(words.suppressions.listed).waitFor();
    await section.getByText('到店时口头要求').waitFor();
    await section.getByRole('button', { name: words.suppressions.remove, exact: true }).click();
    await dialog.getByLabel(words.suppressions.removeReason).fill('本人来电恢复');
    await dialog.getByRole('button', { name: words.suppressions.removeDo }).click();
    await section.getByText(words.suppressions.notListed).waitFor();
    await page.context().close();
  });

  it('[C060] sees what a cap would hold back before saving it, and takes the saving back', async () => {
    const page = await openPage();
    await page.goto('/settings/limits');
    const days = page.getByLabel(`${words.limits.cap.replace('{{number}}', '1')} ${words.limits.limit}`);
    await days.fill('1');
    await page.getByText('现在会拦下 2 位客户').first().waitFor();
    await page.screenshot({
      path: path.join(PICTURES, 'limits-changed.jpg'),
      type: 'jpeg',
      quality: 80,
      fullPage: true,
    });
    await page.getByRole('button', { name: words.limits.save, exact: true }).click();
    await page.getByText(words.limits.saved).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => days.inputValue()).toBe('2');
    await page.context().close();
  });

  it('[C060] goes from a reason to the attempts with it, and on to the customer', async () => {
    const page = await openPage();
    await page.goto('/settings/attempts');
    await page.getByRole('button').filter({ hasText: '客户没有同意' }).click();
    await page.waitForURL(/reason=no_consent/u);
    const row = page.getByRole('grid').getByRole('row').nth(1);
    await row.getByRole('gridcell').first().click();
    await page.getByText(words.attempts.steps).waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'attempt.jpg'), type: 'jpeg', quality: 80 });
    await page.locator('aside.panel').getByRole('link').click();
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}/u);
    await page.getByText(words.suppressions.notListed).waitFor();
    await page.goto('/settings/mail');
    await page.getByRole('button', { name: words.mail.test }).click();
    await page.getByText('测试邮件写成了文件').waitFor();
    await page.goto('/settings/audit');
    await page.getByText('发送测试邮件').first().waitFor();
    await page.context().close();
  });
});

/** Five people, some of whom said yes, and messages that went and did not. */
async function writeToPeople(url: string): Promise<void> {
  const client = keyClient(url, await makeKey(url));
  const names = ['陈思雨', '刘子轩', '黄雅琴', '周敏', '何建国'];
  await client.call(takeRecords, {
    body: {
      records: names.map((name, at) => ({
        source: 'till',
        key: `c${at}`,
        type: 'customer',
        customer: {
          identifiers: [
            { type: 'email', value: `desk${at}@example.com` },
            { type: 'phone', value: `1385550000${at}` },
          ],
          attributes: { name },
        },
      })),
    },
  });
  // Whatever the hour at which this runs.
  const awake = { from: '21:00', until: '09:00', channels: [] };
  await client.call(changeSetting, { params: { key: 'contact.quiet_hours' }, body: { value: awake } });
  const { items } = await client.call(listCustomers, { query: { limit: 10 } });
  const idOf = (at: number): string => items.find(({ name }) => name === names[at])?.id ?? '';
  for (const at of [0, 1, 2]) {
    await client.call(giveConsent, { params: { id: idOf(at) }, body: { purpose: 'marketing', how: 'counter' } });
  }
  for (const [at, who] of [0, 0, 1, 3, 4].entries()) {
    await client.call(sendContactMessage, {
      body: {
        key: `m${at}`,
        customerId: idOf(who),
        channel: 'email',
        template: 'news',
        values: { title: '春装上市', text: '到店试穿' },
      },
    });
  }
  const address = { address: 'desk4@example.com', reason: 'do_not_contact', note: '来电要求' } as const;
  await client.call(addSuppression, { body: address });
  await client.call(addSuppression, {
    body: { customerId: idOf(3), channel: 'email', reason: 'opted_out', note: '柜台登记' },
  });
  await client.call(addSharedPhone, { body: { phone: '13855509999', reason: 'courier', note: '菜鸟驿站' } });
}
