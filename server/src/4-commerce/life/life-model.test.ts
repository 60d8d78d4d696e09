import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES, type OrderStatus } from '../orders/schema.ts';
import { nextId, orderWith, SAYING } from './life.fixture.ts';
import {
  openMinor,
  receivedMinor,
  recordPayment,
  recordRefund,
  refundedMinor,
  withdrawPayment,
  withdrawRefund,
} from './money.ts';
import { type Fact, type OrderLife, type Saying, standing } from './order-life.ts';
import type { Acted } from './refusal.ts';
import { moveReturn, recordReturn, withdrawReturn } from './returns.ts';
import { recordShipment, trackShipment, withdrawShipment } from './shipping.ts';
import { mayFollow, moveByHand, undoChange } from './transitions.ts';
import { RETURN_STATES, TRACKING_STATUSES } from './words.ts';

function fact(key?: string): Fact {
  const id = nextId();
  const { now, speaker } = SAYING;
  return {
    id,
    source: 'web',
    key: key ?? id,
    at: now,
    actorName: speaker.name,
    actorId: null,
    statedAt: now,
    withdrawnAt: null,
  };
}

type Act = (life: OrderLife, saying: Saying) => Acted;

/** One of the list, chosen by a number; undefined in an empty one. */
const pick = <T>(items: readonly T[], number: number): T | undefined => items[number % Math.max(items.length, 1)];

const acts: Readonly<Record<string, (a: number, b: number) => Act>> = {
  move: (a) => (life, saying) => moveByHand(life, { to: pick(ORDER_STATUSES, a) ?? 'placed', reason: null }, saying),
  undo: () => (life, saying) => undoChange(life, life.changes.at(-1)?.id ?? '', saying),
  pay: (a) => (life, saying) =>
    recordPayment(life, { ...fact(), method: 'wechat', amountMinor: 1 + (a % 26_000), reference: null }, saying),
  payAll: () => (life, saying) =>
    recordPayment(
      life,
      { ...fact(), method: 'wechat', amountMinor: Math.max(openMinor(life), 1), reference: null },
      saying,
    ),
  refund: (a, b) => (life, saying) =>
    recordRefund(
      life,
      {
        ...fact(),
        method: 'wechat',
        amountMinor: 1 + (a % 26_000),
        reason: null,
        paymentId: b % 3 === 0 ? (pick(life.payments, b)?.id ?? null) : null,
        returnId: b % 3 === 1 ? (pick(life.returns, b)?.id ?? null) : null,
        lineNo: b % 3 === 2 ? (b % 2) + 1 : null,
      },
      saying,
    ),
  takeBack: (a, b) => (life, saying) =>
    recordReturn(
      life,
      {
        ...fact(),
        lines: [{ lineNo: (a % 2) + 1, quantity: ['1', '2', '0.5'][b % 3] ?? '1' }],
        reason: null,
        state: 'requested',
        states: [],
      },
      saying,
    ),
  moveReturn: (a, b) => (life, saying) =>
    moveReturn(life, { id: pick(life.returns, a)?.id ?? '', to: pick(RETURN_STATES, b) ?? 'received' }, saying),
  ship: () => (life, saying) =>
    recordShipment(
      life,
      { ...fact(), carrier: 'SF', number: nextId(), lines: [], address: null, tracking: [] },
      saying,
    ),
  track: (a, b) => (life, saying) =>
    trackShipment(
      life,
      {
        id: pick(life.shipments, a)?.id ?? '',
        event: {
          id: nextId(),
          at: SAYING.now.toISOString(),
          status: pick(TRACKING_STATUSES, b) ?? 'signed',
          place: null,
          text: null,
        },
      },
      saying,
    ),
  withdraw: (a, b) => (life, saying) =>
    [
      () => withdrawPayment(life, pick(life.payments, a)?.id ?? '', saying),
      () => withdrawRefund(life, pick(life.refunds, a)?.id ?? '', saying),
      () => withdrawReturn(life, pick(life.returns, a)?.id ?? '', saying),
      () => withdrawShipment(life, pick(life.shipments, a)?.id ?? '', saying),
    ][b % 4]?.() ?? moveByHand(life, { to: life.status, reason: null }, saying),
};

const plan = fc.array(fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.nat(), fc.nat(), fc.boolean()), {
  minLength: 1,
  maxLength: 40,
});
const start = fc.constantFrom<OrderStatus>('cart', 'placed', 'paid', 'shipped', 'completed', 'cod_confirmed');

function requireSound(before: OrderLife, after: OrderLife, byFact: boolean): void {
  expect(receivedMinor(after) - refundedMinor(after)).toBeGreaterThanOrEqual(0);
  for (const { lineNo, quantity, amountMinor } of after.lines) {
    const back = standing(after.returns)
      .filter(({ state }) => state !== 'refused')
      .flatMap(({ lines }) => lines)
      .filter((pieces) => pieces.lineNo === lineNo)
      .reduce((sum, pieces) => sum + Number(pieces.quantity), 0);
    expect(back).toBeLessThanOrEqual(Number(quantity));
    const refunded = standing(after.refunds)
      .filter((refund) => refund.lineNo === lineNo)
      .reduce((sum, refund) => sum + refund.amountMinor, 0);
    expect(refunded).toBeLessThanOrEqual(amountMinor);
  }
  for (const change of after.changes.slice(before.changes.length)) {
    const legal = change.from !== null && mayFollow(change.from, change.to);
    expect(legal || change.origin === 'undo' || change.origin === 'shipment' || byFact).toBe(true);
  }
}

describe('[C146] any sequence of acts on an order', () => {
  it('never refunds more than was paid, takes back more than was bought, or steps outside the table', () => {
    fc.assert(
      fc.property(start, plan, (status, steps) => {
        let life = orderWith({ status });
        for (const [name, a, b, byFact] of steps) {
          const result = acts[name]?.(a, b)(life, { ...SAYING, byFact });
          if (result?.ok === true) {
            requireSound(life, result.life, byFact);
            life = result.life;
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is paid by a payment that is reported, also out of the cart; staff take none for a cart', () => {
    const payment = { ...fact('p2'), method: 'wechat' as const, amountMinor: 25_000, reference: null };
    const cart = orderWith({ status: 'cart' });
    const reported = recordPayment(cart, payment, { ...SAYING, byFact: true });
    expect(reported).toMatchObject({ ok: true, life: { status: 'paid', changes: [{ from: 'cart', to: 'paid' }] } });
    expect(recordPayment(cart, payment, { ...SAYING, byFact: false }).ok).toBe(false);
  });

  it('says the same again without effect', () => {
    const saying = { ...SAYING, byFact: true };
    const payment = { ...fact('p1'), method: 'wechat' as const, amountMinor: 25_000, reference: null };
    const first = recordPayment(orderWith({}), payment, saying);
    const life = first.ok ? first.life : orderWith({});
    expect(life.status).toBe('paid');
    const again = recordPayment(life, { ...payment, id: nextId() }, saying);
    expect(again).toMatchObject({ ok: true, outcome: 'same' });
    expect(again.ok ? again.life : null).toBe(life);
    const older = { ...payment, id: nextId(), amountMinor: 1, statedAt: new Date(0) };
    expect(recordPayment(life, older, saying)).toMatchObject({ ok: true, outcome: 'same' });
    const newer = { ...payment, id: nextId(), amountMinor: 20_000, statedAt: new Date('2027-01-01') };
    const changed = recordPayment(life, newer, saying);
    expect(changed).toMatchObject({ ok: true, outcome: 'changed', life: { payments: [{ amountMinor: 20_000 }] } });
  });
});
