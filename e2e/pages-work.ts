import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const WORK = '/work';
const CALENDARS = '/settings/calendars';

/** Views of tasks, approvals, notices and calendars. */
export const WORK_VIEWS: readonly View[] = [
  { route: WORK, name: 'work', states: ['empty', 'full', 'loading', 'error'], address: () => WORK },
  { route: WORK, name: 'work-queue', states: ['full'], address: () => `${WORK}?tab=queue` },
  { route: WORK, name: 'work-approvals', states: ['full', 'loading', 'error'], address: () => `${WORK}?tab=approvals` },
  { route: WORK, name: 'work-done', states: ['full'], address: () => `${WORK}?tab=done` },
  { route: WORK, name: 'work-team', states: ['full', 'loading', 'error'], address: () => `${WORK}?tab=team` },
  { route: WORK, name: 'work-new', states: ['full'], address: () => WORK, act: giveNothing },
  { route: WORK, name: 'work-open', states: ['full'], address: () => WORK, act: giveAndOpen },
  { route: WORK, name: 'work-away', states: ['full'], address: () => WORK, act: goAway },
  { route: WORK, name: 'work-queue-new', states: ['full'], address: () => `${WORK}?tab=team`, act: addQueue },
  { route: WORK, name: 'work-notices', states: ['full'], address: () => WORK, act: openNotices, opensFrame: true },
  { route: CALENDARS, name: 'calendars', states: ['full', 'loading', 'error'], address: () => CALENDARS },
  { route: CALENDARS, name: 'calendars-agent', states: ['denied'], address: () => CALENDARS, who: 'agent' },
  { route: CALENDARS, name: 'calendars-enter', states: ['full'], address: () => CALENDARS, act: enterDays },
  { route: CALENDARS, name: 'calendars-day', states: ['full'], address: () => CALENDARS, act: openDay },
];

async function giveNothing(page: Page, language: Language): Promise<void> {
  const { work } = WORDS[language];
  await page.getByRole('button', { name: work.new, exact: true }).first().click();
  await page.getByRole('button', { name: work.give, exact: true }).click();
  await page.getByText(work.needWhat).waitFor();
}

/** A task for oneself, opened, with its answer missing. */
async function giveAndOpen(page: Page, language: Language): Promise<void> {
  const { work } = WORDS[language];
  await page.getByRole('button', { name: work.new, exact: true }).first().click();
  await page.getByLabel(work.what, { exact: true }).fill('V-2026');
  await page.getByRole('button', { name: work.give, exact: true }).click();
  await page.locator('.task-row').first().click();
  await page.getByRole('button', { name: work.complete, exact: true }).click();
  await page.locator('.work-form .field-fault').first().waitFor();
}

async function goAway(page: Page, language: Language): Promise<void> {
  const { work } = WORDS[language];
  await page.getByRole('button', { name: work.away, exact: true }).click();
  await page.getByLabel(work.deputy, { exact: true }).waitFor();
}

async function addQueue(page: Page, language: Language): Promise<void> {
  const { work } = WORDS[language];
  await page.getByRole('button', { name: work.queueNew, exact: true }).click();
  await page.getByLabel(work.members, { exact: true }).waitFor();
}

async function openNotices(page: Page, language: Language): Promise<void> {
  await page.locator('.bell').click();
  await page.getByRole('heading', { name: WORDS[language].work.noticesTitle, exact: true }).waitFor();
}

async function enterDays(page: Page): Promise<void> {
  await page.locator('.section-actions button').last().click();
  await page.getByRole('dialog').waitFor();
}

async function openDay(page: Page): Promise<void> {
  await page.locator('button.year-day').first().click();
  await page.getByRole('dialog').waitFor();
}
