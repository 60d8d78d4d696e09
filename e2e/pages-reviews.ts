import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const QUEUE = '/reviews';
const MODEL = '/reviews/model';

/** Views of the review queue, and of merging and parting on a customer's page. */
export const REVIEW_VIEWS: readonly View[] = [
  { route: QUEUE, name: 'reviews', states: ['empty', 'full', 'loading', 'error'], address: () => QUEUE },
  { route: QUEUE, name: 'reviews-decided', states: ['full'], address: () => QUEUE, act: showDecided },
  { route: MODEL, name: 'match-model', states: ['empty', 'full', 'loading', 'error'], address: () => MODEL },
  { route: MODEL, name: 'match-model-agent', states: ['denied'], address: () => MODEL, who: 'agent' },
  { route: QUEUE, name: 'reviews-agent', states: ['denied'], address: () => QUEUE, who: 'agent' },
  {
    route: '/customers/$customerId',
    name: 'customer-merge',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: openMerge,
  },
];

async function showDecided(page: Page, language: Language): Promise<void> {
  await page.getByText(WORDS[language].reviews.states.rejected, { exact: true }).first().click();
}

async function openMerge(page: Page, language: Language): Promise<void> {
  const { merge } = WORDS[language].reviews;
  await page.getByRole('button', { name: merge.open, exact: true }).click();
  await page.getByRole('dialog').waitFor();
}
