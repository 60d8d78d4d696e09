import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { shopSheet } from './shop-orders.ts';
import { type Language, WORDS } from './words.ts';

/** Ids that addresses are made of. */
export interface Places {
  readonly customerId: string;
  readonly importId: string;
}

export const STATES = ['empty', 'full', 'loading', 'error', 'denied'] as const;
export type State = (typeof STATES)[number];

/** One view of one page: what is opened and what is done there before it is looked at. */
export interface View {
  /** The route of the web's router that it shows. */
  readonly route: string;
  /** Names its pictures. */
  readonly name: string;
  readonly states: readonly State[];
  readonly address: (places: Places) => string;
  /** Default: an administrator; `nobody` has not signed in. */
  readonly who?: 'analyst' | 'agent' | 'nobody';
  readonly act?: (page: Page, language: Language, isNarrow: boolean) => Promise<void>;
  /** Statuses that this view is meant to meet. */
  readonly meets?: readonly number[];
}

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
  { route: '/insight', name: 'insight', states: ['full'], address: () => '/insight' },
  { route: '/insight/rfm', name: 'rfm', states: EVERY_DATA_STATE, address: () => '/insight/rfm' },
  {
    route: '/insight/rfm',
    name: 'rfm-spend',
    states: ['full'],
    address: () => '/insight/rfm?by=spend&currency=USD&asOf=2026-09-01',
  },
  { route: '/imports', name: 'imports', states: EVERY_DATA_STATE, address: () => '/imports' },
  { route: '/imports', name: 'imports-analyst', states: ['denied'], address: () => '/imports', who: 'analyst' },
  { route: '/imports/new', name: 'import-new', states: EVERY_DATA_STATE, address: () => '/imports/new' },
  { route: '/imports/new', name: 'import-map', states: ['full'], address: () => '/imports/new', act: openMapping },
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
  await page.getByRole('combobox').fill('王');
  await page.getByRole('option').nth(2).waitFor();
}

async function openMyMenu(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].me.menu }).click();
  await page.getByRole('menuitem', { name: WORDS[language].me.signOut }).waitFor();
}

async function askToReveal(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].customer.revealPhone }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openFirstOrder(page: Page, language: Language, isNarrow: boolean): Promise<void> {
  const grid = page.getByRole('grid', { name: WORDS[language].customer.ordersGrid });
  // A tap anywhere on the card, when narrow.
  const opener = isNarrow
    ? grid.getByRole('gridcell')
    : grid.getByRole('button', { name: WORDS[language].customer.expand });
  await opener.first().click();
  await page.getByText(WORDS[language].customer.unitPrice).first().waitFor();
}

async function openMapping(page: Page, language: Language): Promise<void> {
  const buffer = Buffer.from(shopSheet({ customers: 30, seed: 7 }).csv);
  await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: WORDS[language].imports.next, exact: true }).click();
  await page.getByText(WORDS[language].imports.requiredAll).waitFor();
}

async function askToUndo(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].imports.undo }).click();
  await page.getByRole('dialog').waitFor();
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
