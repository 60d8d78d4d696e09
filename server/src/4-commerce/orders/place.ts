import { isSold, type OrderKind, type OrderStatus } from './schema.ts';

/** A line as its source states it, amounts worked out. */
export interface LineFacts {
  readonly sku: string;
  readonly name: string | null;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountMinor: number;
  /** Quantity and price above zero. */
  readonly sells: boolean;
}

/** What all lines of an order say together. */
export interface OrderFacts {
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly businessDate: string;
  readonly currency: string;
  readonly region: string | null;
  readonly totalMinor: number;
  readonly salesMinor: number;
  readonly salesLines: number;
}

/** What the source says of the order as a whole; null where it says nothing. */
export interface OrderHead {
  readonly placedAt: Date;
  readonly businessDate: string;
  readonly currency: string;
  readonly status: OrderStatus | null;
  readonly region: string | null;
}

/**
 * A sale sells something. A refund takes something back for money and sells nothing. Everything else (write-offs
 * without a price, corrections of the books) is an adjustment.
 */
export function orderKind(lines: readonly LineFacts[]): OrderKind {
  if (lines.some((line) => line.sells)) {
    return 'sale';
  }
  const takesBack = lines.some((line) => line.quantity.startsWith('-') && line.amountMinor < 0);
  return takesBack ? 'refund' : 'adjustment';
}

/** The order that these lines make. A cart or a cancelled order sells nothing, but keeps its total for the record. */
export function placeOrder(head: OrderHead, lines: readonly LineFacts[]): OrderFacts {
  const status = head.status ?? 'completed';
  let totalMinor = 0;
  let salesMinor = 0;
  let salesLines = 0;
  for (const line of lines) {
    totalMinor += line.amountMinor;
    if (line.sells && isSold(status)) {
      salesMinor += line.amountMinor;
      salesLines += 1;
    }
  }
  const { placedAt, businessDate, currency, region } = head;
  return {
    kind: orderKind(lines),
    status,
    placedAt,
    businessDate,
    currency,
    region,
    totalMinor,
    salesMinor,
    salesLines,
  };
}

/**
 * The text whose digest tells at once that an order did not change; lines in their order. Parted by a sign that no
 * stored text can hold, so that no two orders give the same text.
 */
export function orderContent(facts: OrderFacts, lines: readonly LineFacts[]): string {
  let text = `${facts.status}\0${facts.placedAt.getTime()}\0${facts.currency}\0${facts.region ?? ''}`;
  for (const line of lines) {
    text += `\0${line.sku}\0${line.quantity}\0${line.unitPrice}\0${line.amountMinor}\0${line.name ?? ''}`;
  }
  return text;
}
