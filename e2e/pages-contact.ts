import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const NO_LINK = { states: ['empty'], who: 'nobody' } as const;

/** Pages for customers behind a link, and what staff write down of consent. */
export const CONTACT_VIEWS: readonly View[] = [
  {
    ...NO_LINK,
    route: '/m/preferences',
    name: 'preferences-no-link',
    address: () => '/m/preferences#none-of-ours',
    meets: [400],
  },
  { ...NO_LINK, route: '/m/confirm', name: 'confirm', address: () => '/m/confirm#none-of-ours' },
  {
    route: '/customers/$customerId',
    name: 'customer-consent',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: writeConsentWithoutChannel,
  },
];

async function writeConsentWithoutChannel(page: Page, language: Language): Promise<void> {
  const { consents } = WORDS[language];
  await page.getByRole('button', { name: consents.write, exact: true }).click();
  await page.getByRole('button', { name: consents.save, exact: true }).click();
  await page.getByText(consents.needChannel).waitFor();
}
