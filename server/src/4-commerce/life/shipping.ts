import type { OrderStatus } from '../orders/schema.ts';
import {
  byKey,
  isSettled,
  type OrderLife,
  type Saying,
  type Shipment,
  standing,
  type TrackingEvent,
  withFact,
} from './order-life.ts';
import { compareQuantities } from './quantity.ts';
import { type Acted, acted, refuse } from './refusal.ts';
import { follow, stepBack } from './transitions.ts';
import type { TrackingStatus } from './words.ts';

/** Orders that goods may leave for; later ones get a further parcel. */
export const SHIPPABLE: readonly OrderStatus[] = [
  'paid',
  'cod_confirmed',
  'picked',
  'shipped',
  'delivered',
  'partly_returned',
];

/** What a tracking event says about the parcel's end. */
const ARRIVED: Partial<Record<TrackingStatus, OrderStatus>> = { delivered: 'delivered', signed: 'accepted' };

/** What people wrote down about a parcel may hold the courier's number: nobody needs it here. */
export function withoutPhones(text: string): string {
  return text.replaceAll(/(?<!\d)1[3-9]\d{9}(?!\d)/gu, (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`);
}

/** Takes a shipment in, or the newer word on one; tracking events of both stay. The order counts as shipped. */
export function recordShipment(life: OrderLife, said: Shipment, saying: Saying): Acted {
  const known = byKey(life.shipments, said);
  const merged =
    known === undefined ? said : { ...said, id: known.id, tracking: joinTracking(known.tracking, said.tracking) };
  const gained = merged.tracking.length - (known?.tracking.length ?? 0);
  if (known !== undefined && gained === 0 && isSettled(known, said, ['tracking'])) {
    return acted(life, known.id, 'same');
  }
  const fault = known === undefined && !saying.byFact ? notShippable(life) : null;
  const lineFault = unknownLine(life, said);
  if (fault !== null || lineFault !== null) {
    return fault ?? lineFault ?? acted(life);
  }
  // An older word adds the events that it tells of, and changes nothing else.
  const isOlder = known !== undefined && said.statedAt < known.statedAt;
  const kept = isOlder ? { ...known, tracking: merged.tracking } : merged;
  const after = follow(
    { ...life, shipments: withFact(life.shipments, kept) },
    { to: 'shipped', at: kept.at, origin: 'shipment', causeId: kept.id },
    saying,
  );
  return acted(arrival(after, kept, saying), kept.id, known === undefined ? 'added' : 'changed');
}

function notShippable(life: OrderLife): Acted | null {
  if (SHIPPABLE.includes(life.status)) {
    return null;
  }
  return refuse('shipment_not_possible', null, {
    'zh-CN': '订单已付款或确认货到付款后才能发货；已完成、已取消的订单不能再发货',
    en: 'Goods leave once the order is paid or confirmed for cash on delivery, and no more when it is completed or cancelled',
  });
}

function unknownLine(life: OrderLife, { lines }: Shipment): Acted | null {
  for (const { lineNo, quantity } of lines) {
    const line = life.lines.find((one) => one.lineNo === lineNo);
    if (line === undefined || compareQuantities(quantity, line.quantity) > 0) {
      return refuse('shipment_line_wrong', 'lines', {
        'zh-CN':
          line === undefined
            ? `这张订单没有第 ${lineNo} 行`
            : `${line.sku} 买了 ${line.quantity} 件，不能发 ${quantity} 件`,
        en:
          line === undefined
            ? `the order has no line ${lineNo}`
            : `${line.quantity} of ${line.sku} were bought; ${quantity} cannot be sent`,
      });
    }
  }
  return null;
}

function sameEvent(a: TrackingEvent, b: TrackingEvent): boolean {
  return a.at === b.at && a.status === b.status && a.place === b.place && a.text === b.text;
}

function joinTracking(known: readonly TrackingEvent[], said: readonly TrackingEvent[]): readonly TrackingEvent[] {
  const fresh = said.filter((event) => !known.some((one) => sameEvent(one, event)));
  return [...known, ...fresh].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** One more event of a parcel; the same event twice is one. */
export function trackShipment(
  life: OrderLife,
  { id, event }: { readonly id: string; readonly event: TrackingEvent },
  saying: Saying,
): Acted {
  const shipment = standing(life.shipments).find((one) => one.id === id);
  if (shipment === undefined) {
    return refuse('shipment_unknown', 'shipmentId', {
      'zh-CN': '这张订单没有这个包裹',
      en: 'the order has no such shipment',
    });
  }
  const tracking = joinTracking(shipment.tracking, [event]);
  if (tracking.length === shipment.tracking.length) {
    return acted(life, id, 'same');
  }
  const tracked = { ...shipment, tracking };
  const after = { ...life, shipments: withFact(life.shipments, tracked) };
  return acted(arrival(after, tracked, { ...saying, byFact: true }), id, 'changed');
}

/** The order is delivered when all its parcels are, and accepted when all are signed for. */
function arrival(life: OrderLife, shipment: Shipment, saying: Saying): OrderLife {
  const ends = standing(life.shipments).map((one) =>
    one.tracking.some(({ status }) => status === 'signed')
      ? 'signed'
      : one.tracking.findLast(({ status }) => ARRIVED[status] !== undefined)?.status,
  );
  const end = ends.every((status) => status === 'signed') ? 'signed' : 'delivered';
  const to = ARRIVED[end];
  const last = shipment.tracking.findLast(({ status }) => ARRIVED[status] !== undefined);
  if (ends.includes(undefined) || to === undefined || last === undefined) {
    return life;
  }
  return follow(life, { to, at: new Date(last.at), origin: 'shipment', causeId: shipment.id }, saying);
}

/** Takes a shipment back that was entered by mistake, as long as nothing is known of its way. */
export function withdrawShipment(life: OrderLife, id: string, saying: Saying): Acted {
  const shipment = life.shipments.find((one) => one.id === id);
  if (shipment === undefined) {
    return refuse('shipment_unknown', 'factId', {
      'zh-CN': '这张订单没有这个包裹',
      en: 'the order has no such shipment',
    });
  }
  if (shipment.withdrawnAt !== null) {
    return acted(life, id, 'same');
  }
  if (shipment.tracking.length > 0) {
    return refuse('shipment_final', 'factId', {
      'zh-CN': '已有物流信息的包裹不能撤回',
      en: 'A shipment that is under way cannot be withdrawn',
    });
  }
  const after = { ...life, shipments: withFact(life.shipments, { ...shipment, withdrawnAt: saying.now }) };
  const last = life.changes.at(-1);
  return acted(last?.causeId === id && last.to === life.status ? stepBack(after, saying) : after, id, 'changed');
}
