import { dayNumber } from '#kernel/pure/dates.ts';
import { formatMoney } from '#kernel/pure/money.ts';
import type { Window } from '#kernel/pure/rules/args.ts';
import { type Days, daysOf, EARLIEST_DATE, inDays } from '#kernel/pure/rules/bounds.ts';
import type { AsOf, SqlAsking } from '#kernel/pure/rules/condition.ts';
import { countOf, type Measure, sumOf as summed } from '#kernel/pure/rules/measures.ts';
import type { Text } from '#kernel/pure/text.ts';
import { isSold, type OrderKind, type OrderStatus, UNSOLD_STATUSES } from '../orders/schema.ts';

/** What of an order conditions ask for: the columns of the analytic table `commerce_orders`. */
export interface OrderFact {
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  /** In the business's zone. */
  readonly businessDate: string;
  readonly currency: string;
  readonly source: string;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly salesMinor: number;
  readonly salesLines: number;
  /** Something of it came back. */
  readonly returned: boolean;
  /** Codes of what it sold, in lower case. */
  readonly skus: readonly string[];
}

/** The orders of one customer. */
export type OrderFacts = readonly OrderFact[];

/** The source of facts behind all of them. */
export const ORDERS_SOURCE = 'commerce.orders';

export const ORDERS_GROUP: Text = { 'zh-CN': '购买', en: 'Purchases' };

const UNSOLD = UNSOLD_STATUSES.map((status) => `'${status}'`).join(', ');
/** In the analytic table of orders: a sale that was not cancelled and sold something. */
export const PURCHASE = `kind = 'sale' AND status NOT IN (${UNSOLD}) AND sales_lines > 0`;
/** An order that only gives money back. */
export const REFUND = `kind = 'refund' AND status NOT IN (${UNSOLD})`;
/** What stays of an order when refunds are taken off. */
export const WORTH = 'total_minor - refunded_minor';

/** The same for measures: the analytic row of a customer holds only orders that are one or the other. */
export const IS_PURCHASE = 'is_refund = 0';
export const IS_REFUND = 'is_refund = 1';

/** What measures call a column of the orders, or of the goods they sold → its array in the row of a customer. */
export const ORDER_ARRAYS = {
  business_date: 'order_days',
  is_refund: 'order_refunds',
  currency: 'order_currencies',
  source: 'order_sources',
  worth_minor: 'order_worths',
  sales_minor: 'order_sales',
  came_back: 'order_backs',
  pieces: 'order_pieces',
  list_minor: 'order_lists',
  discount_minor: 'order_discounts',
  sold_on: 'sold_days',
  sku: 'sold_skus',
} as const;

/** In the analytic row of a customer: he bought something before the day, which is an expression. */
export function boughtBefore(day: string): string {
  const { business_date: days, is_refund: refunds } = ORDER_ARRAYS;
  return `arrayExists((business_date, is_refund) -> ${IS_PURCHASE} AND business_date < ${day}, ${days}, ${refunds})`;
}

/** In the analytic row of a customer: the days on which he bought up to a day, which is an expression; newest first. */
export function daysBought(until: string): string {
  const { business_date: days, is_refund: refunds } = ORDER_ARRAYS;
  return `arrayFilter((business_date, is_refund) -> ${IS_PURCHASE} AND business_date <= ${until}, ${days}, ${refunds})`;
}

/** The same purchases with what each was worth, in arrays beside each other. */
export function boughtOf(until: string): {
  readonly days: string;
  readonly currencies: string;
  readonly worths: string;
} {
  const { business_date: days, is_refund: refunds, currency, worth_minor: worths } = ORDER_ARRAYS;
  const there = (column: string): string =>
    `arrayFilter((each, business_date, is_refund) -> ${IS_PURCHASE} AND business_date <= ${until}, ${column}, ${days}, ${refunds})`;
  return { days: daysBought(until), currencies: there(currency), worths: there(worths) };
}

export function isPurchase({ kind, status, salesLines }: OrderFact): boolean {
  return kind === 'sale' && isSold(status) && salesLines > 0;
}

export function isRefund({ kind, status }: OrderFact): boolean {
  return kind === 'refund' && isSold(status);
}

export function worthMinor({ totalMinor, refundedMinor }: OrderFact): number {
  return totalMinor - refundedMinor;
}

/** The business date lies in these days. */
export function daysSql({ from, to }: Days, asking: SqlAsking, day = 'business_date'): string {
  const since = from === EARLIEST_DATE ? '' : `${day} >= ${asking.param(from, 'Date32')} AND `;
  return `${since}${day} <= ${asking.param(to, 'Date32')}`;
}

/** Orders in a window, as SQL and as a filter. */
export function windowSql(window: Window | undefined, asking: SqlAsking, day = 'business_date'): string {
  return daysSql(daysOf(window, asking.date), asking, day);
}

export function inWindow(facts: OrderFacts, window: Window | undefined, { date }: AsOf): OrderFacts {
  const days = daysOf(window, date);
  return facts.filter((order) => inDays(order.businessDate, days));
}

export function purchasesIn(facts: OrderFacts, window: Window | undefined, asOf: AsOf): OrderFacts {
  return inWindow(facts, window, asOf).filter(isPurchase);
}

export interface Sum {
  readonly count: number;
  readonly minor: number;
}

/** Purchases of one currency with everything given back taken off, refund orders too. */
export function sumOf(
  facts: OrderFacts,
  { window, currency, asOf }: { readonly window: Window | undefined; readonly currency: string; readonly asOf: AsOf },
): Sum {
  const orders = inWindow(facts, window, asOf).filter((order) => order.currency === currency);
  return {
    count: orders.filter(isPurchase).length,
    minor: orders
      .filter((order) => isPurchase(order) || isRefund(order))
      .reduce((sum, order) => sum + worthMinor(order), 0),
  };
}

/** The same in SQL: how many purchases, and what they came to. */
export function sumSql(
  { window, currency }: { readonly window: Window | undefined; readonly currency: string },
  asking: SqlAsking,
): { readonly columns: { readonly count: Measure; readonly minor: Measure } } {
  const there = `currency = ${asking.param(currency, 'String')} AND ${windowSql(window, asking)}`;
  return { columns: { count: countOf(`${IS_PURCHASE} AND ${there}`), minor: summed('worth_minor', there) } };
}

/** First and last day of a purchase; null without any. */
export function purchaseDays(facts: OrderFacts, asOf: AsOf): { readonly first: string; readonly last: string } | null {
  const days = purchasesIn(facts, undefined, asOf)
    .map(({ businessDate }) => businessDate)
    .toSorted();
  const [first, last] = [days[0], days.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}

export function daysSince(day: string, { date }: AsOf): number {
  return dayNumber(date) - dayNumber(day);
}

export function times(count: number): Text {
  return { 'zh-CN': `${count} 单`, en: `${count} orders` };
}

export function amount(amountMinor: number, currency: string): Text {
  const money = { amountMinor, currency };
  return { 'zh-CN': formatMoney(money, 'zh-CN'), en: formatMoney(money, 'en') };
}

export function day(found: string | undefined): Text {
  return found === undefined ? { 'zh-CN': '没有购买过', en: 'never bought' } : { 'zh-CN': found, en: found };
}
