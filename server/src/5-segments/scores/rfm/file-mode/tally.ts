import { dayNumber, parseBusinessDate, type Zone } from '#kernel/pure/dates.ts';
import { parseAmount } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import { windowStart } from '../purchases.ts';
import type { RfmRefunds, RfmValues } from '../values.ts';
import { addDecimals, type Decimal, toDecimal, unitsAt, ZERO } from './decimal.ts';

/** The cells of one row that matter; undefined where the row ends before the column. */
export interface FileRow {
  readonly customer: string | undefined;
  readonly date: string | undefined;
  readonly amount: string | undefined;
  /** Absent when every row is an order of its own. */
  readonly order: string | undefined;
}

/** What became of a row. */
export type RowOutcome =
  | { readonly kind: 'purchase' | 'refund' | 'without_customer' | 'after_as_of' }
  | { readonly kind: 'unreadable'; readonly reason: Text };

export interface TallyOptions {
  readonly asOf: string;
  readonly windowDays: number | null;
  readonly refunds: RfmRefunds;
  /** Whether orders have numbers; without, each row counts as one. */
  readonly hasOrders: boolean;
  readonly zone: Zone;
}

interface CustomerTally {
  lastDay: number;
  rows: number;
  readonly orders: Set<string>;
  monetary: Decimal;
}

/** Values at one scale: divide `monetary` by 10^`scale`. */
export interface Tallied {
  readonly scale: number;
  readonly values: ReadonlyMap<string, RfmValues<bigint>>;
}

export interface Tally {
  add(row: FileRow): RowOutcome;
  finish(): Tallied;
}

/**
 * Gathers recency, frequency and monetary value row by row; memory grows with customers and order numbers, not with
 * rows. An amount of zero or less is a refund.
 */
export function createTally(options: TallyOptions): Tally {
  const asOfDay = dayNumber(options.asOf);
  const firstDay = windowStart(asOfDay, options.windowDays);
  const customers = new Map<string, CustomerTally>();

  const add = (row: FileRow): RowOutcome => {
    const customer = row.customer?.trim() ?? '';
    const date = parseBusinessDate(row.date?.trim() ?? '', options.zone);
    const amount = parseAmount(row.amount?.trim() ?? '');
    const order = row.order?.trim() ?? '';
    if (customer === '') {
      return { kind: 'without_customer' };
    }
    if (date === null) {
      return unreadable('日期', 'date', row.date);
    }
    if (amount === null) {
      return unreadable('金额', 'amount', row.amount);
    }
    if (options.hasOrders && order === '') {
      return unreadable('订单号', 'order number', row.order);
    }
    const day = dayNumber(date);
    if (day > asOfDay) {
      return { kind: 'after_as_of' };
    }
    const tally = customers.get(customer) ?? {
      lastDay: Number.NEGATIVE_INFINITY,
      rows: 0,
      orders: new Set(),
      monetary: ZERO,
    };
    customers.set(customer, tally);
    const worth = toDecimal(amount);
    const isPurchase = worth.units > 0n;
    if (day >= firstDay && (isPurchase || options.refunds === 'subtract')) {
      tally.monetary = addDecimals(tally.monetary, worth);
    }
    if (!isPurchase) {
      return { kind: 'refund' };
    }
    tally.lastDay = Math.max(tally.lastDay, day);
    if (day >= firstDay) {
      countPurchase(tally, options.hasOrders ? order : null);
    }
    return { kind: 'purchase' };
  };
  return { add, finish: () => finish(customers, asOfDay) };
}

function countPurchase(tally: CustomerTally, order: string | null): void {
  if (order === null) {
    tally.rows += 1;
  } else {
    tally.orders.add(order);
  }
}

function finish(customers: ReadonlyMap<string, CustomerTally>, asOfDay: number): Tallied {
  const buyers = [...customers].filter(([, tally]) => tally.lastDay > Number.NEGATIVE_INFINITY);
  const scale = buyers.reduce((largest, [, tally]) => Math.max(largest, tally.monetary.scale), 0);
  const values = new Map<string, RfmValues<bigint>>();
  for (const [customer, tally] of buyers) {
    const frequency = tally.rows + tally.orders.size;
    values.set(customer, {
      recencyDays: asOfDay - tally.lastDay,
      frequency,
      monetary: frequency === 0 ? 0n : unitsAt(tally.monetary, scale),
    });
  }
  return { scale, values };
}

const SHOWN_CHARACTERS = 40;

function unreadable(zh: string, en: string, value: string | undefined): RowOutcome {
  const shown = value?.trim().slice(0, SHOWN_CHARACTERS) ?? '';
  const reason =
    shown === ''
      ? { 'zh-CN': `没有${zh}`, en: `no ${en}` }
      : { 'zh-CN': `“${shown}”不是${zh}`, en: `"${shown}" is not a readable ${en}` };
  return { kind: 'unreadable', reason };
}
