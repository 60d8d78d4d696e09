import { describe, expect, it } from 'vitest';
import { createField, createSegment } from '../server/src/contracts.ts';
import { shareBrowser } from './browser.ts';
import {
  addByKeys,
  camera,
  done,
  editor,
  focused,
  pick,
  pickYoungBuyers,
  press,
  readsBack,
  savesWith,
  typeYoungBuyers,
  useSegmentDesk,
  way,
} from './segment-hands.ts';
import { sendPeople, WANTED } from './segment-people.ts';
import { WORDS } from './words.ts';

const words = WORDS['zh-CN'].segments;
const SENTENCE =
  '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线；购买至少2次；退货率至多0%；距上次购买至少60天）';
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('a newcomer builds a segment without documents (needs a browser)', { timeout: 240_000 }, () => {
  const desk = useSegmentDesk(found.browser, 'segments', sendPeople);
  const { atDesk } = desk;

  it('[C031] with the mouse: six conditions, the sentence read back, three of the people opened', () =>
    atDesk('mouse', async (page) => {
      const shoot = camera(page, 'mouse');
      await page.goto('/');
      await page.getByRole('navigation').getByRole('link', { name: '客群', exact: true }).click();
      await page.getByRole('button', { name: words.new }).click();
      await shoot('nothing yet');
      await pickYoungBuyers(page);
      await pick(page, '退货率');
      await way(page, words.ways.atMost);
      await editor(page).getByRole('textbox').fill('0');
      await done(page);
      await pick(page, '距上次购买');
      await editor(page).getByRole('textbox').fill('60');
      await done(page);
      await shoot('six conditions');

      await readsBack(page, SENTENCE);
      expect(await savesWith(page, '沉睡的年轻女客户', WANTED)).not.toContain('退过');
      await shoot('saved');
      const members = page.getByRole('grid', { name: words.membersGrid });
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
      await page.goto('/segments/new');
      await page.locator('.rule-add-button:focus').waitFor();
      await typeYoungBuyers(page);
      await addByKeys(page, 'thl');
      await press(page, 'Shift+Tab', 'ArrowRight', 'Tab');
      await page.keyboard.type('0');
      await press(page, 'Enter');
      await addByKeys(page, 'jscgm');
      await page.keyboard.type('60');
      await press(page, 'Enter');
      await shoot('six conditions');
      await readsBack(page, SENTENCE);

      // A line up, into a group, and all of it back.
      await press(page, 'Escape', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Alt+ArrowUp', 'Alt+ArrowRight');
      await page.locator('.rule-nest [data-line]:focus').waitFor();
      await shoot('in a group');
      await press(page, 'Control+z', 'Control+z');
      await readsBack(page, SENTENCE);

      await focused(page, words.name);
      await page.keyboard.type('键盘建的客群');
      await press(page, 'Control+s');
      await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
      const members = page.getByRole('grid', { name: words.membersGrid });
      await members.waitFor();
      for (const name of WANTED.slice(0, 3)) {
        await focused(page, words.membersGrid);
        // The list keeps the row that was opened last.
        await press(page, 'j', 'Enter');
        await page.getByRole('heading', { level: 1, name }).waitFor();
        await press(page, 'Escape');
        await members.waitFor();
      }
    }));

  it('[C003] a field that somebody has just defined is among the conditions, by its name and by its initials', () =>
    atDesk('field', async (page) => {
      await desk.client.call(createField, {
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
      const { id } = await desk.client.call(createSegment, {
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
