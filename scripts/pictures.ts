import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { withDemoDesk } from '../bench/load/demo-desk.ts';

const FOLDER = path.resolve(import.meta.dirname, '..', 'web', 'design');
const MOST_BYTES = 60_000;
const PATIENCE_MS = 60_000;
const LOOK_MS = 150;
const QUIET_LOOKS = 5;
const WIDE = { width: 1280, height: 800 } as const;
const NARROW = { width: 390, height: 760 } as const;

interface Picture {
  readonly name: string;
  readonly address: string;
  readonly isNarrow?: boolean;
  readonly isDark?: boolean;
  /** What is opened there before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

/** A buyer of the demo: who bought last stands first in the list of orders. */
async function openBuyer(page: Page): Promise<void> {
  await page.locator('[role=grid] [role=row][data-row] a[href^="/customers/"]').first().click();
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
}

async function peek(page: Page): Promise<void> {
  await page.locator('[role=grid]').focus();
  for (const key of ['j', 'j', ' ']) {
    await page.keyboard.press(key);
  }
  await page.locator('.panel').waitFor();
}

async function openCommandBar(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('.command-field input').waitFor();
  await page.keyboard.type('dr');
}

const PICTURES: readonly Picture[] = [
  { name: 'home', address: '/' },
  { name: 'home-dark', address: '/', isDark: true },
  { name: 'list', address: '/customers?group=important_value', act: peek },
  { name: 'record', address: '/orders', act: openBuyer },
  { name: 'record-dark', address: '/orders', act: openBuyer, isDark: true },
  { name: 'map', address: '/insight/rfm' },
  { name: 'segments', address: '/segments' },
  { name: 'wizard', address: '/imports/new' },
  { name: 'settings', address: '/settings/shops' },
  { name: 'command-bar', address: '/orders', act: openCommandBar },
  { name: 'keys', address: '/customers', act: (page) => page.keyboard.press('?') },
  { name: 'phone-home', address: '/', isNarrow: true },
  { name: 'phone-list', address: '/orders', isNarrow: true },
  { name: 'phone-command-bar', address: '/orders', isNarrow: true, act: openCommandBar },
];

async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  // Quiet for a while, with nothing that still stands for what will come.
  let quiet = 0;
  while (quiet < QUIET_LOOKS) {
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(LOOK_MS);
    quiet = (await page.locator('.skeleton').count()) === 0 ? quiet + 1 : 0;
  }
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** As good as it can be below the limit. */
async function shoot(page: Page): Promise<Buffer> {
  for (const quality of [82, 72, 62, 52, 42, 32]) {
    const image = await page.screenshot({ type: 'jpeg', quality });
    if (image.length <= MOST_BYTES) {
      return image;
    }
  }
  throw new Error('A picture does not get small enough');
}

/**
 * `npm run pictures [-- --customers N] [--url http://…] [--only a,b]`: takes the pictures of web/DESIGN.md again, of the
 * real pages with demo data.
 */
const { values } = parseArgs({
  options: { customers: { type: 'string', default: '2000' }, url: { type: 'string' }, only: { type: 'string' } },
});
const only = values.only?.split(',') ?? null;
await mkdir(FOLDER, { recursive: true });
await withDemoDesk({ customers: Number(values.customers), url: values.url }, async ({ sit }) => {
  for (const picture of PICTURES.filter(({ name }) => only === null || only.includes(name))) {
    const page = await sit(picture.isNarrow === true ? 390 : 1440);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.setViewportSize(picture.isNarrow === true ? NARROW : WIDE);
    await page.emulateMedia({ colorScheme: picture.isDark === true ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.goto(picture.address);
    await settled(page);
    await picture.act?.(page);
    await settled(page);
    const image = await shoot(page);
    await writeFile(path.join(FOLDER, `${picture.name}.jpg`), image);
    console.log(`${picture.name}.jpg ${(image.length / 1_000).toFixed(0)} kB`);
    await page.context().close();
  }
});
