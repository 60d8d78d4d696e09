import { z } from 'zod';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type CatalogueQuestion, type CatalogueSource, CLOSED } from '#kernel/rules/catalogues.ts';
import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { mergeChannels } from '../shops/channels.ts';
import { listChannels } from '../shops/store.ts';
import { TOP_CATEGORIES } from './goods.ts';
import { PRICES_SOURCE, type PriceFacts } from './prices.ts';
import { ORDER_ARRAYS, ORDERS_SOURCE, type OrderFacts } from './purchases.ts';
import {
  customersOfOrderRanges,
  customersOfOrders,
  customersOfPrices,
  entriesOf,
  loadOrders,
  loadPrices,
  skusOfBrands,
  skusOfCategories,
  skusOfProducts,
  sourcesOfChannels,
  sourcesOfShops,
  takeFormerOwners,
  topCategories,
} from './store.ts';

export { customersOfOrders } from './store.ts';

/** Orders for conditions. */
export const ordersSource: FactSource<OrderFacts> = {
  name: ORDERS_SOURCE,
  analytic: { arrays: ORDER_ARRAYS },
  load: (db, customerIds) => loadOrders(db, customerIds),
  none: [],
};

/** Prices of the orders for conditions; apart, because most rules do without them. */
export const pricesSource: FactSource<PriceFacts> = {
  name: PRICES_SOURCE,
  analytic: { arrays: ORDER_ARRAYS },
  load: (db, customerIds) => loadPrices(db, customerIds),
  none: [],
};

/** What conditions about goods and places mean, as words of the orders. */
export const commerceLookups: readonly LookupSource[] = [
  { name: 'commerce.skus_of_product', find: skusOfProducts },
  { name: 'commerce.skus_of_category', find: skusOfCategories },
  { name: 'commerce.skus_of_brand', find: skusOfBrands },
  { name: 'commerce.sources_of_shop', find: sourcesOfShops },
  { name: 'commerce.sources_of_channel', find: sourcesOfChannels },
  { name: TOP_CATEGORIES, find: async (db) => new Map([['', await topCategories(db)]]) },
];

function isMeant(
  { value, label }: { readonly value: string; readonly label: Text },
  question: CatalogueQuestion,
): boolean {
  const { values, names, text } = question;
  const said = Object.values(label);
  const part = text?.toLowerCase();
  return (
    (values === undefined || values.includes(value)) &&
    (names === undefined || said.some((name) => names.includes(name))) &&
    (part === undefined || said.some((name) => name.toLowerCase().includes(part)))
  );
}

/** What conditions about purchases choose from. */
export const commerceCatalogues: readonly CatalogueSource[] = [
  { name: 'commerce.products', closed: CLOSED, entries: (db, question) => entriesOf(db, 'products', question) },
  { name: 'commerce.categories', closed: CLOSED, entries: (db, question) => entriesOf(db, 'categories', question) },
  { name: 'commerce.brands', closed: CLOSED, entries: (db, question) => entriesOf(db, 'brands', question) },
  { name: 'commerce.shops', closed: CLOSED, entries: (db, question) => entriesOf(db, 'shops', question) },
  {
    name: 'commerce.channels',
    closed: CLOSED,
    entries: async (db, question) =>
      mergeChannels(await listChannels(db))
        .map(({ key, label }) => ({ value: key, label }))
        .filter((entry) => isMeant(entry, question))
        .slice(0, question.limit),
  },
];

const list = z.object({ orderIds: z.array(z.uuid()) });
const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const priced = z.object({ productIds: z.array(z.uuid()) });
const PRICE_CHANGED = 'commerce.price_changed';

const COLUMNS = [
  'order_days',
  'order_refunds',
  'order_currencies',
  'order_sources',
  'order_worths',
  'order_sales',
  'order_backs',
  'order_pieces',
  'order_lists',
  'order_discounts',
  'sold_days',
  'sold_skus',
] as const;

/** The orders in the analytic row of a customer. */
export const orderHistoryPart: AnalyticPart = {
  source: 'commerce.order_history',
  all: { source: 'commerce.order_histories', key: 'buyer_id' },
  columns: Object.fromEntries(COLUMNS.map((column) => [column, `coalesce(${column}, '[]')`])),
  types: ['commerce.orders_imported', 'commerce.orders_changed', 'commerce.orders_removed', PRICE_CHANGED],
  keysOf: async (tx, events) => {
    const prices = events.filter(({ type }) => type === PRICE_CHANGED);
    const told = events
      .filter(({ type }) => type !== PRICE_CHANGED)
      .map(({ data }) => z.union([list, range]).parse(data));
    const ids = told.flatMap((data) => ('orderIds' in data ? data.orderIds : []));
    const ranges = told.flatMap((data) => ('orderIds' in data ? [] : [data]));
    return [
      ...(await customersOfOrders(tx, ids)),
      ...(await customersOfOrderRanges(tx, ranges)),
      ...(await takeFormerOwners(tx, { ids, ranges })),
      ...(await customersOfPrices(
        tx,
        prices.map(({ data, at }) => ({ ...priced.parse(data), at })),
      )),
    ];
  },
};
