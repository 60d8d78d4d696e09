import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../e2e/browser.ts';
import { ADMIN } from '../e2e/platform.ts';
import { openSession } from '../e2e/shop-client.ts';
import { openDesk } from '../e2e/visit.ts';
import { buildWebIfStale } from '../server/src/0-kernel/boot/web-build.ts';
import { openPostgres } from '../server/src/0-kernel/db/postgres.ts';
import { RUN_DIR } from '../server/test/addresses.ts';
import { fillCustomers } from './generate/customers.ts';
import { atPace, BLANK_PAGE, PLAIN_LIST, type Smoothness, watchFrames } from './load/frames.ts';
import { loadWords } from './load/measure.ts';
import { servePlatform } from './load/serve.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** A finger on the wheel in a hurry: 6,000 px, 150 rows, a second. */
const WHEEL = { stepPx: 240, perSecond: 25 } as const;
/** A key that is held down, as systems repeat it. */
const KEY_PER_SECOND = 25;
const LIST = { box: '[role=grid]', rows: '[role=grid] [role=row]:not(.grid-head, .is-waiting)' } as const;
const PLAIN = { box: '#box', rows: '.row' } as const;
const BLANK = { box: '#box', rows: '#box' } as const;
const END_MS = 60_000;

/**
 * `npm run bench -- scroll [--customers N] [--seconds S]`: the list of customers in a browser, scrolled by wheel and by
 * keys at the pace of a person, beside a plain list of as many rows and a blank page in the same browser.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { customers: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '15' } },
  });
  const size = { customers: Number(values.customers), seconds: Number(values.seconds) };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  // Where an unpacked browser is put.
  process.env[RUN_DIR] = dir;
  try {
    await buildWebIfStale(ROOT, { tell: console.log });
    const { browser, name } = await requireBrowser();
    const platform = await servePlatform(path.join(dir, 'data'));
    try {
      const postgres = openPostgres(platform.databaseUrl, { onError: () => undefined });
      await fillCustomers(postgres, size.customers);
      await postgres.close();
      const session = await openSession(platform.url, ADMIN);
      const lines = await measure(browser, { url: platform.url, session, ...size });
      console.table(lines);
      console.log(`${size.customers.toLocaleString('en')} customers, ${name}, 1440 px; ${loadWords()}`);
    } finally {
      await browser.close();
      await platform.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function requireBrowser(): Promise<{ readonly browser: Browser; readonly name: string }> {
  const found = await launchBrowser();
  if (found.browser === null) {
    throw new Error(`No browser starts here: ${found.why.join('; ')}`);
  }
  return found;
}

interface Setting {
  readonly url: string;
  readonly session: string;
  readonly customers: number;
  readonly seconds: number;
}

async function measure(browser: Browser, setting: Setting): Promise<object[]> {
  const lines: object[] = [];
  const note = (what: string, smooth: Smoothness, rows: number): void => {
    lines.push(lineOf(what, smooth, rows));
  };
  const { customers, seconds } = setting;
  const page = await openDesk(browser, { ...setting, language: 'zh-CN', width: 1440 });
  for (const [what, html, where] of [
    ['blank page, wheel', BLANK_PAGE(customers), BLANK],
    ['plain list, wheel', PLAIN_LIST(customers), PLAIN],
  ] as const) {
    await page.setContent(html);
    note(
      what,
      await watchFrames(page, where, () => wheel(page, { box: where.box, seconds })),
      await rowsPast(page, '#box'),
    );
  }
  await page.goto('/customers');
  await page.locator(LIST.rows).first().waitFor({ timeout: END_MS });
  note(
    'list, wheel',
    await watchFrames(page, LIST, () => wheel(page, { box: LIST.box, seconds })),
    await rowsPast(page, LIST.box),
  );
  note(
    'list, Page Down held',
    await watchFrames(page, LIST, () => keys(page, seconds)),
    await rowsPast(page, LIST.box),
  );
  note(
    'list, wheel from there',
    await watchFrames(page, LIST, () => wheel(page, { box: LIST.box, seconds })),
    await rowsPast(page, LIST.box),
  );
  lines.push({ what: 'list, End pressed', ...(await pressEnd(page, customers)) });
  note(
    'list, wheel back up',
    await watchFrames(page, LIST, () => wheel(page, { box: LIST.box, seconds: seconds / 3, isUp: true })),
    await rowsPast(page, LIST.box),
  );
  await page.context().close();
  return lines;
}

async function wheel(
  page: Page,
  { box, seconds, isUp = false }: { readonly box: string; readonly seconds: number; readonly isUp?: boolean },
): Promise<void> {
  const area = await page.locator(box).boundingBox();
  await page.mouse.move((area?.x ?? 0) + (area?.width ?? 0) / 2, (area?.y ?? 0) + (area?.height ?? 0) / 2);
  await atPace(() => page.mouse.wheel(0, isUp ? -WHEEL.stepPx : WHEEL.stepPx), {
    ...WHEEL,
    seconds,
  });
}

async function keys(page: Page, seconds: number): Promise<void> {
  const grid = page.locator(LIST.box);
  await grid.focus();
  // Where the wheel came to, so that the keys go on from there.
  await page
    .locator(LIST.rows)
    .nth(20)
    .click({ position: { x: 700, y: 20 } });
  await grid.press('Escape');
  await atPace(() => page.keyboard.press('PageDown'), { perSecond: KEY_PER_SECOND, seconds });
}

/** How long until the last of all customers can be read. */
async function pressEnd(page: Page, customers: number): Promise<object> {
  const last = page.locator(`${LIST.rows}[aria-rowindex="${customers + 1}"]`);
  const startedMs = performance.now();
  await page.locator(LIST.box).focus();
  await page.keyboard.press('End');
  try {
    await last.waitFor({ timeout: END_MS });
    return { 'last row there after ms': Math.round(performance.now() - startedMs) };
  } catch {
    return { 'last row there after ms': `not within ${END_MS}`, 'rows past': await rowsPast(page, LIST.box) };
  }
}

const ROW_PX = 40;
/** How many rows lie above what is in view. */
async function rowsPast(page: Page, box: string): Promise<number> {
  return Math.round((await page.locator(box).evaluate((element) => element.scrollTop)) / ROW_PX);
}

function lineOf(what: string, smooth: Smoothness, rows: number): object {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    what,
    'rows past': rows,
    frames: smooth.frames,
    'p50 ms': smooth.p50Ms.toFixed(1),
    'p95 ms': smooth.p95Ms.toFixed(1),
    'max ms': smooth.maxMs.toFixed(0),
    '> 50 ms': percent(smooth.slowShare),
    'row missing at most ms': Math.round(smooth.blankMs),
    'of the time': percent(smooth.blankShare),
  };
}
