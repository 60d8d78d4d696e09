/** What pure files of other modules may use: no store, no clock behind it. */
export { PRICES_SOURCE } from './condition-facts/prices.ts';
export {
  boughtBefore,
  boughtOf,
  daysBought,
  daysSince,
  IS_PURCHASE,
  IS_REFUND,
  ORDERS_SOURCE,
  type OrderFact,
  type OrderFacts,
  PURCHASE,
  purchasesIn,
  REFUND,
  sumOf,
  sumSql,
  WORTH,
  windowSql,
  worthMinor,
} from './condition-facts/purchases.ts';
