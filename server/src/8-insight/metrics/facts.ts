import { boughtBefore, PURCHASE, REFUND, WORTH } from '#commerce/pure';
import type { Text } from '#kernel/pure/text.ts';
import type { Asked } from './kind.ts';

/** Stands for nobody in the analytic store, which keeps no nulls. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';
/** The row is of somebody known. */
export const KNOWN = `customer_id != toUUID('${NOBODY}')`;

/** What orders are meant, in words that all metrics share. */
export const ORDERS_SOURCE_TEXT: Text = {
  'zh-CN': '订单；计入未取消且有销售行的订单，日期为营业时区的下单日期',
  en: 'orders; those that were not cancelled and sold something, by the day placed in the zone of the business',
};

const inSpan = ({ from, to, param }: Asked): string =>
  `business_date >= ${param(from, 'Date32')} AND business_date <= ${param(to, 'Date32')}`;

/** The purchases of the span; per good, a row for each thing sold with `sku`, `sold_minor` and `units`. */
export function purchases(asked: Asked): string {
  const columns = 'customer_id, order_id, placed_at, business_date, source, returned, refunded_minor, currency';
  return asked.isPerGood
    ? `SELECT ${columns}, toString(good.1) AS sku, good.2 AS sold_minor, good.3 AS units
       FROM commerce_orders FINAL ARRAY JOIN arrayZip(skus, sku_minor, sku_quantities) AS good
       WHERE ${PURCHASE} AND ${inSpan(asked)}`
    : `SELECT ${columns} FROM commerce_orders FINAL WHERE ${PURCHASE} AND ${inSpan(asked)}`;
}

/** Purchases and refund orders of one currency in the span, with what stays of each. */
export function money(asked: Asked): string {
  return `SELECT customer_id, order_id, placed_at, business_date, source, kind = 'sale' AS is_purchase, ${WORTH} AS worth
    FROM commerce_orders FINAL
    WHERE ((${PURCHASE}) OR (${REFUND})) AND currency = ${asked.param(asked.currency, 'String')} AND ${inSpan(asked)}`;
}

/**
 * The purchases of the span, and who bought before it: that stands in the one row of each customer, so histories need
 * not be grouped.
 */
export function purchaseHistories(asked: Asked): { readonly from: string; readonly before: string } {
  return {
    from: purchases(asked),
    before: `SELECT customer_id FROM customers_profiles FINAL WHERE ${boughtBefore(asked.param(asked.from, 'Date32'))}`,
  };
}

/** What was done on sites and in apps in the span. Who sends no numbers of visits makes one a day. */
export function events(asked: Asked): string {
  const day = `toDate32(toTimeZone(at, ${asked.param(asked.zone, 'String')}))`;
  const visitor = `multiIf(browser != 0, cityHash64(browser), ${KNOWN}, cityHash64(source, customer_id), visit != 0, cityHash64(visit), 0)`;
  return `SELECT customer_id, at AS placed_at, ${day} AS business_date, source, ${visitor} AS visitor,
      multiIf(visit != 0, cityHash64(visit), visitor != 0, cityHash64(visitor, business_date), 0) AS visit_no
    FROM behaviour_events FINAL
    WHERE kind != 'identify' AND at >= ${asked.param(asked.startsAt, 'DateTime64(3)')}
      AND at < ${asked.param(asked.endsAt, 'DateTime64(3)')}`;
}

/** Rows of the currency asked for. */
export function ofCurrency(rows: string, { currency, param }: Asked): string {
  return `SELECT * FROM (${rows}) WHERE currency = ${param(currency, 'String')}`;
}

/** Purchases and refund orders of every currency, and whether they came back. */
export function purchasesAndRefunds(asked: Asked): string {
  return `SELECT customer_id, placed_at, business_date, source, kind = 'sale' AS is_purchase,
      kind = 'refund' OR returned = 1 OR refunded_minor > 0 AS came_back
    FROM commerce_orders FINAL WHERE ((${PURCHASE}) OR (${REFUND})) AND ${inSpan(asked)}`;
}

/** What behaviour is meant. */
export const EVENTS_SOURCE_TEXT: Text = {
  'zh-CN': '网站与应用的行为（不含登录识别），按营业时区的时间',
  en: 'behaviour on sites and in apps (identification left out), by the time in the zone of the business',
};
