import type { Text } from '#kernel/pure/text.ts';
import type { CatalogueQuestion, CatalogueSource } from '#kernel/rules/catalogues.ts';
import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { mergeChannels } from '../shops/channels.ts';
import { listChannels } from '../shops/store.ts';
import { ORDERS_SOURCE, type OrderFacts } from './purchases.ts';
import {
  entriesOf,
  loadOrders,
  skusOfBrands,
  skusOfCategories,
  skusOfProducts,
  sourcesOfChannels,
  sourcesOfShops,
} from './store.ts';

export { customersOfOrders } from './store.ts';

/** Orders for conditions. */
export const ordersSource: FactSource<OrderFacts> = {
  name: ORDERS_SOURCE,
  analytic: {
    table: 'commerce_orders',
    customerColumn: 'customer_id',
    rows: 'many',
    where: `customer_id != toUUID('00000000-0000-0000-0000-000000000000')`,
  },
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
  { name: 'commerce.products', entries: (db, question) => entriesOf(db, 'products', question) },
  { name: 'commerce.categories', entries: (db, question) => entriesOf(db, 'categories', question) },
  { name: 'commerce.brands', entries: (db, question) => entriesOf(db, 'brands', question) },
  { name: 'commerce.shops', entries: (db, question) => entriesOf(db, 'shops', question) },
  {
    name: 'commerce.channels',
    entries: async (db, question) =>
      mergeChannels(await listChannels(db))
        .map(({ key, label }) => ({ value: key, label }))
        .filter((entry) => isMeant(entry, question))
        .slice(0, question.limit),
  },
];
