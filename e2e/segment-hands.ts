import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
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
