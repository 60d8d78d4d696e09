import type { NewEvent } from '#kernel/events/event.ts';
import type { OrderLife, Payment, Refund, Return, Shipment, StatusChange } from './order-life.ts';

/** An order before and after an act. */
export interface Lived {
  readonly before: OrderLife;
  readonly after: OrderLife;
}

type Owned<F> = F & { readonly orderId: string };

/** What has to be written. */
export interface Differences {
  readonly lives: readonly OrderLife[];
  readonly payments: readonly Owned<Payment>[];
  readonly refunds: readonly Owned<Refund>[];
  readonly returns: readonly Owned<Return>[];
  readonly shipments: readonly Owned<Shipment>[];
  readonly changes: readonly Owned<StatusChange>[];
}

/** Lives are never changed in place, so what is another object is another fact. */
export function differencesOf(pairs: readonly Lived[]): Differences {
  const changed = pairs.filter(({ before, after }) => before !== after);
  const fresh = <F>(of: (life: OrderLife) => readonly F[]): Owned<F>[] =>
    changed.flatMap(({ before, after }) => {
      const known = new Set(of(before));
      return of(after)
        .filter((fact) => !known.has(fact))
        .map((fact) => ({ ...fact, orderId: after.id }));
    });
  return {
    lives: changed.map(({ after }) => after),
    payments: fresh((life) => life.payments),
    refunds: fresh((life) => life.refunds),
    returns: fresh((life) => life.returns),
    shipments: fresh((life) => life.shipments),
    changes: fresh((life) => life.changes),
  };
}

/** What the log says of it, for triggers and webhooks: ids and states, no amounts and no names. */
export function eventsOf(differences: Differences): NewEvent[] {
  const lives = new Map(differences.lives.map((life) => [life.id, life]));
  const about = (orderId: string): Pick<NewEvent, 'recordId' | 'customerId'> => ({
    recordId: lives.get(orderId)?.recordId ?? null,
    customerId: lives.get(orderId)?.customerId ?? null,
  });
  const recorded = (type: string, facts: readonly { readonly id: string; readonly orderId: string }[]): NewEvent[] =>
    facts.map(({ id, orderId }) => ({ type, ...about(orderId), data: { orderId, id } }));
  if (lives.size === 0) {
    return [];
  }
  return [
    { type: 'commerce.orders_changed', data: { orderIds: [...lives.keys()] } },
    ...differences.changes.map(({ orderId, from, to }) => ({
      type: 'commerce.order_status_changed',
      ...about(orderId),
      data: { orderId, from, to },
    })),
    ...recorded('commerce.payment_recorded', differences.payments),
    ...recorded('commerce.refund_recorded', differences.refunds),
    ...differences.returns.map(({ id, orderId, state }) => ({
      type: 'commerce.return_changed',
      ...about(orderId),
      data: { orderId, id, state },
    })),
    ...recorded('commerce.shipment_changed', differences.shipments),
  ];
}
