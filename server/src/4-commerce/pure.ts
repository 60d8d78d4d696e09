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
export { creditReasonSchema } from './credit/credit-reason.ts';
export { CREDIT_PAYMENT_DAYS, CREDIT_WARNING_PERCENT } from './credit/settings.ts';
