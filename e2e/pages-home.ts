import type { Page } from 'playwright-core';
import { EVERY_DATA_STATE, type View } from './view.ts';
import { type Language, WORDS } from './words.ts';

/** Views of signing in, the first page and what belongs to the frame. */
export const HOME_VIEWS: readonly View[] = [
  { route: '/sign-in', name: 'sign-in', states: ['empty'], address: () => '/sign-in', who: 'nobody', meets: [401] },
  {
    route: '/sign-in',
    name: 'sign-in-faults',
    states: ['empty'],
    address: () => '/sign-in',
    who: 'nobody',
    meets: [401],
    act: sendNothing,
  },
  {
    route: '/sign-in',
    name: 'sign-in-refused',
    states: ['empty'],
    address: () => '/sign-in',
    who: 'nobody',
    meets: [401],
    act: sendWrongPassword,
  },
  { route: '/', name: 'home', states: EVERY_DATA_STATE, address: () => '/' },
  { route: '/', name: 'command-bar', states: ['full'], address: () => '/', act: openCommandBar },
  { route: '/', name: 'keys', states: ['full'], address: () => '/', act: (page) => page.keyboard.press('?') },
  { route: '/', name: 'me-menu', states: ['full'], address: () => '/', act: openMyMenu },
  { route: '/', name: 'home-analyst', states: ['denied'], address: () => '/', who: 'analyst' },
  { route: '/', name: 'home-agent', states: ['denied'], address: () => '/', who: 'agent' },
];

async function sendNothing(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].signIn.submit, exact: true }).click();
}

async function sendWrongPassword(page: Page, language: Language): Promise<void> {
  await page.locator('#email').fill('nobody@zhike.test');
  await page.locator('#password').fill('not-the-password');
  await page.keyboard.press('Enter');
  await page.getByText(WORDS[language].signIn.wrong).waitFor();
}

async function openCommandBar(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('王');
  await page.getByRole('dialog').getByRole('option').nth(2).waitFor();
}

async function openMyMenu(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].me.menu }).click();
  await page.getByRole('menuitem', { name: WORDS[language].me.signOut }).waitFor();
}
