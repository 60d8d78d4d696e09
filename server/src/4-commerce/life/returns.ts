import type { OrderStatus } from '../orders/schema.ts';
import {
  byKey,
  isSettled,
  type OrderLife,
  type Pieces,
  type Return,
  type Saying,
  standing,
  withFact,
} from './order-life.ts';
import { addQuantities, compareQuantities, subtractQuantities } from './quantity.ts';
import { type Acted, acted, refuse } from './refusal.ts';
import { follow, RETURN_TRANSITIONS } from './transitions.ts';
import { listed, RETURN_LABELS, type ReturnState } from './words.ts';

/** What was handed over can come back. */
const RETURNABLE: readonly OrderStatus[] = ['shipped', 'delivered', 'accepted', 'completed', 'partly_returned'];
const CAME_BACK: readonly ReturnState[] = ['accepted', 'refunded'];

/** Pieces of a line that are on their way back or have come back. */
function returnedOf(life: OrderLife, lineNo: number, states: (state: ReturnState) => boolean): string {
  return standing(life.returns)
    .filter((item) => states(item.state))
    .flatMap((item) => item.lines)
    .filter((pieces) => pieces.lineNo === lineNo)
    .reduce((sum, { quantity }) => addQuantities(sum, quantity), '0');
}

/** What can still come back, by line; nothing while the order is not under way. */
export function returnablePieces(life: OrderLife): readonly Pieces[] {
  if (!RETURNABLE.includes(life.status)) {
    return [];
  }
  return openPieces(life);
}

function openPieces(life: OrderLife): readonly Pieces[] {
  return life.lines
    .map(({ lineNo, quantity }) => ({
      lineNo,
      quantity: subtractQuantities(
        quantity,
        returnedOf(life, lineNo, (state) => state !== 'refused'),
      ),
    }))
    .filter(({ quantity }) => compareQuantities(quantity, '0') > 0);
}

/** Whether anything of the order came back for good. */
export function hasReturns(life: OrderLife): boolean {
  return standing(life.returns).some(({ state }) => CAME_BACK.includes(state));
}

/** Takes a return in, or the newer word on one: never more pieces than were bought. */
export function recordReturn(life: OrderLife, said: Return, saying: Saying): Acted {
  const known = byKey(life.returns, said);
  if (known !== undefined && isSettled(known, said, ['states'])) {
    return acted(life, known.id, 'same');
  }
  if (!saying.byFact && !RETURNABLE.includes(life.status)) {
    return refuse('return_too_early', null, {
      'zh-CN': '订单还没有发货，或已经取消、全部退回，不能登记退货',
      en: 'The order has not been shipped, was cancelled, or has come back already: nothing can be returned',
    });
  }
  const others = { ...life, returns: life.returns.filter(({ id }) => id !== known?.id) };
  const fault = said.state === 'refused' ? null : tooMany(others, said.lines);
  if (fault !== null) {
    return fault;
  }
  const merged = known === undefined ? said : { ...said, id: known.id, states: stepsOf(known, said) };
  const after = { ...life, returns: withFact(life.returns, merged) };
  return acted(statusAfter(after, merged, saying), merged.id, known === undefined ? 'added' : 'changed');
}

function stepsOf(known: Return, said: Return): Return['states'] {
  return known.state === said.state ? known.states : [...known.states, ...said.states.slice(-1)];
}

function tooMany(life: OrderLife, lines: readonly Pieces[]): Acted | null {
  const open = new Map(openPieces(life).map(({ lineNo, quantity }) => [lineNo, quantity]));
  for (const { lineNo, quantity } of lines) {
    const line = life.lines.find((one) => one.lineNo === lineNo);
    const left = open.get(lineNo) ?? '0';
    if (line === undefined) {
      return refuse('line_unknown', 'lines', {
        'zh-CN': `这张订单没有第 ${lineNo} 行`,
        en: `the order has no line ${lineNo}`,
      });
    }
    if (compareQuantities(quantity, left) > 0) {
      return refuse('return_exceeds_bought', 'lines', {
        'zh-CN': `${line.sku} 买了 ${line.quantity} 件，还可以退 ${left} 件`,
        en: `${line.quantity} of ${line.sku} were bought; ${left} can still be returned`,
      });
    }
    open.set(lineNo, subtractQuantities(left, quantity));
  }
  return null;
}

/** The order's state once goods are back: partly or wholly returned. */
function statusAfter(life: OrderLife, item: Return, saying: Saying): OrderLife {
  if (!CAME_BACK.includes(item.state) || !hasReturns(life)) {
    return life;
  }
  const isWhole = life.lines
    .filter(({ quantity }) => compareQuantities(quantity, '0') > 0)
    .every(
      ({ lineNo, quantity }) =>
        compareQuantities(
          returnedOf(life, lineNo, (state) => CAME_BACK.includes(state)),
          quantity,
        ) >= 0,
    );
  const at = new Date(item.states.at(-1)?.at ?? item.at);
  const to = isWhole ? 'returned' : 'partly_returned';
  return follow(life, { to, at, origin: 'return', causeId: item.id }, saying);
}

/** The next step of a return, by its table; `refunded` follows from a refund. */
export function moveReturn(
  life: OrderLife,
  { id, to }: { readonly id: string; readonly to: ReturnState },
  saying: Saying,
): Acted {
  const item = standing(life.returns).find((one) => one.id === id);
  if (item === undefined) {
    return refuse('return_unknown', 'returnId', {
      'zh-CN': '这张订单没有这次退货',
      en: 'the order has no such return',
    });
  }
  if (item.state === to) {
    return acted(life, id, 'same');
  }
  if (!RETURN_TRANSITIONS[item.state].includes(to)) {
    const next = listed(RETURN_TRANSITIONS[item.state].map((state) => RETURN_LABELS[state]));
    return refuse('return_state_illegal', 'state', {
      'zh-CN': `退货现在是“${RETURN_LABELS[item.state]['zh-CN']}”，不能变为“${RETURN_LABELS[to]['zh-CN']}”；${next['zh-CN'] === '' ? '这是最终状态' : `现在可以变为：${next['zh-CN']}`}`,
      en: `The return is ${RETURN_LABELS[item.state].en} and cannot become ${RETURN_LABELS[to].en}; ${next.en === '' ? 'this is a final state' : `possible now: ${next.en}`}`,
    });
  }
  if (to === 'refunded') {
    return refuse('return_refund_missing', 'state', {
      'zh-CN': '“已退款”由退款得出：请登记这次退货的退款',
      en: '"Refunded" follows from a refund: record the refund of this return',
    });
  }
  const states = [...item.states, { state: to, at: saying.now.toISOString(), by: saying.speaker.name }];
  const moved = { ...item, state: to, states };
  return acted(statusAfter({ ...life, returns: withFact(life.returns, moved) }, moved, saying), id, 'changed');
}

/** Takes a return back that was entered by mistake, as long as nothing followed from it. */
export function withdrawReturn(life: OrderLife, id: string, saying: Saying): Acted {
  const item = life.returns.find((one) => one.id === id);
  if (item === undefined) {
    return refuse('return_unknown', 'factId', { 'zh-CN': '这张订单没有这次退货', en: 'the order has no such return' });
  }
  if (item.withdrawnAt !== null) {
    return acted(life, id, 'same');
  }
  if (CAME_BACK.includes(item.state)) {
    return refuse('return_final', 'factId', {
      'zh-CN': '已验收的退货不能撤回',
      en: 'A return that was accepted cannot be withdrawn',
    });
  }
  return acted({ ...life, returns: withFact(life.returns, { ...item, withdrawnAt: saying.now }) }, id, 'changed');
}
