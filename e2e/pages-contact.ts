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
  {
    route: '/settings/consents',
    name: 'consent-purposes',
    states: ['full', 'loading', 'error'],
    address: () => '/settings/consents',
  },
  {
    route: '/settings/consents',
    name: 'consent-text',
    states: ['full'],
    address: () => '/settings/consents',
    act: writeText,
  },
  {
    route: '/settings/consents',
    name: 'consent-purpose-faults',
    states: ['full'],
    address: () => '/settings/consents',
    act: addPurposeWithoutWords,
  },
  ...lists('attempts'),
  ...lists('suppressions'),
  ...lists('shared-phones'),
  { ...page('attempts'), name: 'attempt-open', states: ['full'], act: openAttempt },
  { ...page('suppressions'), name: 'suppression-new', states: ['full'], act: addNothing },
  { ...page('suppressions'), name: 'suppressions-upload', states: ['full'], act: openUpload },
  { ...page('limits'), states: ['full', 'loading', 'error'] },
  { ...page('limits'), name: 'limits-changed', states: ['full'], act: addCap },
  { ...page('mail'), states: ['full', 'loading', 'error'] },
  { ...page('mail'), name: 'mail-tested', states: ['full'], act: testMail },
  { ...page('shared-phones'), name: 'shared-phone-new', states: ['full'], act: openSharedPhone },
  { ...page('attempts'), name: 'attempts-agent', states: ['denied'], who: 'agent' },
];

function page(name: string): Pick<View, 'route' | 'name' | 'address'> {
  return { route: `/settings/${name}`, name, address: () => `/settings/${name}` };
}

function lists(name: string): readonly View[] {
  return [{ ...page(name), states: ['empty', 'full', 'loading', 'error'] }];
}

async function openAttempt(view: Page, language: Language): Promise<void> {
  const row = view.getByRole('grid').getByRole('row').nth(1);
  // A brand that wrote to nobody yet has none to open.
  if ((await row.count()) > 0) {
    await row.getByRole('gridcell').first().click();
    await view.getByText(WORDS[language].attempts.steps).waitFor();
  }
}

async function addNothing(view: Page, language: Language): Promise<void> {
  const { suppressions } = WORDS[language];
  await view.getByRole('button', { name: suppressions.new, exact: true }).click();
  await view.getByRole('dialog').getByRole('button', { name: suppressions.save, exact: true }).click();
  await view.getByText(suppressions.needAddress).waitFor();
}

async function openUpload(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].suppressions.upload, exact: true }).click();
  await view.getByRole('dialog').waitFor();
}

async function addCap(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].limits.addCap }).click();
  await view.getByRole('button', { name: WORDS[language].limits.discard }).waitFor();
}

async function testMail(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].mail.test }).click();
  await view.getByText('@').first().waitFor();
}

async function openSharedPhone(view: Page, language: Language): Promise<void> {
  await view.getByRole('button', { name: WORDS[language].sharedPhones.new, exact: true }).click();
  await view.getByRole('dialog').waitFor();
}

async function writeText(page: Page, language: Language): Promise<void> {
  await page.locator('.purpose-row').nth(1).click();
  await page.getByRole('button', { name: WORDS[language].consentDesk.newText }).click();
  await page.getByText(WORDS[language].consentDesk.preview).waitFor();
}

async function addPurposeWithoutWords(page: Page, language: Language): Promise<void> {
  const { consentDesk } = WORDS[language];
  await page.getByRole('button', { name: consentDesk.new }).click();
  await page.getByRole('dialog').getByRole('button', { name: consentDesk.save, exact: true }).click();
  await page.getByText(consentDesk.needWords).first().waitFor();
}

async function writeConsentWithoutChannel(page: Page, language: Language): Promise<void> {
  const { consents } = WORDS[language];
  await page.getByRole('button', { name: consents.write, exact: true }).click();
  await page.getByRole('button', { name: consents.save, exact: true }).click();
  await page.getByText(consents.needChannel).waitFor();
}
