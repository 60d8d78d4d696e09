import type { Page } from 'playwright-core';
import { EVERY_DATA_STATE, NOBODYS_ID, type View } from './view.ts';
import { type Language, WORDS } from './words.ts';

/** Views of orders and the shops they come from. */
export const ORDER_VIEWS: readonly View[] = [
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
];

async function openRefund(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].orders.addRefund }).first().click();
  await page.getByRole('dialog').waitFor();
}

async function openNewShop(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].shops.new }).first().click();
  await page.getByRole('dialog').waitFor();
}
