import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES, type OrderStatus } from '../orders/schema.ts';
import { orderWith, SAYING } from './life.fixture.ts';
import { choicesFrom, mayFollow, moveByFact, moveByHand, RETURN_TRANSITIONS, TRANSITIONS } from './transitions.ts';
import { RETURN_STATES, STATUS_LABELS } from './words.ts';

/** The table written down a second time, as pairs: a change has to be made here too. */
const ALLOWED = [
  'cart>placed',
  'cart>cancelled',
  'placed>paid',
  'placed>cod_confirmed',
  'placed>cancelled',
  'paid>picked',
  'paid>shipped',
  'paid>accepted',
  'paid>cancelled',
  'cod_confirmed>picked',
  'cod_confirmed>shipped',
  'cod_confirmed>cancelled',
  'picked>shipped',
  'picked>cancelled',
  'shipped>delivered',
  'shipped>accepted',
  'shipped>partly_returned',
  'shipped>returned',
  'delivered>accepted',
  'delivered>partly_returned',
  'delivered>returned',
  'accepted>completed',
  'accepted>partly_returned',
  'accepted>returned',
  'completed>partly_returned',
  'completed>returned',
  'partly_returned>completed',
  'partly_returned>returned',
];

const pairs = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => [from, to] as const));

describe('[C146] the table of an order’s states', () => {
  it.each(pairs)('%s → %s is as written down', (from, to) => {
    expect(mayFollow(from, to)).toBe(ALLOWED.includes(`${from}>${to}`));
    const result = moveByHand(orderWith({ status: from }), { to, reason: null }, SAYING);
    const byFacts = ['paid', 'partly_returned', 'returned'].includes(to);
    const moved = { ok: true, life: { status: to, changes: [{ from, to, origin: 'staff' }] } };
    const refused = { ok: false, refusal: { code: byFacts ? 'order_fact_missing' : 'order_state_illegal' } };
    const jump = { ok: false, refusal: { code: 'order_state_illegal', field: 'status' } };
    const legal = byFacts ? refused : moved;
    const other = mayFollow(from, to) ? legal : jump;
    expect(result).toMatchObject(from === to ? { ok: true, outcome: 'same' } : other);
  });

  it('refuses an illegal jump in words that name both states and what is possible now', () => {
    const result = moveByHand(orderWith({ status: 'placed' }), { to: 'delivered', reason: null }, SAYING);
    expect(result).toMatchObject({
      ok: false,
      refusal: {
        message: {
          'zh-CN': '订单现在是“待付款”，不能变为“已送达”；现在可以变为：已付款、货到付款已确认、已取消',
          en: 'The order is placed and cannot become delivered; possible now: paid, confirmed, cash on delivery, cancelled',
        },
      },
    });
  });

  it('offers staff exactly what they may choose, and has a name for every state', () => {
    for (const status of ORDER_STATUSES) {
      for (const to of choicesFrom(status)) {
        expect(moveByHand(orderWith({ status }), { to, reason: null }, SAYING).ok).toBe(true);
      }
      expect(STATUS_LABELS[status]['zh-CN']).not.toBe('');
    }
    const reachable = new Set<OrderStatus>(['cart']);
    for (const status of reachable) {
      TRANSITIONS[status].forEach((to) => reachable.add(to));
    }
    expect([...reachable].toSorted()).toEqual(ORDER_STATUSES.toSorted());
  });

  it('has a table for returns too', () => {
    const moves = RETURN_STATES.flatMap((from) => RETURN_TRANSITIONS[from].map((to) => `${from}>${to}`));
    expect(moves).toEqual([
      'requested>received',
      'requested>refused',
      'received>accepted',
      'received>refused',
      'accepted>refunded',
    ]);
  });
});

describe('[C146] a state that a source reports', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 2, day));

  it('may skip states, and does not overwrite what is newer', () => {
    const life = orderWith({ status: 'placed', statusAt: at(1) });
    const done = moveByFact(life, { to: 'completed', at: at(5) }, SAYING);
    expect(done).toMatchObject({ ok: true, outcome: 'changed', life: { status: 'completed' } });
    const older = moveByFact(done.ok ? done.life : life, { to: 'shipped', at: at(3) }, SAYING);
    expect(older).toMatchObject({ ok: true, outcome: 'changed', life: { status: 'completed' } });
    expect(older.ok ? older.life.changes.map(({ to }) => to) : []).toEqual(['completed', 'shipped']);
    const again = moveByFact(older.ok ? older.life : life, { to: 'shipped', at: at(3) }, SAYING);
    expect(again).toMatchObject({ ok: true, outcome: 'same' });
  });
});
