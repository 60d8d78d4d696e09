import type { Resolved } from '#customers';
import type { RecordFault, RecordOutcome } from '#intake';
import { businessDateOf, type Zone } from '#kernel/pure/dates.ts';
import { receivedMinor, recordPayment, refundedMinor } from '../life/money.ts';
import type { OrderLife, Saying } from '../life/order-life.ts';
import { compareQuantities } from '../life/quantity.ts';
import { factOf } from '../life/said.ts';
import { moveByFact } from '../life/transitions.ts';
import { type LineFacts, type OrderHead, orderContent, placeOrder } from '../orders/place.ts';
import { reconcileLines, type StoredLine } from '../orders/reconcile.ts';
import type { UnhashedOrder } from './new-order.ts';
import { readAmount, readLines } from './read-order.ts';
import type { SaidOrder } from './said-order.ts';

/** What is known of an order beside its lines and its life. */
interface KnownHead extends OrderHead {
  readonly id: string;
  readonly number: string;
  readonly recordId: string | null;
  readonly customerId: string | null;
}

/** An order while words on it are heard. */
export interface Draft {
  readonly before: OrderLife;
  life: OrderLife;
  order: KnownHead;
  lines: readonly StoredLine[];
  statedAt: Date | null;
  /** What has to be written anew, beyond its life. */
  content: UnhashedOrder | null;
}

/** Circumstances of one word. */
export interface Hearing {
  readonly saying: Saying;
  readonly who: Resolved | null;
  /** The business's, for its dates. */
  readonly zone: Zone;
  /** It made the order just now, so its lines and state are there. */
  readonly isFresh: boolean;
}

/**
 * One word on an order: lines and head where it is not older than what was heard, state and payments each by their own
 * time. The draft stays as it was where the word is refused.
 */
export function hear(draft: Draft, order: SaidOrder, hearing: Hearing): RecordOutcome {
  const { saying, isFresh } = hearing;
  const isNewer = draft.statedAt === null || order.item.occurredAt >= draft.statedAt;
  const next: Draft = { ...draft };
  const fault = isNewer && !isFresh ? rewrite(next, order, hearing) : null;
  if (fault !== null) {
    return { outcome: 'rejected', fault };
  }
  if (order.status !== null && !isFresh) {
    const moved = moveByFact(next.life, { to: order.status, at: order.item.occurredAt }, saying);
    next.life = moved.ok ? moved.life : next.life;
  }
  const paid = pay(next, order, saying);
  if (paid !== null) {
    return { outcome: 'rejected', fault: paid };
  }
  const isChanged = next.life !== draft.life || next.content !== draft.content;
  next.statedAt = isNewer ? order.item.occurredAt : draft.statedAt;
  Object.assign(draft, next);
  return {
    outcome: isChanged ? 'changed' : 'same',
    id: draft.before.id,
    customerId: draft.order.customerId,
  };
}

function pay(draft: Draft, { item }: SaidOrder, saying: Saying): RecordFault | null {
  for (const [index, payment] of item.data.payments.entries()) {
    const field = `data.payments.${index}.amount`;
    const amount = readAmount(payment.amount, field, draft.life.currency);
    if (!amount.ok) {
      return amount.fault;
    }
    const fact = factOf({ ...item, key: payment.key }, saying, payment.at);
    const { method, reference } = payment;
    const acted = recordPayment(draft.life, { ...fact, method, reference, amountMinor: amount.value }, saying);
    if (!acted.ok) {
      return { field, code: acted.refusal.code, reason: acted.refusal.message };
    }
    draft.life = acted.life;
  }
  return null;
}

/** Lines and head as they are said now; a fault where goods or money of before would hang in the air. */
function rewrite(draft: Draft, { item }: SaidOrder, { who, zone }: Hearing): RecordFault | null {
  const { order } = draft;
  const known = item.data.currency ?? order.currency;
  const read = item.data.lines === undefined ? null : readLines(item.data.lines, known);
  if (read?.ok === false) {
    return read.fault;
  }
  const stated = read === null ? draft.lines : replaced(draft.lines, read.value);
  const placedAt = item.data.placedAt ?? order.placedAt;
  const facts = placeOrder(
    {
      placedAt,
      businessDate: item.data.placedAt === undefined ? order.businessDate : businessDateOf(placedAt, zone),
      currency: known,
      status: draft.life.status,
      region: item.data.region === undefined ? order.region : item.data.region,
    },
    stated,
  );
  const before = placeOrder({ ...order, status: draft.life.status }, draft.lines);
  const moves = who !== null && who.recordId !== order.recordId;
  if (!moves && orderContent(facts, stated) === orderContent(before, draft.lines)) {
    return null;
  }
  const life = { ...draft.life, totalMinor: facts.totalMinor, currency: facts.currency, lines: stated };
  const fault = danglingFault(draft.life, life);
  if (fault !== null) {
    return fault;
  }
  const owner = {
    recordId: who?.recordId ?? order.recordId,
    customerId: who?.customerId ?? order.customerId,
  };
  draft.content = {
    ...facts,
    ...owner,
    id: order.id,
    number: order.number,
    lines: stated,
  };
  draft.life = { ...life, ...owner };
  draft.lines = stated;
  draft.order = { ...order, ...owner, placedAt, businessDate: facts.businessDate, region: facts.region };
  return null;
}

/** All lines of the order, under the numbers that they had. */
function replaced(stored: readonly StoredLine[], said: readonly LineFacts[]): readonly StoredLine[] {
  const { lines, spokenOf } = reconcileLines(stored, said, new Set());
  const spoken = new Set(spokenOf);
  return lines.filter(({ lineNo }) => spoken.has(lineNo));
}

function danglingFault(before: OrderLife, after: OrderLife): RecordFault | null {
  if (refundedMinor(after) > receivedMinor(after)) {
    return {
      field: 'data.lines',
      code: 'total_below_refunds',
      reason: {
        'zh-CN': '订单金额低于已退款的金额',
        en: 'the order would come to less than what has been refunded',
      },
    };
  }
  const isReturned = before.returns.some((item) =>
    item.lines.some(({ lineNo, quantity }) => {
      const line = after.lines.find((one) => one.lineNo === lineNo);
      return item.withdrawnAt === null && (line === undefined || compareQuantities(line.quantity, quantity) < 0);
    }),
  );
  return isReturned
    ? {
        field: 'data.lines',
        code: 'lines_returned',
        reason: {
          'zh-CN': '有退货的明细不能删除，数量也不能少于退货数量',
          en: 'lines with returns cannot go, nor hold fewer pieces than came back',
        },
      }
    : null;
}
