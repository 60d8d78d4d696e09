/** What pure files of other modules may use: no store, no clock behind it. */
export {
  daysSince,
  type OrderFact,
  type OrderFacts,
  ORDERS_SOURCE,
  PURCHASE,
  purchasesIn,
  REFUND,
  windowSql,
  WORTH,
} from './condition-facts/purchases.ts';
