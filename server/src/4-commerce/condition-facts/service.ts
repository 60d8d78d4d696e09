import { z } from 'zod';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type CatalogueQuestion, type CatalogueSource, CLOSED } from '#kernel/rules/catalogues.ts';
import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { mergeChannels } from '../shops/channels.ts';
import { listChannels } from '../shops/store.ts';
import { ORDER_ARRAYS, ORDERS_SOURCE, type OrderFacts } from './purchases.ts';
import {
  customersOfOrderRanges,
  customersOfOrders,
  entriesOf,
  loadOrders,
  skusOfBrands,
  skusOfCategories,
  skusOfProducts,
  sourcesOfChannels,
  sourcesOfShops,
  takeFormerOwners,
} from './store.ts';

export { customersOfOrders } from './store.ts';

/** Orders for conditions. */
export const ordersSource: FactSource<OrderFacts> = {
  name: ORDERS_SOURCE,
  analytic: { arrays: ORDER_ARRAYS },
  load: (db, customerIds) => loadOrders(db, customerIds),
  none: [],
};

/** What conditions about goods and places mean, as words of the orders. */
export const commerceLookups: readonly LookupSource[] = [
  { name: 'commerce.skus_of_product', find: skusOfProducts },
  { name: 'commerce.skus_of_category', find: skusOfCategories },
  { name: 'commerce.skus_of_brand', find: skusOfBrands },
  { name: 'commerce.sources_of_shop', find: sourcesOfShops },
  { name: 'commerce.sources_of_channel', find: sourcesOfChannels },
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

const COLUMNS = [
  'order_days',
  'order_refunds',
  'order_currencies',
  'order_sources',
  'order_worths',
  'order_sales',
  'order_backs',
  'sold_days',
  'sold_skus',
] as const;

/** The orders in the analytic row of a customer. */
export const orderHistoryPart: AnalyticPart = {
  source: 'commerce.order_history',
  all: { source: 'commerce.order_histories', key: 'buyer_id' },
  columns: Object.fromEntries(COLUMNS.map((column) => [column, `coalesce(${column}, '[]')`])),
  types: ['commerce.orders_imported', 'commerce.orders_changed', 'commerce.orders_removed'],
  keysOf: async (tx, events) => {
    const told = events.map(({ data }) => z.union([list, range]).parse(data));
    const ids = told.flatMap((data) => ('orderIds' in data ? data.orderIds : []));
    const ranges = told.flatMap((data) => ('orderIds' in data ? [] : [data]));
    return [
      ...(await customersOfOrders(tx, ids)),
      ...(await customersOfOrderRanges(tx, ranges)),
      ...(await takeFormerOwners(tx, { ids, ranges })),
    ];
  },
};
