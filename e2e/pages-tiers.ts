import type { Page } from 'playwright-core';
import { phoneOf } from './shop-orders.ts';
import { EVERY_DATA_STATE, type View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const RECOGNISE = '/entry/recognise';
const PYRAMID = '/insight/pyramid';

/** Views of recognition and of the product pyramid. */
export const TIER_VIEWS: readonly View[] = [
  { route: RECOGNISE, name: 'recognise', states: ['empty'], address: () => RECOGNISE },
  {
    route: RECOGNISE,
    name: 'recognised',
    states: ['full'],
    address: () => RECOGNISE,
    act: recognise,
    // The number that calls is typed in plain.
    showsPlain: true,
  },
  { route: RECOGNISE, name: 'recognise-nothing', states: ['empty'], address: () => RECOGNISE, act: askForNothing },
  { route: RECOGNISE, name: 'recognise-analyst', states: ['denied'], address: () => RECOGNISE, who: 'analyst' },
  { route: PYRAMID, name: 'pyramid', states: EVERY_DATA_STATE, address: () => PYRAMID },
  { route: PYRAMID, name: 'pyramid-add', states: ['full'], address: () => PYRAMID, act: openPlace },
];

async function recognise(page: Page, language: Language): Promise<void> {
  const words = WORDS[language].recognise;
  await page.getByRole('textbox', { name: words.kinds.phone }).fill(phoneOf(1));
  await page.keyboard.press('Enter');
  await page.locator('.recognised').waitFor();
}

async function askForNothing(page: Page, language: Language): Promise<void> {
  const words = WORDS[language].recognise;
  await page.getByRole('button', { name: words.ask, exact: true }).click();
  await page.getByText(words.need, { exact: true }).waitFor();
}

async function openPlace(page: Page, language: Language): Promise<void> {
  const words = WORDS[language].pyramid;
  await page.getByRole('button', { name: words.add, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: words.save, exact: true }).click();
  await dialog.getByText(words.needGoods, { exact: true }).waitFor();
}
