import type { Statement } from '#customers';
import type { RecordItem } from '#intake';
import type { LineFacts } from '../orders/place.ts';
import type { OrderStatus } from '../orders/schema.ts';
import { type Read, readLines, readStatus } from './read-order.ts';
import type { OrderData } from './schema.ts';

/** An item understood. */
export interface SaidOrder {
  readonly item: RecordItem<OrderData>;
  readonly number: string;
  readonly status: OrderStatus | null;
  readonly statement: Statement;
  /** Null: the record says nothing of lines. */
  readonly lines: readonly LineFacts[] | null;
  /** Of a new order; one that is known keeps its own until told otherwise. */
  readonly currency: string;
}

/** What a record says of an order; amounts without a currency are in the default one. */
export function readOrder(
  item: RecordItem<OrderData>,
  { statement, defaultCurrency }: { readonly statement: Statement; readonly defaultCurrency: string },
): Read<SaidOrder> {
  const { data } = item;
  const status = readStatus(data.status);
  const currency = data.currency ?? defaultCurrency;
  const lines = data.lines === undefined ? null : readLines(data.lines, currency);
  if (!status.ok) {
    return status;
  }
  if (lines?.ok === false) {
    return lines;
  }
  const number = data.number ?? item.key;
  return { ok: true, value: { item, number, status: status.value, statement, lines: lines?.value ?? null, currency } };
}
