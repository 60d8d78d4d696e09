import { describe, it } from 'vitest';
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
} from './segment-hands.ts';
import { sendFullPricePeople, WANTED } from './segment-people.ts';
import { WORDS } from './words.ts';

const words = WORDS['zh-CN'].segments;
/** Women 18 to 35 in second-tier cities who bought twice, love full price, and are quiet for longer than usual for them. */
const SENTENCE =
  '全部满足（资料“性别”为“女”；年龄18到35岁；所在城市级别为二线；购买至少2次；原价购买占比至少80%；距上次购买是平常间隔的至少1.5倍）';
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('the sentence of a marketer, said in the builder (needs a browser)', { timeout: 240_000 }, () => {
  const { atDesk } = useSegmentDesk(found.browser, 'sentence', sendFullPricePeople);

  it('[C031] with the mouse, and those who are found are the ones it means', () =>
    atDesk('sentence-mouse', async (page) => {
      const shoot = camera(page, 'sentence-mouse');
      await page.goto('/');
      await page.getByRole('navigation').getByRole('link', { name: '客群', exact: true }).click();
      await page.getByRole('button', { name: words.new }).click();
      await pickYoungBuyers(page);
      // As the sentence has it, which is not how the condition is called.
      await pick(page, '正价');
      await editor(page).getByRole('textbox').fill('80');
      await done(page);
      await pick(page, '沉默');
      await editor(page).getByRole('textbox').fill('1.5');
      await done(page);
      await shoot('six conditions');
      await readsBack(page, SENTENCE);
      await savesWith(page, '爱原价而安静下来的人', WANTED);
      await shoot('saved');
    }));

  it('[C031] with the keyboard alone', () =>
    atDesk('sentence-keys', async (page) => {
      await page.goto('/segments/new');
      await page.locator('.rule-add-button:focus').waitFor();
      await typeYoungBuyers(page);
      await addByKeys(page, 'yjgm');
      await page.keyboard.type('80');
      await press(page, 'Enter');
      await addByKeys(page, 'cmcg');
      await page.keyboard.type('1.5');
      await press(page, 'Enter');
      await readsBack(page, SENTENCE);
      await focused(page, words.name);
      await page.keyboard.type('键盘说的一句话');
      await press(page, 'Control+s');
      await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
      await page.getByRole('grid', { name: words.membersGrid }).waitFor();
      await camera(page, 'sentence-keys')('saved');
    }));
});
