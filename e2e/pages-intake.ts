import type { Page } from 'playwright-core';
import { workbookOf } from '../server/test/awkward-files/workbook.ts';
import { shopSheet } from './shop-orders.ts';
import { EVERY_DATA_STATE, NOBODYS_ID, type View } from './view.ts';
import { type Language, WORDS } from './words.ts';

/** Views of what comes in and goes out, and of its settings. */
export const INTAKE_VIEWS: readonly View[] = [
  { route: '/imports', name: 'imports', states: EVERY_DATA_STATE, address: () => '/imports' },
  { route: '/imports', name: 'imports-analyst', states: ['denied'], address: () => '/imports', who: 'analyst' },
  { route: '/imports/new', name: 'import-new', states: EVERY_DATA_STATE, address: () => '/imports/new' },
  {
    route: '/imports/new',
    name: 'import-map',
    states: ['full'],
    address: () => '/imports/new',
    act: openMapping,
    showsPlain: true,
  },
  {
    route: '/imports/new',
    name: 'import-book',
    states: ['full'],
    address: () => '/imports/new',
    act: openWorkbook,
    showsPlain: true,
  },
  {
    route: '/imports/new',
    name: 'import-refused',
    states: ['full'],
    address: () => '/imports/new',
    act: sendPicture,
    meets: [422],
  },
  {
    route: '/imports/new',
    name: 'import-new-analyst',
    states: ['denied'],
    address: () => '/imports/new',
    who: 'analyst',
  },
  {
    route: '/imports/$importId',
    name: 'import-run',
    states: ['full', 'loading', 'error'],
    address: ({ importId }) => `/imports/${importId}`,
  },
  {
    route: '/imports/$importId',
    name: 'import-undo',
    states: ['full'],
    address: ({ importId }) => `/imports/${importId}`,
    act: askToUndo,
  },
  {
    route: '/imports/$importId',
    name: 'import-gone',
    states: ['full'],
    address: () => `/imports/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/imports/$importId',
    name: 'import-run-analyst',
    states: ['denied'],
    address: ({ importId }) => `/imports/${importId}`,
    who: 'analyst',
  },
  { route: '/settings/fields', name: 'fields', states: EVERY_DATA_STATE, address: () => '/settings/fields' },
  {
    route: '/settings/fields',
    name: 'field-new',
    states: ['full'],
    address: () => '/settings/fields',
    act: openNewField,
  },
  {
    route: '/settings/fields',
    name: 'fields-agent',
    states: ['denied'],
    address: () => '/settings/fields',
    who: 'agent',
  },
  { route: '/settings/tags', name: 'tags', states: EVERY_DATA_STATE, address: () => '/settings/tags' },
  { route: '/settings/tags', name: 'tags-agent', states: ['denied'], address: () => '/settings/tags', who: 'agent' },
  { route: '/settings/sources', name: 'sources', states: EVERY_DATA_STATE, address: () => '/settings/sources' },
  {
    route: '/settings/sources',
    name: 'source-remove',
    states: ['full'],
    address: () => '/settings/sources',
    act: askToRemoveSource,
  },
  {
    route: '/settings/sources',
    name: 'sources-agent',
    states: ['denied'],
    address: () => '/settings/sources',
    who: 'agent',
  },
  { route: '/settings', name: 'settings', states: ['full'], address: () => '/settings' },
  {
    route: '/settings/connections',
    name: 'connections',
    states: EVERY_DATA_STATE,
    address: () => '/settings/connections',
  },
  {
    route: '/settings/connections',
    name: 'connections-analyst',
    states: ['denied'],
    address: () => '/settings/connections',
    who: 'analyst',
  },
  {
    route: '/settings/webhooks',
    name: 'webhooks',
    states: EVERY_DATA_STATE,
    address: () => '/settings/webhooks',
  },
  {
    route: '/settings/webhooks',
    name: 'webhook-new',
    states: ['full'],
    address: () => '/settings/webhooks',
    act: openNewWebhook,
  },
  {
    route: '/settings/webhooks',
    name: 'webhooks-analyst',
    states: ['denied'],
    address: () => '/settings/webhooks',
    who: 'analyst',
  },
  {
    route: '/settings/api-keys',
    name: 'api-keys',
    states: ['full', 'loading', 'error'],
    address: () => '/settings/api-keys',
  },
  {
    route: '/settings/api-keys',
    name: 'api-keys-agent',
    states: ['denied'],
    address: () => '/settings/api-keys',
    who: 'agent',
  },
  { route: '/settings/exports', name: 'exports', states: EVERY_DATA_STATE, address: () => '/settings/exports' },
  {
    route: '/settings/exports',
    name: 'exports-agent',
    states: ['denied'],
    address: () => '/settings/exports',
    who: 'agent',
  },
];

async function openNewWebhook(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].webhooks.new }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openNewField(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].fields.new }).click();
  await page.getByLabel(WORDS[language].fields.labelZh).waitFor();
}

async function askToRemoveSource(page: Page, language: Language): Promise<void> {
  await page.locator('.line-list .menu .icon-button').first().click();
  await page.getByRole('menuitem', { name: WORDS[language].sources.remove }).click();
  await page.getByText(WORDS[language].sources.removeOthers).waitFor();
}

async function openMapping(page: Page, language: Language): Promise<void> {
  const buffer = Buffer.from(shopSheet({ customers: 30, seed: 7 }).csv);
  await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: WORDS[language].imports.next, exact: true }).click();
  await page.getByText(WORDS[language].imports.requiredAll).waitFor();
}

async function openWorkbook(page: Page, language: Language): Promise<void> {
  const lines = shopSheet({ customers: 4, seed: 7 }).csv.trim().split('\n').slice(0, 9);
  const rows = lines.map((line) => line.split(',').toReversed());
  const buffer = workbookOf({ sheets: [{ name: 'V-2026', rows: [['V-2026'], [], ...rows] }] });
  const words = WORDS[language].imports;
  await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: words.next, exact: true }).click();
  await page.getByText(words.requiredAll).waitFor();
  await page.getByText(words.forecastDone).waitFor();
}

async function sendPicture(page: Page, language: Language): Promise<void> {
  const buffer = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: WORDS[language].imports.next, exact: true }).click();
  await page.getByRole('alert').waitFor();
}

async function askToUndo(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].imports.undo }).click();
  await page.getByRole('dialog').waitFor();
}
