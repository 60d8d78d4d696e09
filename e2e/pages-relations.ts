import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const SUGGESTIONS = '/relations';
const HOUSEHOLD = '/households/$householdId';
const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** Views of households, links between customers and introductions. */
export const RELATION_VIEWS: readonly View[] = [
  {
    route: SUGGESTIONS,
    name: 'relations',
    states: ['empty', 'full', 'loading', 'error'],
    address: () => SUGGESTIONS,
  },
  { route: SUGGESTIONS, name: 'introductions', states: ['full'], address: () => SUGGESTIONS, act: showIntroductions },
  { route: SUGGESTIONS, name: 'relations-analyst', states: ['denied'], address: () => SUGGESTIONS, who: 'analyst' },
  {
    route: HOUSEHOLD,
    name: 'household',
    states: ['full', 'loading', 'error'],
    address: ({ householdId }) => `/households/${householdId}`,
  },
  {
    route: HOUSEHOLD,
    name: 'household-member',
    states: ['full'],
    address: ({ householdId }) => `/households/${householdId}`,
    act: addMember,
  },
  {
    route: HOUSEHOLD,
    name: 'household-gone',
    states: ['full'],
    address: () => `/households/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: HOUSEHOLD,
    name: 'household-analyst',
    states: ['denied'],
    address: ({ householdId }) => `/households/${householdId}`,
    who: 'analyst',
  },
  {
    route: '/customers/$customerId',
    name: 'customer-around',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: showAround,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-link',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: openLink,
  },
];

async function showIntroductions(page: Page, language: Language): Promise<void> {
  await page.getByText(WORDS[language].relations.views.introductions, { exact: true }).first().click();
}

async function addMember(page: Page, language: Language): Promise<void> {
  const { relations } = WORDS[language];
  await page.getByRole('button', { name: relations.addMember, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: relations.addMember, exact: true }).click();
  await dialog.getByText(relations.needName, { exact: true }).waitFor();
}

async function showAround(page: Page, language: Language): Promise<void> {
  await page.getByText(WORDS[language].relations.graph, { exact: true }).first().click();
  await page.locator('.relation-picture svg').waitFor();
}

async function openLink(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].relations.addLink, exact: true }).click();
  await page.getByRole('dialog').waitFor();
}
