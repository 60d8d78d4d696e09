import type { Text } from '#kernel/pure/text.ts';
import { RETURN_LABELS, RETURN_STATES, STATUS_LABELS, TRACKING_LABELS, TRACKING_STATUSES } from '../life/words.ts';
import { ORDER_STATUSES } from '../orders/schema.ts';

/** What happened with an order, in a few words. */
export function titleOf(happening: {
  readonly what: string;
  readonly state: string | null;
  readonly number: string;
}): Text {
  const { what, state, number } = happening;
  const named = stateText(what, state);
  const titles: Readonly<Record<string, Text>> = {
    taken_back: { 'zh-CN': `退款单 ${number}`, en: `Refund ${number}` },
    placed: { 'zh-CN': `下单 ${number}`, en: `Order ${number} placed` },
    status: { 'zh-CN': `订单 ${number} ${named['zh-CN']}`, en: `Order ${number} ${named.en}` },
    payment: { 'zh-CN': `订单 ${number} 收款`, en: `Payment for order ${number}` },
    refund: { 'zh-CN': `订单 ${number} 退款`, en: `Refund for order ${number}` },
    return: { 'zh-CN': `订单 ${number} 退货：${named['zh-CN']}`, en: `Return of order ${number}: ${named.en}` },
    shipment: { 'zh-CN': `订单 ${number} 发出包裹`, en: `Parcel sent for order ${number}` },
    tracking: { 'zh-CN': `订单 ${number} 包裹${named['zh-CN']}`, en: `Parcel of order ${number} ${named.en}` },
  };
  return titles[what] ?? { 'zh-CN': `订单 ${number}`, en: `Order ${number}` };
}

/** What the time-line is filtered by: `order.placed`, `order.shipped`, `refund`, `shipment.signed` … */
export function kindOf({ what, state }: { readonly what: string; readonly state: string | null }): string {
  if (what === 'placed') {
    return 'order.placed';
  }
  if (what === 'taken_back') {
    return 'refund';
  }
  if (what === 'status') {
    return `order.${state ?? 'changed'}`;
  }
  return what === 'tracking' ? `shipment.${state ?? 'tracked'}` : what;
}

const NOTHING: Text = { 'zh-CN': '', en: '' };

function stateText(what: string, state: string | null): Text {
  const order = what === 'status' ? ORDER_STATUSES.find((known) => known === state) : undefined;
  const back = what === 'return' ? RETURN_STATES.find((known) => known === state) : undefined;
  const parcel = what === 'tracking' ? TRACKING_STATUSES.find((known) => known === state) : undefined;
  if (order !== undefined) {
    return STATUS_LABELS[order];
  }
  if (back !== undefined) {
    return RETURN_LABELS[back];
  }
  return parcel === undefined ? NOTHING : TRACKING_LABELS[parcel];
}
