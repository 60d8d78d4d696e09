import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getReviewSummary, listReviews } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { sendTwins, TWINS } from './shop-twins.ts';
import { openDesk } from './visit.ts';
import { type Language, WORDS } from './words.ts';

/** Answers come later on a busy machine. */
const PATIENT = { timeout: 20_000 };
const PICTURES = path.join(import.meta.dirname, 'pictures', 'reviews');
const words = WORDS['zh-CN'].reviews;
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('the review queue is worked by keyboard (needs a browser)', { timeout: 120_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;

  beforeAll(async () => {
    dir = await makeTempDir('reviews');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    await sendTwins(keyClient(platform.url, await makeKey(platform.url)));
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
    const session = await openSession(platform.url);
    return openDesk(found.browser, { url: platform.url, language, width, session });
  };
  const picture = (page: Page, name: string) =>
    page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });

  it('[C009] accepts, rejects, skips and takes back, and merging shows on the page of the customer', async () => {
    const client = keyClient(platform.url, await makeKey(platform.url));
    const page = await openPage('zh-CN', 1440);
    const narrow = await openPage('en', 390);
    await narrow.goto('/reviews');
    await narrow.getByRole('heading', { name: WORDS.en.reviews.weights }).waitFor();
    await picture(narrow, 'queue-en-390');
    await page.goto('/reviews');
    const queue = page.getByRole('navigation', { name: words.queue });
    const waiting = queue.getByRole('listitem');
    await page.getByRole('table').first().waitFor();
    expect(await waiting.count()).toBe(TWINS.length);
    await picture(page, 'queue-zh-1440');

    const [first] = (await client.call(listReviews, { query: { limit: 1 } })).items;
    await page.keyboard.press('a');
    await expect.poll(() => waiting.count(), PATIENT).toBe(TWINS.length - 1);
    await page.keyboard.press('s');
    await page.keyboard.press('r');
    await expect.poll(() => waiting.count(), PATIENT).toBe(TWINS.length - 2);
    await expect.poll(async () => (await client.call(getReviewSummary)).decidedToday, PATIENT).toBe(2);
    await page.keyboard.press('u');
    await expect.poll(async () => (await client.call(getReviewSummary)).decidedToday, PATIENT).toBe(1);

    await page.goto(`/customers/${first?.left.id}`);
    const why = page.getByRole('region', { name: words.why });
    await why.getByRole('button', { name: words.unmerge.open }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(TWINS.find((name) => name === first?.left.name) ?? '')
      .first()
      .waitFor();
    await picture(page, 'unmerge-zh-1440');
    await dialog.getByLabel(words.unmerge.reason).fill('其实是两个人');
    await dialog.getByRole('button', { name: words.unmerge.confirm }).click();
    await dialog.waitFor({ state: 'detached' });
    await why.getByRole('button', { name: words.merge.open, exact: true }).click();
    await dialog.getByLabel(words.merge.find).fill(first?.left.name ?? '');
    await dialog.getByRole('listitem').getByRole('button').first().click();
    await dialog.getByRole('table').waitFor();
    await picture(page, 'merge-zh-1440');
    await dialog.getByLabel(words.merge.reason).fill('电话核实为同一人');
    await dialog.getByRole('button', { name: words.merge.confirm, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await why.getByText('电话核实为同一人').waitFor();
    await why.scrollIntoViewIfNeeded();
    await picture(page, 'why-zh-1440');
  });
});
