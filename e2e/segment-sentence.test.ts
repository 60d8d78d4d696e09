import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { launchBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform, until } from './platform.ts';
import { camera, done, editor, focused, PICTURES, pick, way } from './segment-hands.ts';
import { sendFullPricePeople, WANTED } from './segment-people.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const words = WORDS['zh-CN'].segments;
/** Women 18 to 35 in second-tier cities who bought twice, love full price, and are quiet for longer than usual for them. */
const SENTENCE =
  '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线；购买至少2次；原价购买占比至少80%；距上次购买是平常间隔的至少1.5倍）';
const found = await launchBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('the sentence of a marketer, said in the builder (needs a browser)', { timeout: 240_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;
  let session: string;

  beforeAll(async () => {
    dir = await makeTempDir('sentence');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    await sendFullPricePeople(keyClient(platform.url, await makeKey(platform.url)));
    session = await openSession(platform.url);
  }, 300_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const atDesk = async (name: string, work: (page: Page) => Promise<void>): Promise<void> => {
    if (found.browser === null) {
      return;
    }
    const page = await openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    try {
      await work(page);
    } catch (error) {
      await page.screenshot({ path: path.join(PICTURES, `${name}-failed.png`) });
      throw error;
    } finally {
      await page.context().close();
    }
    expect(faults).toEqual([]);
  };

  it('[C031] with the mouse, and those who are found are the ones it means', () =>
    atDesk('sentence-mouse', async (page) => {
      const shoot = camera(page, 'sentence-mouse');
      await page.goto('/');
      await page.getByRole('navigation').getByRole('link', { name: '客群', exact: true }).click();
      await page.getByRole('button', { name: words.new }).click();
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
      await pick(page, '原价');
      await editor(page).getByRole('textbox').fill('80');
      await done(page);
      await pick(page, '沉默');
      await editor(page).getByRole('textbox').fill('1.5');
      await done(page);
      await shoot('six conditions');
      await readsBack(page);
      await page.getByLabel(words.name, { exact: true }).fill('爱原价而安静下来的人');
      await page.getByRole('button', { name: /^保\s*存$/ }).click();
      await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
      const members = page.getByRole('grid', { name: words.membersGrid });
      await until(async () => (await members.count()) > 0 && (await members.getByRole('row').count()) > WANTED.length, {
        what: 'the members to be there',
      });
      const names = await members.innerText();
      expect(WANTED.filter((name) => !names.includes(name))).toEqual([]);
      await shoot('saved');
    }));

  it('[C031] with the keyboard alone', () =>
    atDesk('sentence-keys', async (page) => {
      const press = async (...keys: readonly string[]): Promise<void> => {
        for (const key of keys) {
          await page.keyboard.press(key);
        }
      };
      const add = async (text: string): Promise<void> => {
        await focused(page, words.addCondition);
        await press('Enter');
        await page.getByRole('dialog').getByRole('combobox').waitFor();
        await page.keyboard.type(text);
        await page.locator('.palette-entry.is-active').waitFor();
        await press('Enter');
        await editor(page).locator(':focus').waitFor();
      };
      await page.goto('/segments/new');
      await page.locator('.rule-add-button:focus').waitFor();
      await add('xb');
      await page.keyboard.type('女');
      await press('Enter', 'Escape');
      await add('nl');
      await page.keyboard.type('18-35');
      await press('Enter');
      await add('csjb');
      await page.keyboard.type('二线');
      await press('Enter', 'Escape');
      await add('gmcs');
      await page.keyboard.type('2');
      await press('Enter');
      await add('yjgm');
      await page.keyboard.type('80');
      await press('Enter');
      await add('cmcg');
      await page.keyboard.type('1.5');
      await press('Enter');
      await readsBack(page);
      await focused(page, words.name);
      await page.keyboard.type('键盘说的一句话');
      await press('Control+s');
      await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
      await page.getByRole('grid', { name: words.membersGrid }).waitFor();
      await camera(page, 'sentence-keys')('saved');
    }));
});

/** The whole rule stands in words beside it, and as many people as there are. */
async function readsBack(page: Page): Promise<void> {
  await page.getByText(SENTENCE, { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator('.count:not(.is-old) .count-number', { hasText: /^5$/ }).waitFor({ timeout: 60_000 });
}
