import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { type OrderFacts, ORDERS_SOURCE } from './purchases.ts';
import { loadOrders, skusOfBrands, skusOfCategories, skusOfProducts, sourcesOfChannels, sourcesOfShops } from './store.ts';

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
