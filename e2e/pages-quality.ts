import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const EVERY = ['empty', 'full', 'loading', 'error'] as const;
const ONE = ['full', 'loading', 'error'] as const;

/** Views of data quality, the dictionary, portraits and delivery notes. */
export const QUALITY_VIEWS: readonly View[] = [
  { route: '/quality', name: 'quality', states: EVERY, address: () => '/quality' },
  { route: '/quality', name: 'quality-analyst', states: ['full'], address: () => '/quality', who: 'analyst' },
  { route: '/dictionary', name: 'dictionary', states: EVERY, address: () => '/dictionary' },
  { route: '/dictionary', name: 'dictionary-step', states: ['full'], address: () => '/dictionary', act: openStep },
  { route: '/dictionary', name: 'dictionary-field', states: ['full'], address: () => '/dictionary', act: openField },
  {
    route: '/customers/$customerId/portrait',
    name: 'portrait',
    states: ONE,
    address: ({ customerId }) => `/customers/${customerId}/portrait`,
  },
  {
    route: '/customers/$customerId/portrait',
    name: 'portrait-orders',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}/portrait`,
    act: openBehind,
  },
  {
    route: '/orders/$orderId/delivery-note',
    name: 'delivery-note',
    states: ONE,
    address: ({ orderId }) => `/orders/${orderId}/delivery-note`,
  },
];

async function openStep(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].dictionary.review }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openField(page: Page, language: Language): Promise<void> {
  const { edit } = WORDS[language].dictionary;
  await page.locator('.dictionary-table').getByRole('button', { name: edit }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openBehind(page: Page, language: Language): Promise<void> {
  const { categories, behind } = WORDS[language].portrait;
  await page.getByRole('list', { name: categories }).getByRole('button').first().click();
  await page.getByRole('complementary', { name: behind }).waitFor();
}
