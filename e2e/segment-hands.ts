import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Client } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { buildWebOnce, type PlatformProcess, startPlatform, until } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

/** Where the pictures of segments go. */
export const PICTURES = path.join(import.meta.dirname, 'pictures', 'segments');
const words = WORDS['zh-CN'].segments;

/** Pictures of the steps, in their order. */
export function camera(page: Page, way: string): (step: string) => Promise<void> {
  let at = 0;
  return async (step) => {
    at += 1;
    await page.screenshot({ path: path.join(PICTURES, `${way}-${at}-${step.replaceAll(' ', '-')}.png`) });
  };
}

/** The word that is open. */
export const editor = (page: Page): Locator => page.locator('.token-editor');

/** Looks for a condition and takes the first that is found; its first word is open then. */
export async function pick(page: Page, name: string): Promise<void> {
  await page.locator('.rule-add.is-root').getByRole('button', { name: words.addCondition }).click();
  await page.getByRole('dialog').getByRole('combobox').fill(name);
  await page.locator('.palette-list[aria-busy=false]').waitFor();
  await page.locator('.palette-entry').first().click();
  await editor(page).waitFor();
}

/** At least, at most, exactly, between. */
export async function way(page: Page, name: string): Promise<void> {
  await editor(page).getByRole('radio', { name, exact: true }).click();
}

/** Closes the word that is open. */
export async function done(page: Page): Promise<void> {
  await editor(page)
    .getByRole('button', { name: /^完\s*成$/ })
    .click();
}

/** Tab until what is called so has the focus, forwards from where one is. */
export async function focused(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    const here = await page.evaluate(() => {
      const active = document.activeElement;
      return active?.getAttribute('aria-label') ?? active?.textContent ?? '';
    });
    if (here.replace('＋', '').trim() === name) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to “${name}”`);
}

export interface SegmentDesk {
  /** Calls with an administrator's key. */
  readonly client: Client;
  /** Somebody at a wide desk, in Chinese; a script error fails it, and a failure leaves a picture of that name. */
  atDesk(name: string, work: (page: Page) => Promise<void>): Promise<void>;
}

/** Gives a group of tests a platform with people in it, ended after them together with the browser. */
export function useSegmentDesk(
  browser: Browser | null,
  name: string,
  fill: (client: Client) => Promise<unknown>,
): SegmentDesk {
  let dir = '';
  let platform: PlatformProcess | null = null;
  let client: Client | null = null;
  let session = '';
  beforeAll(async () => {
    dir = await makeTempDir(name);
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
    await fill(client);
    session = await openSession(platform.url);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  return {
    get client() {
      return opened(client);
    },
    atDesk: async (shown, work) => {
      const page = await openDesk(opened(browser), {
        url: opened(platform).url,
        language: 'zh-CN',
        width: 1440,
        session,
      });
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      try {
        await work(page);
      } catch (error) {
        await page.screenshot({ path: path.join(PICTURES, `${shown}-failed.png`) });
        throw error;
      } finally {
        await page.context().close();
      }
      expect(faults).toEqual([]);
    },
  };
}

function opened<T>(value: T | null): T {
  if (value === null) {
    throw new Error('The desk exists only while the tests of its group run');
  }
  return value;
}

/** One key after the other. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
  }
}

/** Adds a condition by its initials, with keys alone; its first word is open then. */
export async function addByKeys(page: Page, initials: string): Promise<void> {
  await focused(page, words.addCondition);
  await press(page, 'Enter');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.type(initials);
  await page.locator('.palette-entry.is-active').waitFor();
  await press(page, 'Enter');
  await editor(page).locator(':focus').waitFor();
}

/** Women of 18 to 35 in cities of the second tier who bought twice: what both sentences begin with. */
export async function pickYoungBuyers(page: Page): Promise<void> {
  await pick(page, '性别');
  await page.getByRole('option', { name: '女', exact: true }).click();
  await done(page);
  await pick(page, '年龄');
  await way(page, words.ways.between);
  await page.getByLabel(words.from, { exact: true }).fill('18');
  await page.getByLabel(words.upTo, { exact: true }).fill('35');
  await done(page);
  await pick(page, '城市级别');
  await page.getByRole('option', { name: '二线', exact: true }).click();
  await done(page);
  await pick(page, '购买次数');
  await editor(page).getByRole('textbox').fill('2');
  await done(page);
}

/** The same with keys alone. */
export async function typeYoungBuyers(page: Page): Promise<void> {
  await addByKeys(page, 'xb');
  await page.keyboard.type('女');
  await press(page, 'Enter', 'Escape');
  await addByKeys(page, 'nl');
  await page.keyboard.type('18-35');
  await press(page, 'Enter');
  await addByKeys(page, 'csjb');
  await page.keyboard.type('二线');
  await press(page, 'Enter', 'Escape');
  await addByKeys(page, 'gmcs');
  await page.keyboard.type('2');
  await press(page, 'Enter');
}

/** The whole rule stands in words beside it, and as many people as there are. */
export async function readsBack(page: Page, sentence: string): Promise<void> {
  await page.getByText(sentence, { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator('.count:not(.is-old) .count-number', { hasText: /^5$/ }).waitFor({ timeout: 60_000 });
}

/** Saves under the name and waits until all of them stand among the members; returns what the list of members says. */
export async function savesWith(page: Page, name: string, wanted: readonly string[]): Promise<string> {
  await page.getByLabel(words.name, { exact: true }).fill(name);
  await page.getByRole('button', { name: /^保\s*存$/ }).click();
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
  const members = page.getByRole('grid', { name: words.membersGrid });
  await until(async () => (await members.count()) > 0 && (await members.getByRole('row').count()) > wanted.length, {
    what: 'the members to be there',
  });
  const names = await members.innerText();
  expect(wanted.filter((one) => !names.includes(one))).toEqual([]);
  return names;
}
