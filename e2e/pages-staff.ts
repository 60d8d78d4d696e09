import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const STAFF = '/settings/staff';

/** Views of staff, of roles, and of one's own account. */
export const STAFF_VIEWS: readonly View[] = [
  { route: STAFF, name: 'staff', states: ['empty', 'full', 'loading', 'error'], address: () => STAFF },
  { route: STAFF, name: 'staff-new', states: ['full'], address: () => STAFF, act: addNobody },
  { route: STAFF, name: 'staff-open', states: ['full'], address: () => STAFF, act: openColleague },
  { route: STAFF, name: 'staff-scope', states: ['full'], address: () => STAFF, act: openNewScope },
  { route: STAFF, name: 'staff-agent', states: ['denied'], address: () => STAFF, who: 'agent' },
  { route: '/settings/roles', name: 'roles', states: ['full', 'loading', 'error'], address: () => '/settings/roles' },
  { route: '/account', name: 'account', states: ['full', 'loading', 'error'], address: () => '/account' },
  { route: '/account', name: 'account-faults', states: ['full'], address: () => '/account', act: changeNothing },
];

async function addNobody(page: Page, language: Language): Promise<void> {
  const { staff } = WORDS[language];
  await page.getByRole('button', { name: staff.new }).click();
  await page.getByRole('button', { name: staff.roleAdd }).click();
  await page.getByRole('button', { name: staff.create, exact: true }).click();
  await page.getByText(staff.needName).waitFor();
}

async function openColleague(page: Page, language: Language): Promise<void> {
  await page.getByRole('grid').getByRole('row').nth(2).getByRole('gridcell').first().click();
  await page.getByRole('button', { name: WORDS[language].staff.edit, exact: true }).waitFor();
}

async function openNewScope(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].staff.scopeNew }).click();
  await page.getByRole('dialog').waitFor();
}

async function changeNothing(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].account.change, exact: true }).click();
  await page.getByText(WORDS[language].account.needPassword).first().waitFor();
}
