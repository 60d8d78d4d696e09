import { formatMoney } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { OrderStatus } from '../orders/schema.ts';
import {
  byKey,
  isSettled,
  type OrderLife,
  type Payment,
  type Refund,
  type Saying,
  standing,
  withFact,
} from './order-life.ts';
import { type Acted, acted, refuse } from './refusal.ts';
import { follow, stepBack } from './transitions.ts';
import { RETURN_LABELS } from './words.ts';

/** States that do not say that anybody paid. */
const NOT_PAID_YET: readonly OrderStatus[] = ['cart', 'placed', 'cod_confirmed', 'cancelled'];

function sumOf(facts: readonly { readonly amountMinor: number }[]): number {
  return facts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/**
 * What the customer has paid. Where no payment is recorded, the word of a source that the order went beyond payment
 * stands for its total; not when it was to be paid on delivery.
 */
export function receivedMinor(life: OrderLife): number {
  const recorded = sumOf(standing(life.payments));
  const isCashOnDelivery = life.status === 'cod_confirmed' || life.changes.some(({ to }) => to === 'cod_confirmed');
  if (recorded > 0 || isCashOnDelivery) {
    return recorded;
  }
  const wentBeyond = statesSaidBySources(life).some((status) => !NOT_PAID_YET.includes(status));
  return wentBeyond ? Math.max(life.totalMinor, 0) : 0;
}

/** The state in which the order came, and those that sources reported since; what staff did is not their word. */
function statesSaidBySources({ status, changes }: OrderLife): readonly OrderStatus[] {
  const first = changes.find(({ from }) => from !== null)?.from ?? status;
  return [first, ...changes.filter(({ origin }) => origin === 'record' || origin === 'import').map(({ to }) => to)];
}

export function refundedMinor(life: OrderLife): number {
  return sumOf(standing(life.refunds));
}

/** What is still to be paid; nothing once a source said that it was. */
export function openMinor(life: OrderLife): number {
  return life.status === 'cancelled' || life.status === 'cart' ? 0 : Math.max(life.totalMinor - receivedMinor(life), 0);
}

/** What can still be given back. */
export function refundableMinor(life: OrderLife): number {
  return Math.max(receivedMinor(life) - refundedMinor(life), 0);
}

function amountText({ currency }: OrderLife, amountMinor: number): Text {
  return {
    'zh-CN': formatMoney({ amountMinor, currency }, 'zh-CN'),
    en: formatMoney({ amountMinor, currency }, 'en'),
  };
}

/**
 * Takes a payment in: a new one, or the newer word on one that its source named before. Staff cannot take more than
 * is open; what a provider reports has happened.
 */
export function recordPayment(life: OrderLife, payment: Payment, saying: Saying): Acted {
  const known = byKey(life.payments, payment);
  if (known !== undefined && isSettled(known, payment)) {
    return acted(life, known.id, 'same');
  }
  if (!saying.byFact && payment.amountMinor > openMinor(life)) {
    return refuseTooMuchPaid(life);
  }
  const merged = known === undefined ? payment : { ...payment, id: known.id };
  const after = { ...life, payments: withFact(life.payments, merged) };
  if (refundedMinor(after) > receivedMinor(after)) {
    return refuseUncovered(life);
  }
  const isPaid = standing(after.payments).length > 0 && sumOf(standing(after.payments)) >= life.totalMinor;
  const to = isPaid && ['placed', 'cart'].includes(life.status) ? 'paid' : null;
  const step = { origin: 'payment', at: payment.at, causeId: merged.id } as const;
  return acted(
    to === null ? after : follow(after, { to, ...step }, saying),
    merged.id,
    known === undefined ? 'added' : 'changed',
  );
}

function refuseTooMuchPaid(life: OrderLife): Acted {
  if (life.status === 'cancelled' || life.status === 'cart') {
    return refuse('payment_not_expected', 'amountMinor', {
      'zh-CN': '已取消的订单和购物车不能收款',
      en: 'A cancelled order or a cart takes no payment',
    });
  }
  const open = amountText(life, openMinor(life));
  return refuse('payment_exceeds_open', 'amountMinor', {
    'zh-CN': `超过待付金额，还可以收 ${open['zh-CN']}`,
    en: `More than is open; ${open.en} can still be taken`,
  });
}

function refuseUncovered(life: OrderLife): Acted {
  const refunded = amountText(life, refundedMinor(life));
  return refuse('payment_already_refunded', 'amountMinor', {
    'zh-CN': `已退款 ${refunded['zh-CN']}，收款不能少于它`,
    en: `${refunded.en} has been refunded already; what was received cannot be less`,
  });
}

/** Takes a refund in. Nobody, staff or source, gives back more than came in, of the order, its payment or its line. */
export function recordRefund(life: OrderLife, refund: Refund, saying: Saying): Acted {
  const known = byKey(life.refunds, refund);
  if (known !== undefined && isSettled(known, refund)) {
    return acted(life, known.id, 'same');
  }
  const merged = known === undefined ? refund : { ...refund, id: known.id };
  const others = { ...life, refunds: life.refunds.filter(({ id }) => id !== merged.id) };
  const refusal = refundFault(others, merged);
  if (refusal !== null) {
    return refusal;
  }
  const refunds = withFact(life.refunds, merged);
  const returns = life.returns.map((item) =>
    item.id === merged.returnId && item.state === 'accepted'
      ? {
          ...item,
          state: 'refunded' as const,
          states: [
            ...item.states,
            { state: 'refunded' as const, at: merged.at.toISOString(), by: saying.speaker.name },
          ],
        }
      : item,
  );
  return acted({ ...life, refunds, returns }, merged.id, known === undefined ? 'added' : 'changed');
}

function refundFault(life: OrderLife, refund: Refund): Acted | null {
  const payment = standing(life.payments).find(({ id }) => id === refund.paymentId);
  const line = life.lines.find(({ lineNo }) => lineNo === refund.lineNo);
  const bounds = [
    { field: 'amountMinor', left: refundableMinor(life), of: { 'zh-CN': '订单', en: 'the order' } },
    ...(payment === undefined
      ? []
      : [
          {
            field: 'paymentId',
            left: payment.amountMinor - sumOf(standing(life.refunds).filter((one) => one.paymentId === payment.id)),
            of: { 'zh-CN': '这笔收款', en: 'this payment' },
          },
        ]),
    ...(line === undefined
      ? []
      : [
          {
            field: 'lineNo',
            left: line.amountMinor - sumOf(standing(life.refunds).filter((one) => one.lineNo === line.lineNo)),
            of: { 'zh-CN': `第 ${line.lineNo} 行`, en: `line ${line.lineNo}` },
          },
        ]),
  ];
  const broken = bounds.find(({ left }) => refund.amountMinor > left);
  if (broken === undefined) {
    return referenceFault(life, refund, { hasPayment: payment !== undefined, hasLine: line !== undefined });
  }
  const left = amountText(life, Math.max(broken.left, 0));
  return refuse('refund_exceeds_paid', broken.field === 'amountMinor' ? 'amountMinor' : broken.field, {
    'zh-CN': `超过可退金额，${broken.of['zh-CN']}还可以退 ${left['zh-CN']}`,
    en: `More than can be refunded; ${left.en} of ${broken.of.en} is left`,
  });
}

function referenceFault(
  life: OrderLife,
  refund: Refund,
  found: { readonly hasPayment: boolean; readonly hasLine: boolean },
): Acted | null {
  if (refund.paymentId !== null && !found.hasPayment) {
    return refuse('payment_unknown', 'paymentId', {
      'zh-CN': '这张订单没有这笔收款',
      en: 'the order has no such payment',
    });
  }
  if (refund.lineNo !== null && !found.hasLine) {
    return refuse('line_unknown', 'lineNo', { 'zh-CN': '这张订单没有这一行', en: 'the order has no such line' });
  }
  const item = standing(life.returns).find(({ id }) => id === refund.returnId);
  if (refund.returnId === null || item?.state === 'accepted' || item?.state === 'refunded') {
    return null;
  }
  return item === undefined
    ? refuse('return_unknown', 'returnId', { 'zh-CN': '这张订单没有这次退货', en: 'the order has no such return' })
    : refuse('return_not_accepted', 'returnId', {
        'zh-CN': `这次退货${RETURN_LABELS[item.state]['zh-CN']}，验收并接受后才能退款`,
        en: `This return is ${RETURN_LABELS[item.state].en}; it can be refunded once it is accepted`,
      });
}

/** Takes a payment back that was entered by mistake. The state that it implied goes with it. */
export function withdrawPayment(life: OrderLife, id: string, saying: Saying): Acted {
  const payment = life.payments.find((one) => one.id === id);
  if (payment === undefined) {
    return refuse('payment_unknown', 'factId', {
      'zh-CN': '这张订单没有这笔收款',
      en: 'the order has no such payment',
    });
  }
  if (payment.withdrawnAt !== null) {
    return acted(life, id, 'same');
  }
  const after = { ...life, payments: withFact(life.payments, { ...payment, withdrawnAt: saying.now }) };
  const last = life.changes.at(-1);
  const back = last?.causeId === id && last.to === life.status ? stepBack(after, saying) : after;
  const isRefunded = standing(life.refunds).some(({ paymentId }) => paymentId === id);
  return isRefunded || refundedMinor(back) > receivedMinor(back) ? refuseUncovered(life) : acted(back, id, 'changed');
}

/** Takes a refund back that was entered by mistake; its return waits for a refund again. */
export function withdrawRefund(life: OrderLife, id: string, saying: Saying): Acted {
  const refund = life.refunds.find((one) => one.id === id);
  if (refund === undefined) {
    return refuse('refund_unknown', 'factId', { 'zh-CN': '这张订单没有这笔退款', en: 'the order has no such refund' });
  }
  if (refund.withdrawnAt !== null) {
    return acted(life, id, 'same');
  }
  const refunds = withFact(life.refunds, { ...refund, withdrawnAt: saying.now });
  const stillRefunded = standing(refunds).some(({ returnId }) => returnId !== null && returnId === refund.returnId);
  const returns = life.returns.map((item) =>
    item.id === refund.returnId && item.state === 'refunded' && !stillRefunded
      ? { ...item, state: 'accepted' as const, states: item.states.filter(({ state }) => state !== 'refunded') }
      : item,
  );
  return acted({ ...life, refunds, returns }, id, 'changed');
}
