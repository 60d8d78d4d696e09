import type { Resolved } from '#customers';
import { businessDateOf, type Zone } from '#kernel/pure/dates.ts';
import type { StatusChange } from '../life/order-life.ts';
import { type OrderFacts, placeOrder } from '../orders/place.ts';
import type { StoredLine } from '../orders/reconcile.ts';
import type { SaidOrder } from './said-order.ts';

/** An order as it is to be written, without its digest. */
export interface UnhashedOrder extends OrderFacts {
  readonly id: string;
  readonly number: string;
  readonly recordId: string | null;
  readonly customerId: string | null;
  readonly lines: readonly StoredLine[];
}

/** An order that was not known before. */
export function newOrder(
  { item, number, status, lines, currency }: SaidOrder,
  { id, who, zone }: { readonly id: string; readonly who: Resolved | null; readonly zone: Zone },
): UnhashedOrder {
  const numbered = (lines ?? []).map((line, index) => ({ ...line, lineNo: index + 1 }));
  const placedAt = item.data.placedAt ?? item.occurredAt;
  const facts = placeOrder(
    {
      placedAt,
      businessDate: businessDateOf(placedAt, zone),
      currency,
      status: status ?? 'placed',
      region: item.data.region ?? null,
    },
    numbered,
  );
  return {
    ...facts,
    id,
    number,
    recordId: who?.recordId ?? null,
    customerId: who?.customerId ?? null,
    lines: numbered,
  };
}

/** The step that its history begins with. */
export function firstChange(
  order: UnhashedOrder,
  { id, said, source }: { readonly id: string; readonly said: SaidOrder | undefined; readonly source: string },
): StatusChange & { readonly orderId: string } {
  const at = order.status === 'placed' || said === undefined ? order.placedAt : said.item.occurredAt;
  const actor = { kind: 'source', id: null, name: source };
  return {
    id,
    orderId: order.id,
    from: null,
    to: order.status,
    at,
    origin: 'record',
    causeId: null,
    reason: null,
    actor,
  };
}
