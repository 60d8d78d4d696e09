/** What pure files of other modules may use: no store, no clock behind it. */
export { PRICES_SOURCE } from './condition-facts/prices.ts';
export {
  boughtBefore,
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
  WORTH,
  windowSql,
} from './condition-facts/purchases.ts';
