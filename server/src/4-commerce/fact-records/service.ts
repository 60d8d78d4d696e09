import type { z } from 'zod';
import { maskAddress } from '#access';
import type { RecordItem, RecordKind, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { recordPayment, recordRefund } from '../life/money.ts';
import { byKey, type OrderLife, type Saying } from '../life/order-life.ts';
import { type Acted, refuse } from '../life/refusal.ts';
import { recordReturn } from '../life/returns.ts';
import { factOf, sourceSaying } from '../life/said.ts';
import { saveLives } from '../life/service.ts';
import { recordShipment, withoutPhones } from '../life/shipping.ts';
import { type FactKind, loadLives, orderIdsOf, ownersOfFacts } from '../life/store.ts';
import { readAmount } from '../recording/read-order.ts';
import { readPieces } from '../recording/read-pieces.ts';
import { paymentData, refundData, returnData, shipmentData } from '../recording/schema.ts';

interface Needs {
  readonly kernel: Pick<Kernel, 'clock' | 'events'>;
}

interface OfOrder {
  readonly order: string;
  readonly orderSource?: string | undefined;
}

interface FactRecord<D extends OfOrder> {
  readonly type: string;
  readonly label: Text;
  readonly table: FactKind;
  readonly data: z.ZodType<D>;
  apply(life: OrderLife, item: RecordItem<D>, saying: Saying): Acted;
}

/** Payments, refunds, returns and shipments as shops, providers and carriers report them, each on an order that is known. */
export function factRecordKinds(needs: Needs): RecordKind[] {
  // A kind's data is its own business; the registry holds kinds of every data.
  return [
    kindOf(needs, PAYMENT) as RecordKind,
    kindOf(needs, REFUND) as RecordKind,
    kindOf(needs, RETURN) as RecordKind,
    kindOf(needs, SHIPMENT) as RecordKind,
  ];
}

function kindOf<D extends OfOrder>(needs: Needs, fact: FactRecord<D>): RecordKind<D> {
  return {
    type: fact.type,
    label: fact.label,
    data: fact.data,
    apply: (tx, context, items) => takeFacts({ ...needs, tx, context, fact }, items),
  };
}

interface Taking<D extends OfOrder> extends Needs {
  readonly tx: Tx;
  readonly context: Context;
  readonly fact: FactRecord<D>;
}

function orderOf({ source, data }: RecordItem<OfOrder>): { readonly source: string; readonly number: string } {
  return { source: data.orderSource ?? source, number: data.order };
}

/** The orders of all items are loaded and locked once; items then act one after the other, by their times. */
async function takeFacts<D extends OfOrder>(
  { tx, context, kernel, fact }: Taking<D>,
  items: readonly RecordItem<D>[],
): Promise<readonly RecordOutcome[]> {
  const ids = await orderIdsOf(tx, items.map(orderOf));
  const owners = await ownersOfFacts(tx, fact.table, items);
  const before = await loadLives(tx, [...new Set(ids.values())], { lock: true, scopeIds: null });
  const lives = new Map(before);
  const outcomes = new Map<RecordItem<D>, RecordOutcome>();
  for (const item of items.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime())) {
    const { source, number } = orderOf(item);
    const life = lives.get(ids.get(JSON.stringify([source, number])) ?? '');
    // Whoever sends for one shop does not reach the orders of another.
    if (life === undefined || (item.scopeId !== null && life.scopeId !== item.scopeId)) {
      outcomes.set(item, unknownOrder(number));
      continue;
    }
    const owner = owners.get(JSON.stringify([item.source, item.key]));
    const saying = sourceSaying(item.source, { now: kernel.clock.now(), newId });
    const acted = owner === undefined || owner === life.id ? fact.apply(life, item, saying) : otherOrder();
    if (acted.ok) {
      lives.set(life.id, acted.life);
    }
    outcomes.set(item, outcomeOf(acted));
  }
  const pairs = [...before.values()].map((life) => ({ before: life, after: lives.get(life.id) ?? life }));
  await saveLives(kernel, tx, { context, pairs });
  return items.map((item) => outcomes.get(item) ?? unknownOrder(item.data.order));
}

function outcomeOf(acted: Acted): RecordOutcome {
  if (acted.ok) {
    return { outcome: acted.outcome, id: acted.id, customerId: acted.life.customerId };
  }
  const { field, code, message } = acted.refusal;
  return { outcome: 'rejected', fault: { field: fieldOf(field), code, reason: message } };
}

/** Refusals name the fields of the acts of staff; records call them by their own names. */
function fieldOf(field: string | null): string | null {
  const names: Readonly<Record<string, string>> = {
    amountMinor: 'data.amount',
    paymentId: 'data.payment',
    returnId: 'data.return',
    lineNo: 'data.line',
    lines: 'data.lines',
  };
  return field === null ? null : (names[field] ?? field);
}

function unknownOrder(number: string): RecordOutcome {
  const reason = {
    'zh-CN': `没有订单 ${number}；请先发送订单，订单属于别的来源时写明 orderSource`,
    en: `there is no order ${number}; send the order first, and name orderSource when it belongs to another source`,
  };
  return { outcome: 'rejected', fault: { field: 'data.order', code: 'order_unknown', reason } };
}

function otherOrder(): Acted {
  return refuse('fact_of_other_order', 'data.order', {
    'zh-CN': '这个键已属于另一张订单',
    en: 'this key belongs to another order already',
  });
}

const PAYMENT: FactRecord<z.output<typeof paymentData>> = {
  type: 'payment',
  label: { 'zh-CN': '收款', en: 'Payment' },
  table: 'payments',
  data: paymentData,
  apply: (life, item, saying) => {
    const amount = readAmount(item.data.amount, 'data.amount', life.currency);
    if (!amount.ok) {
      return refuse(amount.fault.code, amount.fault.field, amount.fault.reason);
    }
    const { method, reference } = item.data;
    return recordPayment(life, { ...factOf(item, saying), method, reference, amountMinor: amount.value }, saying);
  },
};

const REFUND: FactRecord<z.output<typeof refundData>> = {
  type: 'refund',
  label: { 'zh-CN': '退款', en: 'Refund' },
  table: 'refunds',
  data: refundData,
  apply: (life, item, saying) => {
    const { data, source } = item;
    const amount = readAmount(data.amount, 'data.amount', life.currency);
    if (!amount.ok) {
      return refuse(amount.fault.code, amount.fault.field, amount.fault.reason);
    }
    const payment = data.payment === undefined ? null : byKey(life.payments, { source, key: data.payment });
    const back = data.return === undefined ? null : byKey(life.returns, { source, key: data.return });
    if (payment === undefined || back === undefined) {
      const [field, zh, en] =
        payment === undefined ? ['data.payment', '收款', 'payment'] : ['data.return', '退货', 'return'];
      return refuse('reference_unknown', field, {
        'zh-CN': `这张订单没有这个键的${zh}`,
        en: `the order has no ${en} of this key`,
      });
    }
    return recordRefund(
      life,
      {
        ...factOf(item, saying),
        method: data.method,
        amountMinor: amount.value,
        reason: data.reason,
        paymentId: payment?.id ?? null,
        returnId: back?.id ?? null,
        lineNo: data.line ?? null,
      },
      saying,
    );
  },
};

const RETURN: FactRecord<z.output<typeof returnData>> = {
  type: 'return',
  label: { 'zh-CN': '退货', en: 'Return' },
  table: 'returns',
  data: returnData,
  apply: (life, item, saying) => {
    const { state, reason } = item.data;
    const read = readPieces(life, item.data.lines);
    if (!read.ok) {
      return read;
    }
    const states = [{ state, at: item.occurredAt.toISOString(), by: item.source }];
    const known = byKey(life.returns, item);
    // When it was first asked for stays, whatever is said of it later.
    const at = known?.at ?? item.occurredAt;
    return recordReturn(life, { ...factOf(item, saying, at), lines: read.pieces, reason, state, states }, saying);
  },
};

const SHIPMENT: FactRecord<z.output<typeof shipmentData>> = {
  type: 'shipment',
  label: { 'zh-CN': '物流', en: 'Shipment' },
  table: 'shipments',
  data: shipmentData,
  apply: (life, item, saying) => {
    const { carrier, number, address, events } = item.data;
    const read = readPieces(life, item.data.lines);
    if (!read.ok) {
      return read;
    }
    const tracking = events
      .map((event) => ({
        id: saying.newId(),
        at: event.at.toISOString(),
        status: event.status,
        place: event.place,
        text: event.text === null ? null : withoutPhones(event.text),
      }))
      .toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const known = byKey(life.shipments, item);
    const at = known?.at ?? item.occurredAt;
    const fact = {
      ...factOf(item, saying, at),
      carrier,
      number,
      lines: read.pieces,
      address: maskAddress(address) || null,
      tracking,
    };
    return recordShipment(life, fact, saying);
  },
};
