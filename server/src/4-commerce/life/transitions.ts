import type { OrderStatus } from '../orders/schema.ts';
import type { ChangeOrigin, OrderLife, Saying, StatusChange } from './order-life.ts';
import { type Acted, acted, refuse } from './refusal.ts';
import { listed, type ReturnState, STATUS_LABELS } from './words.ts';

/** The one table of an order's life: which state may follow which when staff act. */
export const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  cart: ['placed', 'cancelled'],
  placed: ['paid', 'cod_confirmed', 'cancelled'],
  // Accepted at once: handed over at the counter.
  paid: ['picked', 'shipped', 'accepted', 'cancelled'],
  cod_confirmed: ['picked', 'shipped', 'cancelled'],
  picked: ['shipped', 'cancelled'],
  shipped: ['delivered', 'accepted', 'partly_returned', 'returned'],
  delivered: ['accepted', 'partly_returned', 'returned'],
  accepted: ['completed', 'partly_returned', 'returned'],
  completed: ['partly_returned', 'returned'],
  cancelled: [],
  partly_returned: ['completed', 'returned'],
  returned: [],
};

/** And of a return. */
export const RETURN_TRANSITIONS: Readonly<Record<ReturnState, readonly ReturnState[]>> = {
  requested: ['received', 'refused'],
  received: ['accepted', 'refused'],
  accepted: ['refunded'],
  refused: [],
  refunded: [],
};

/** States that follow from something recorded: money, or goods that came back. */
const BY_FACTS: readonly OrderStatus[] = ['paid', 'partly_returned', 'returned'];

/** The straight way; a fact from outside may skip what its source did not report. */
const PATH: readonly OrderStatus[] = [
  'cart',
  'placed',
  'paid',
  'picked',
  'shipped',
  'delivered',
  'accepted',
  'completed',
];

function rankOf(status: OrderStatus): number {
  return PATH.indexOf(status === 'cod_confirmed' ? 'paid' : status);
}

/** What staff may choose now by hand. */
export function choicesFrom(status: OrderStatus): readonly OrderStatus[] {
  return TRANSITIONS[status].filter((next) => !BY_FACTS.includes(next));
}

/** Whether `to` may follow by the table. */
export function mayFollow(from: OrderStatus, to: OrderStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

interface Step {
  readonly to: OrderStatus;
  readonly at: Date;
  readonly origin: ChangeOrigin;
  readonly causeId: string | null;
  readonly reason: string | null;
}

/** The order in its new state, with the step in its history. */
export function stepped(life: OrderLife, step: Step, { speaker, newId }: Saying): OrderLife {
  const change: StatusChange = { id: newId(), from: life.status, actor: speaker, ...step };
  // A parcel's event may be older than what staff did meanwhile; words older than both stay unheard.
  const statusAt = step.at > life.statusAt ? step.at : life.statusAt;
  return { ...life, status: step.to, statusAt, changes: [...life.changes, change] };
}

/** A state chosen by staff: only as the table says, and only what does not follow from money or goods. */
export function moveByHand(
  life: OrderLife,
  { to, reason }: { readonly to: OrderStatus; readonly reason: string | null },
  saying: Saying,
): Acted {
  if (to === life.status) {
    return acted(life, null, 'same');
  }
  if (!mayFollow(life.status, to)) {
    return refuseJump(life.status, to);
  }
  if (BY_FACTS.includes(to)) {
    return refuse('order_fact_missing', 'status', {
      'zh-CN': `“${STATUS_LABELS[to]['zh-CN']}”由${to === 'paid' ? '收款' : '退货'}得出：请登记${to === 'paid' ? '收款' : '退货并验收'}`,
      en: `"${STATUS_LABELS[to].en}" follows from ${to === 'paid' ? 'a payment' : 'a return'}: record ${to === 'paid' ? 'the payment' : 'the return and accept it'}`,
    });
  }
  return acted(stepped(life, { to, at: saying.now, origin: 'staff', causeId: null, reason }, saying), null, 'changed');
}

function refuseJump(from: OrderStatus, to: OrderStatus): Acted {
  const next = listed(TRANSITIONS[from].map((status) => STATUS_LABELS[status]));
  const isEnd = TRANSITIONS[from].length === 0;
  return refuse('order_state_illegal', 'status', {
    'zh-CN': `订单现在是“${STATUS_LABELS[from]['zh-CN']}”，不能变为“${STATUS_LABELS[to]['zh-CN']}”；${isEnd ? '这是最终状态' : `现在可以变为：${next['zh-CN']}`}`,
    en: `The order is ${STATUS_LABELS[from].en} and cannot become ${STATUS_LABELS[to].en}; ${isEnd ? 'this is a final state' : `possible now: ${next.en}`}`,
  });
}

/**
 * A state that a source reports as a fact: taken as it is, whatever the table says, unless something newer is known.
 * An older word still enters the history.
 */
export function moveByFact(
  life: OrderLife,
  { to, at }: { readonly to: OrderStatus; readonly at: Date },
  saying: Saying,
): Acted {
  const step = { to, at, origin: 'record', causeId: null, reason: null } as const;
  if (life.changes.some((change) => change.to === to && change.at.getTime() === at.getTime())) {
    return acted(life, null, 'same');
  }
  if (at < life.statusAt) {
    const known = to === 'placed' || life.changes.some((change) => change.to === to && change.at <= at);
    if (known) {
      return acted(life, null, 'same');
    }
    const change: StatusChange = { ...step, id: saying.newId(), from: null, actor: saying.speaker };
    return acted({ ...life, changes: [...life.changes, change] }, null, 'changed');
  }
  return to === life.status ? acted(life, null, 'same') : acted(stepped(life, step, saying), null, 'changed');
}

/** A state that something recorded implies: by the table; facts from outside may also skip ahead, never back. */
export function follow(
  life: OrderLife,
  step: { readonly to: OrderStatus; readonly at: Date; readonly origin: ChangeOrigin; readonly causeId: string },
  saying: Saying,
): OrderLife {
  const { status } = life;
  const ahead = rankOf(status) >= 0 && rankOf(step.to) > rankOf(status);
  const skips = saying.byFact && (ahead || (step.origin === 'return' && rankOf(status) > rankOf('placed')));
  if (status === step.to || !(mayFollow(status, step.to) || skips)) {
    return life;
  }
  return stepped(life, { ...step, reason: null }, saying);
}

/** Takes the newest step back: a slip of the hand, or what a withdrawn fact had implied. */
export function stepBack(life: OrderLife, saying: Saying): OrderLife {
  const last = life.changes.at(-1);
  if (last === undefined || last.from === null || last.to !== life.status) {
    return life;
  }
  return stepped(life, { to: last.from, at: saying.now, origin: 'undo', causeId: last.id, reason: null }, saying);
}

/** Undoes a change that staff made by hand, as long as nothing came after it. */
export function undoChange(life: OrderLife, changeId: string, saying: Saying): Acted {
  const last = life.changes.at(-1);
  if (last?.origin === 'undo' && last.causeId === changeId) {
    return acted(life, null, 'same');
  }
  if (last?.id !== changeId || last.origin !== 'staff' || last.from === null || last.to !== life.status) {
    return refuse('order_change_final', 'changeId', {
      'zh-CN': `这一步不能撤销：之后订单又有变化，现在是“${STATUS_LABELS[life.status]['zh-CN']}”`,
      en: `This step cannot be undone: the order has changed since and is ${STATUS_LABELS[life.status].en} now`,
    });
  }
  return acted(stepBack(life, saying), null, 'changed');
}
