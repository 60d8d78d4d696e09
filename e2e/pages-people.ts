import type { Page } from 'playwright-core';
import { EVERY_DATA_STATE, NOBODYS_ID, type View } from './view.ts';
import { type Language, WORDS } from './words.ts';

/** Views of customers and organisations. */
export const PEOPLE_VIEWS: readonly View[] = [
  { route: '/customers', name: 'customers', states: EVERY_DATA_STATE, address: () => '/customers' },
  {
    route: '/customers',
    name: 'customers-peek',
    states: ['full', 'loading', 'error'],
    address: ({ customerId }) => `/customers?peek=%22${customerId}%22`,
  },
  { route: '/customers', name: 'customers-group', states: ['full'], address: () => '/customers?group=important_value' },
  { route: '/customers', name: 'customers-none', states: ['full'], address: () => '/customers?source=nowhere' },
  {
    route: '/customers/$customerId',
    name: 'customer',
    states: ['full', 'loading', 'error'],
    address: ({ customerId }) => `/customers/${customerId}`,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-reveal',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: askToReveal,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-lines',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: openFirstOrder,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-credit',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: openCredit,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-gone',
    states: ['full'],
    address: () => `/customers/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/customers/$customerId',
    name: 'customer-analyst',
    states: ['denied'],
    address: ({ customerId }) => `/customers/${customerId}`,
    who: 'analyst',
  },
  {
    route: '/customers',
    name: 'customers-filter',
    states: ['full'],
    address: () => '/customers?status=prospect&sort=name',
    act: openFilter,
  },
  { route: '/customers', name: 'customers-selected', states: ['full'], address: () => '/customers', act: selectTwo },
  { route: '/customers', name: 'customers-bulk', states: ['full'], address: () => '/customers', act: openBulkField },
  {
    route: '/customers/$customerId',
    name: 'customer-note',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: editNote,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-log',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: writeInteraction,
  },
  { route: '/organisations', name: 'organisations', states: EVERY_DATA_STATE, address: () => '/organisations' },
  {
    route: '/organisations',
    name: 'organisation-new',
    states: ['full'],
    address: () => '/organisations',
    act: openNewOrganisation,
  },
  {
    route: '/organisations/$organisationId',
    name: 'organisation',
    states: ['full', 'loading', 'error'],
    address: ({ organisationId }) => `/organisations/${organisationId}`,
  },
  {
    route: '/organisations/$organisationId',
    name: 'organisation-gone',
    states: ['full'],
    address: () => `/organisations/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/organisations/$organisationId',
    name: 'organisation-analyst',
    states: ['denied'],
    address: ({ organisationId }) => `/organisations/${organisationId}`,
    who: 'analyst',
  },
  { route: '/customers', name: 'customer-new', states: ['full'], address: () => '/customers', act: openNewCustomer },
  {
    route: '/customers/$customerId',
    name: 'customer-edit',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: openEditCustomer,
  },
  {
    route: '/customers/$customerId',
    name: 'customer-history',
    states: ['full'],
    address: ({ customerId }) => `/customers/${customerId}`,
    act: openFieldHistory,
  },
];

/** The form that sets what a customer may owe. */
async function openCredit(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].credit.set }).first().click();
  await page.locator('.credit-form').waitFor();
}

async function askToReveal(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].customer.revealPhone }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openFilter(page: Page, language: Language, isNarrow: boolean): Promise<void> {
  if (!isNarrow) {
    await page.getByRole('button', { name: WORDS[language].people.addFilter, exact: true }).click();
    await page.getByLabel(WORDS[language].people.filterBy).waitFor();
  }
}

async function selectTwo(page: Page, _language: Language, isNarrow: boolean): Promise<void> {
  if (!isNarrow) {
    await page.locator('.row-check').first().check();
    await page.locator('.row-check').nth(1).check();
    await page.getByRole('toolbar').waitFor();
  }
}

async function openBulkField(page: Page, language: Language, isNarrow: boolean): Promise<void> {
  await selectTwo(page, language, isNarrow);
  if (!isNarrow) {
    await page.keyboard.press('Escape');
    await page.getByRole('grid').focus();
    await page.keyboard.press('e');
    await page.getByRole('dialog').getByRole('combobox').click();
    await page.keyboard.type(WORDS[language].customers.region);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: WORDS[language].customers.region }).waitFor();
  }
}

async function editNote(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('n');
  // Other desks have written notes of the same words.
  const stamp = String(Date.now());
  await page.keyboard.type(`V-2026 ${stamp}`);
  await page.keyboard.press('Control+Enter');
  const note = page.locator('.time-entry.is-notes', { hasText: stamp }).first();
  await note.getByRole('button').first().click();
  await note.getByRole('button', { name: WORDS[language].people.noteEdit, exact: true }).click();
  await note.getByRole('textbox', { name: WORDS[language].people.noteText }).fill(`V-2026 V-2026 ${stamp}`);
  await page.keyboard.press('Control+Enter');
  await note.getByRole('button', { name: /1|once/ }).waitFor();
}

async function writeInteraction(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('l');
  await page.keyboard.type('V-2026');
  await page.keyboard.press('Control+Enter');
  await page.locator('.time-detail', { hasText: 'V-2026' }).first().waitFor();
  await page.getByRole('button', { name: WORDS[language].people.interactionSave }).waitFor();
}

async function openNewOrganisation(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].people.orgNew }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openFirstOrder(page: Page, language: Language, isNarrow: boolean): Promise<void> {
  await page.locator('.ant-segmented-item', { hasText: WORDS[language].people.orders }).click();
  const grid = page.getByRole('grid', { name: WORDS[language].customer.ordersGrid });
  // A tap anywhere on the card, when narrow.
  const opener = isNarrow
    ? grid.getByRole('gridcell')
    : grid.getByRole('button', { name: WORDS[language].customer.expand });
  await opener.first().click();
  await page.getByText(WORDS[language].customer.unitPrice).first().waitFor();
}

async function openNewCustomer(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].customerForm.new }).first().click();
  await page.getByRole('button', { name: WORDS[language].customerForm.create, exact: true }).waitFor();
}

async function openEditCustomer(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].facts.edit, exact: true }).click();
  await page.getByRole('button', { name: WORDS[language].customerForm.save, exact: true }).waitFor();
}

async function openFieldHistory(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].facts.history, exact: true }).click();
  await page.getByText(WORDS[language].facts.noChanges).waitFor();
}
