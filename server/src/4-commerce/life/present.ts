import { openMinor, receivedMinor, refundableMinor, refundedMinor } from './money.ts';
import { type Fact, type OrderLife, type Return, type StatusChange, standing } from './order-life.ts';
import { returnablePieces } from './returns.ts';
import type { OrderPage } from './schema.ts';
import { SHIPPABLE } from './shipping.ts';
import { choicesFrom, RETURN_TRANSITIONS } from './transitions.ts';

type LifePart = Pick<
  OrderPage,
  | 'receivedMinor'
  | 'refundedMinor'
  | 'openMinor'
  | 'refundableMinor'
  | 'payments'
  | 'refunds'
  | 'returns'
  | 'shipments'
  | 'history'
  | 'allowed'
>;

function shapeOf({
  id,
  source,
  at,
  actorName,
}: Fact): Pick<OrderPage['payments'][number], 'id' | 'source' | 'at' | 'by'> {
  return { id, source, at: at.toISOString(), by: actorName };
}

/** What the page of an order shows of its life. `mayAct`: whether the asker may write at all. */
export function presentLife(life: OrderLife, { mayAct }: { readonly mayAct: boolean }): LifePart {
  const refundable = refundableMinor(life);
  return {
    receivedMinor: receivedMinor(life),
    refundedMinor: refundedMinor(life),
    openMinor: openMinor(life),
    refundableMinor: refundable,
    payments: standing(life.payments).map((payment) => ({
      ...shapeOf(payment),
      method: payment.method,
      amountMinor: payment.amountMinor,
      reference: payment.reference,
      mayWithdraw: mayAct && payment.amountMinor <= refundable,
    })),
    refunds: standing(life.refunds).map((refund) => ({
      ...shapeOf(refund),
      method: refund.method,
      amountMinor: refund.amountMinor,
      reason: refund.reason,
      paymentId: refund.paymentId,
      returnId: refund.returnId,
      lineNo: refund.lineNo,
    })),
    returns: standing(life.returns).map((item) => presentReturn(life, item, mayAct)),
    shipments: standing(life.shipments).map((shipment) => ({
      ...shapeOf(shipment),
      carrier: shipment.carrier,
      number: shipment.number,
      lines: shipment.lines.map((pieces) => ({ ...pieces })),
      address: shipment.address,
      tracking: shipment.tracking.map((event) => ({ ...event })),
      mayWithdraw: mayAct && shipment.tracking.length === 0,
    })),
    history: life.changes.map(presentChange).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
    allowed: {
      statuses: mayAct ? [...choicesFrom(life.status)] : [],
      payment: mayAct && openMinor(life) > 0,
      refund: mayAct && refundable > 0,
      shipment: mayAct && SHIPPABLE.includes(life.status),
      returns: mayAct ? returnablePieces(life).map((pieces) => ({ ...pieces })) : [],
      undo: mayAct ? undoable(life) : null,
    },
  };
}

function presentReturn(life: OrderLife, item: Return, mayAct: boolean): OrderPage['returns'][number] {
  const prices = new Map(life.lines.map((line) => [line.lineNo, line.amountMinor / Number(line.quantity)]));
  return {
    ...shapeOf(item),
    lines: item.lines.map((pieces) => ({ ...pieces })),
    reason: item.reason,
    state: item.state,
    states: item.states.map((step) => ({ ...step })),
    valueMinor: Math.round(
      item.lines.reduce((sum, { lineNo, quantity }) => sum + (prices.get(lineNo) ?? 0) * Number(quantity), 0),
    ),
    next: mayAct ? RETURN_TRANSITIONS[item.state].filter((state) => state !== 'refunded') : [],
    mayWithdraw: mayAct && (item.state === 'requested' || item.state === 'received'),
  };
}

function presentChange(change: StatusChange): OrderPage['history'][number] {
  const { id, from, to, at, origin, reason, actor } = change;
  return { id, from, to, at: at.toISOString(), origin, reason, by: actor.name };
}

function undoable(life: OrderLife): string | null {
  const last = life.changes.at(-1);
  return last?.origin === 'staff' && last.from !== null && last.to === life.status ? last.id : null;
}
