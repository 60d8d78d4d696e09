import { dayNumber } from '#kernel/pure/dates.ts';
import type { RfmParameters, RfmValues } from './values.ts';

/** What of an order matters here: the columns of the analytic table `commerce_orders`. */
export interface RfmOrder {
  readonly customerId: string;
  readonly kind: 'sale' | 'refund' | 'adjustment';
  readonly status: string;
  /** `YYYY-MM-DD` in the business's zone. */
  readonly businessDate: string;
  readonly currency: string;
  readonly totalMinor: number;
  /** What was given back of it. */
  readonly refundedMinor: number;
  readonly salesMinor: number;
  /** Lines that sell something. */
  readonly salesLines: number;
}

/** The first day number of the window that ends with `asOf`, both included; minus infinity without a window. */
export function windowStart(asOfDay: number, windowDays: number | null): number {
  return windowDays === null ? Number.NEGATIVE_INFINITY : asOfDay - windowDays + 1;
}

/** A cart is no sale yet, a cancelled order none any more. */
function isSold({ status }: RfmOrder): boolean {
  return status !== 'cart' && status !== 'cancelled';
}

/** A sale that was not cancelled and sold something. */
export function isPurchase(order: RfmOrder): boolean {
  return order.kind === 'sale' && isSold(order) && order.salesLines > 0;
}

/**
 * What an order adds to the monetary value. Refunds ignored: what was sold. Refunds subtracted: everything that a
 * purchase came to, and refund orders, which are negative.
 */
function worthMinor(order: RfmOrder, refunds: RfmParameters['refunds']): number {
  if (isPurchase(order)) {
    return refunds === 'subtract' ? order.totalMinor - order.refundedMinor : order.salesMinor;
  }
  const counts = refunds === 'subtract' && order.kind === 'refund' && isSold(order);
  return counts ? order.totalMinor - order.refundedMinor : 0;
}

interface Tally {
  lastDay: number;
  frequency: number;
  monetaryMinor: number;
}

/**
 * Recency, frequency and monetary value of everybody who ever bought in the currency up to `asOf`. This is the face
 * for a few customers; `store.ts` asks the same of the analytic store, and a property test holds the two together.
 * Without a purchase in the window frequency and monetary value are 0, while recency looks back at all time.
 */
export function valuesOf(orders: Iterable<RfmOrder>, parameters: RfmParameters): ReadonlyMap<string, RfmValues> {
  const asOfDay = dayNumber(parameters.asOf);
  const firstDay = windowStart(asOfDay, parameters.windowDays);
  const tallies = new Map<string, Tally>();
  for (const order of orders) {
    const day = dayNumber(order.businessDate);
    if (order.currency !== parameters.currency || day > asOfDay) {
      continue;
    }
    const tally = tallies.get(order.customerId) ?? {
      lastDay: Number.NEGATIVE_INFINITY,
      frequency: 0,
      monetaryMinor: 0,
    };
    tallies.set(order.customerId, tally);
    const inWindow = day >= firstDay;
    tally.monetaryMinor += inWindow ? worthMinor(order, parameters.refunds) : 0;
    if (isPurchase(order)) {
      tally.lastDay = Math.max(tally.lastDay, day);
      tally.frequency += inWindow ? 1 : 0;
    }
  }
  const values = new Map<string, RfmValues>();
  for (const [customerId, tally] of tallies) {
    if (tally.lastDay > Number.NEGATIVE_INFINITY) {
      values.set(customerId, {
        recencyDays: asOfDay - tally.lastDay,
        frequency: tally.frequency,
        monetary: tally.frequency === 0 ? 0 : tally.monetaryMinor,
      });
    }
  }
  return values;
}
