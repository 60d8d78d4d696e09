import type { Page } from 'playwright-core';
import { EVERY_DATA_STATE, NOBODYS_ID, type View } from './view.ts';
import { type Language, WORDS } from './words.ts';

/** Views of the catalogue. */
export const PRODUCT_VIEWS: readonly View[] = [
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
];

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
