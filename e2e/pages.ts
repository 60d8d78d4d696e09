import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { workbookOf } from '../server/test/awkward-files/workbook.ts';
import { CONTACT_VIEWS } from './pages-contact.ts';
import { ENTRY_VIEWS } from './pages-entry.ts';
import { INSIGHT_VIEWS } from './pages-insight.ts';
import { QUALITY_VIEWS } from './pages-quality.ts';
import { RELATION_VIEWS } from './pages-relations.ts';
import { REVIEW_VIEWS } from './pages-reviews.ts';
import { SEGMENT_VIEWS } from './pages-segments.ts';
import { STAFF_VIEWS } from './pages-staff.ts';
import { TRUST_VIEWS } from './pages-trust.ts';
import { WORK_VIEWS } from './pages-work.ts';
import { shopSheet } from './shop-orders.ts';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

export type { Places, State, View } from './view.ts';

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';
const EVERY_DATA_STATE = ['empty', 'full', 'loading', 'error'] as const;

/** Every page of the web, each route at least once. */
export const VIEWS: readonly View[] = [
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
  ...QUALITY_VIEWS,
  ...RELATION_VIEWS,
  ...REVIEW_VIEWS,
  ...SEGMENT_VIEWS,
  ...INSIGHT_VIEWS,
  { route: '/orders', name: 'orders', states: EVERY_DATA_STATE, address: () => '/orders' },
  { route: '/orders', name: 'orders-none', states: ['full'], address: () => '/orders?status=picked&number=nothing' },
  {
    route: '/orders/$orderId',
    name: 'order',
    states: ['full', 'loading', 'error'],
    address: ({ orderId }) => `/orders/${orderId}`,
  },
  {
    route: '/orders/$orderId',
    name: 'order-refund',
    states: ['full'],
    address: ({ orderId }) => `/orders/${orderId}`,
    act: openRefund,
  },
  {
    route: '/orders/$orderId',
    name: 'order-gone',
    states: ['full'],
    address: () => `/orders/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/orders/$orderId',
    name: 'order-analyst',
    states: ['denied'],
    address: ({ orderId }) => `/orders/${orderId}`,
    who: 'analyst',
  },
  { route: '/settings/shops', name: 'shops', states: EVERY_DATA_STATE, address: () => '/settings/shops' },
  { route: '/settings/shops', name: 'shop-new', states: ['full'], address: () => '/settings/shops', act: openNewShop },
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
  { route: '/products', name: 'products', states: EVERY_DATA_STATE, address: () => '/products' },
  { route: '/products', name: 'products-create', states: ['full'], address: () => '/products', act: createNothing },
  { route: '/products', name: 'products-tree', states: ['full'], address: () => '/products', act: openTree },
  { route: '/products', name: 'products-none', states: ['full'], address: () => '/products?q=zzz&state=off' },
  { route: '/products', name: 'products-agent', states: ['denied'], address: () => '/products', who: 'agent' },
  {
    route: '/products/$productId',
    name: 'product',
    states: ['full', 'loading', 'error'],
    address: ({ productId }) => `/products/${productId}`,
  },
  {
    route: '/products/$productId',
    name: 'product-price',
    states: ['full'],
    address: ({ productId }) => `/products/${productId}`,
    act: changeNoPrice,
  },
  {
    route: '/products/$productId',
    name: 'product-edit',
    states: ['full'],
    address: ({ productId }) => `/products/${productId}`,
    act: (page) => page.keyboard.press('e'),
  },
  {
    route: '/products/$productId',
    name: 'product-sku',
    states: ['full'],
    address: ({ productId }) => `/products/${productId}`,
    act: (page, language) => page.getByRole('button', { name: WORDS[language].products.skuNew }).click(),
  },
  {
    route: '/products/$productId',
    name: 'product-gone',
    states: ['full'],
    address: () => `/products/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/products/$productId',
    name: 'product-agent',
    states: ['denied'],
    address: ({ productId }) => `/products/${productId}`,
    who: 'agent',
  },
  ...STAFF_VIEWS,
  ...CONTACT_VIEWS,
  ...WORK_VIEWS,
  ...ENTRY_VIEWS,
  ...TRUST_VIEWS,
  { route: '$', name: 'nowhere', states: ['full'], address: () => '/no/such/page' },
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

/** With keys alone: E asks for a field of those who are picked. */
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

/** A note is written, opened and rewritten. */
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

/** With keys alone: L opens the form, text and Ctrl+Enter send it. */
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

async function openMapping(page: Page, language: Language): Promise<void> {
  const buffer = Buffer.from(shopSheet({ customers: 30, seed: 7 }).csv);
  await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: WORDS[language].imports.next, exact: true }).click();
  await page.getByText(WORDS[language].imports.requiredAll).waitFor();
}

/** A workbook that is called a CSV, with a title above its header and its columns in another order. */
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

async function openRefund(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].orders.addRefund }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openNewShop(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].shops.new }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function askToUndo(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].imports.undo }).click();
  await page.getByRole('dialog').waitFor();
}

async function createNothing(page: Page, language: Language): Promise<void> {
  const { products } = WORDS[language];
  await page.getByRole('button', { name: products.new }).click();
  await page.getByRole('button', { name: products.form.createSubmit }).click();
  await page.getByText(products.form.required).first().waitFor();
}

async function openTree(page: Page, language: Language, isNarrow: boolean): Promise<void> {
  const { tree } = WORDS[language].products;
  if (isNarrow) {
    await page.getByRole('button', { name: tree.open }).click();
  }
  await page.getByRole('treeitem', { name: /男装/ }).first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: tree.name }).waitFor();
}

async function changeNoPrice(page: Page, language: Language): Promise<void> {
  const { products } = WORDS[language];
  await page.getByRole('button', { name: products.priceChange, exact: true }).first().click();
  await page.getByText(products.priceFrom).click();
  await page.getByRole('button', { name: products.priceSubmit, exact: true }).last().click();
  await page.getByText(products.priceReasonShort).waitFor();
}

/** Paths of all routes that the web's source declares; throws where one declares its path in a way not known here. */
export function declaredRoutes(webDir: string): readonly string[] {
  const sources = readdirSync(webDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => readFileSync(path.join(webDir, file), 'utf8'));
  const found: string[] = [];
  for (const source of sources) {
    for (const piece of source.split(/\bcreateRoute\(/).slice(1)) {
      const head = /^\{\s*getParentRoute:[^,]+,\s*(path|id):\s*'([^']*)'/.exec(piece);
      if (head === null) {
        throw new Error(`A route that the sweep cannot read: createRoute(${piece.slice(0, 120)}`);
      }
      // Routes with an id alone are frames without an address.
      if (head[1] === 'path') {
        found.push(head[2] ?? '');
      }
    }
  }
  return found;
}
