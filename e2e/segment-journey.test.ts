import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createField, createSegment } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { launchBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform, until } from './platform.ts';
import { camera, done, editor, focused, PICTURES, pick, way } from './segment-hands.ts';
import { sendPeople, WANTED } from './segment-people.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const words = WORDS['zh-CN'].segments;
const SENTENCE =
  '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线；购买至少2次；退货率至多0%；距上次购买至少60天）';
const found = await launchBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('a newcomer builds a segment without documents (needs a browser)', { timeout: 240_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;
  let session: string;
  let client: Client;

  beforeAll(async () => {
    dir = await makeTempDir('segments');
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
    await sendPeople(client);
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

  it('[C031] with the mouse: six conditions, the sentence read back, three of the people opened', () =>
    atDesk('mouse', async (page) => {
      const shoot = camera(page, 'mouse');
      await page.goto('/');
      await page.getByRole('navigation').getByRole('link', { name: '客群', exact: true }).click();
      await page.getByRole('button', { name: words.new }).click();
      await shoot('nothing yet');

      await pick(page, '性别');
      await page.getByRole('option', { name: '女', exact: true }).click();
      await done(page);
      await pick(page, '年龄');
      await way(page, words.ways.between);
      await page.getByLabel(words.from, { exact: true }).fill('18');
      await page.getByLabel(words.upTo, { exact: true }).fill('35');
      await done(page);
      await shoot('two conditions');
      await pick(page, '城市级别');
      await page.getByRole('option', { name: '二线', exact: true }).click();
      await done(page);
      await pick(page, '购买次数');
      await editor(page).getByRole('textbox').fill('2');
      await done(page);
      await pick(page, '退货率');
      await way(page, words.ways.atMost);
      await editor(page).getByRole('textbox').fill('0');
      await done(page);
      await pick(page, '距上次购买');
      await editor(page).getByRole('textbox').fill('60');
      await done(page);
      await shoot('six conditions');

      await readsBack(page);
      await page.getByLabel(words.name, { exact: true }).fill('沉睡的年轻女客户');
      await page.getByRole('button', { name: /^保\s*存$/ }).click();
      await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
      const members = page.getByRole('grid', { name: words.membersGrid });
      await until(async () => (await members.count()) > 0 && (await members.getByRole('row').count()) > WANTED.length, {
        what: 'the members to be there',
      });
      const names = await members.innerText();
      expect(WANTED.filter((name) => !names.includes(name))).toEqual([]);
      expect(names).not.toContain('退过');
      await shoot('saved');
      for (const name of WANTED.slice(0, 3)) {
        await members.getByRole('link', { name }).click();
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await page.goBack();
        await members.waitFor();
      }
    }));

  it('[C031] with the keyboard alone: the same rule, saved, three of the people opened', () =>
    atDesk('keys', async (page) => {
      const shoot = camera(page, 'keys');
      const press = async (...keys: readonly string[]): Promise<void> => {
        for (const key of keys) {
          await page.keyboard.press(key);
        }
      };
      /** By its initials; Enter adds it, and its first word is open. */
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
      await add('thl');
      await press('Shift+Tab', 'ArrowRight', 'Tab');
      await page.keyboard.type('0');
      await press('Enter');
      await add('jscgm');
      await page.keyboard.type('60');
      await press('Enter');
      await shoot('six conditions');
      await readsBack(page);

      // A line up, into a group, and all of it back.
      await press('Escape', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Alt+ArrowUp', 'Alt+ArrowRight');
      await page.locator('.rule-nest [data-line]:focus').waitFor();
      await shoot('in a group');
      await press('Control+z', 'Control+z');
      await readsBack(page);

      await focused(page, words.name);
      await page.keyboard.type('键盘建的客群');
      await press('Control+s');
      await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
      const members = page.getByRole('grid', { name: words.membersGrid });
      await members.waitFor();
      for (const name of WANTED.slice(0, 3)) {
        await focused(page, words.membersGrid);
        // The list keeps the row that was opened last.
        await press('j', 'Enter');
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await press('Escape');
        await members.waitFor();
      }
    }));

  it('[C003] a field that somebody has just defined is among the conditions, by its name and by its initials', () =>
    atDesk('field', async (page) => {
      await client.call(createField, {
        body: {
          key: 'skinType',
          type: 'choice',
          label: { 'zh-CN': '肌肤类型', en: 'Skin type' },
          options: [{ value: 'sensitive', label: { 'zh-CN': '敏感肌', en: 'Sensitive' } }],
        },
      });
      await page.goto('/segments/new');
      await pick(page, 'jflx');
      await page.getByRole('option', { name: '敏感肌', exact: true }).click();
      await done(page);
      await page.locator('.sentence-text', { hasText: '全部满足（自定义“肌肤类型”为“敏感肌”）' }).waitFor();
      await page.locator('.count:not(.is-old) .count-number', { hasText: /^0$/ }).waitFor();
      await page.getByText(words.nobodyHint).waitFor();
    }));

  it('[C043] the profile of a segment tells age, gender, places and orders, and each part adds up to its size', () =>
    atDesk('profile', async (page) => {
      const { id } = await client.call(createSegment, {
        body: { name: '买过的女客户', rule: { all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] } },
      });
      await page.goto(`/segments/${id}?tab=profile`);
      await page.locator('[data-trait=orders]').waitFor({ timeout: 60_000 });
      const sums = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('[data-trait]')].map((trait) => ({
          trait: trait.dataset['trait'],
          sum: [...trait.querySelectorAll('.trait-count')].reduce((sum, one) => sum + Number(one.textContent), 0),
        })),
      );
      // Somebody may come from several sources and buy on several weekdays.
      const parted = sums.filter(({ trait }) => trait !== 'source' && trait !== 'weekday');
      expect(parted).toEqual(
        ['gender', 'age', 'cityTier', 'region', 'orders', 'power', 'channel', 'category'].map((trait) => ({
          trait,
          sum: 10,
        })),
      );
    }));
});

/** The whole rule stands in words beside it, and as many people as there are. */
async function readsBack(page: Page): Promise<void> {
  await page.getByText(SENTENCE, { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator('.count:not(.is-old) .count-number', { hasText: /^5$/ }).waitFor({ timeout: 60_000 });
}
