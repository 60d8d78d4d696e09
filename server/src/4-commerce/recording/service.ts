import { hash } from 'node:crypto';
import { type Customers, type Resolved, type Statement, statementOf } from '#customers';
import type { RecordFault, RecordItem, RecordKind, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { receivedMinor, recordPayment, refundedMinor } from '../life/money.ts';
import type { OrderLife, Saying, StatusChange } from '../life/order-life.ts';
import { compareQuantities } from '../life/quantity.ts';
import { factOf, sourceSaying } from '../life/said.ts';
import { saveLives } from '../life/service.ts';
import { insertChanges, loadLives } from '../life/store.ts';
import { moveByFact } from '../life/transitions.ts';
import { type LineFacts, orderContent, placeOrder } from '../orders/place.ts';
import { reconcileLines, type StoredLine } from '../orders/reconcile.ts';
import { type OrderStatus } from '../orders/schema.ts';
import * as orders from '../orders/store.ts';
import { readAmount, readLines, readStatus } from './read-order.ts';
import { type OrderData, orderData } from './schema.ts';
import * as store from './store.ts';

const ZONE = zoneOf('Asia/Shanghai');

export interface RecordingNeeds {
  readonly kernel: Pick<Kernel, 'clock' | 'events'>;
  readonly customers: Pick<Customers, 'identity' | 'fields'>;
  /** ISO 4217; for orders that name none. */
  readonly defaultCurrency: () => Promise<string>;
}

/** An item understood. */
interface ReadOrder {
  readonly item: RecordItem<OrderData>;
  readonly number: string;
  readonly status: OrderStatus | null;
  readonly statement: Statement;
  /** Null: the record says nothing of lines. */
  readonly lines: readonly LineFacts[] | null;
  /** Of a new order; one that is known keeps its own until told otherwise. */
  readonly currency: string;
}

type Reading =
  | { readonly ok: true; readonly order: ReadOrder }
  | { readonly ok: false; readonly outcome: RecordOutcome };

function rejected(fault: RecordFault): RecordOutcome {
  return { outcome: 'rejected', fault };
}

/** Orders as their sources report them: new ones with their lines, known ones with what changed. */
export function orderRecordKind(needs: RecordingNeeds): RecordKind<OrderData> {
  return {
    type: 'order',
    label: { 'zh-CN': '订单', en: 'Order' },
    data: orderData,
    apply: async (tx, context, items) => {
      const definitions = await needs.customers.fields.list(tx);
      const currency = await needs.defaultCurrency();
      const readings = items.map((item): Reading => {
        const read = statementOf(item.customer, { statedAt: item.occurredAt, definitions });
        return read.ok ? readOrder(item, read.statement, currency) : { ok: false, outcome: rejected(read.fault) };
      });
      const read = readings.flatMap((reading) => (reading.ok ? [reading.order] : []));
      const outcomes = await takeOrders({ ...needs, tx, context }, read);
      return readings.map((reading) => (reading.ok ? (outcomes.get(reading.order) ?? reject500()) : reading.outcome));
    },
  };
}

function reject500(): never {
  throw new Error('An order without an outcome');
}

function readOrder(item: RecordItem<OrderData>, said: Statement, defaultCurrency: string): Reading {
  const { data } = item;
  const status = readStatus(data.status);
  const currency = data.currency ?? defaultCurrency;
  const lines = data.lines === undefined ? null : readLines(data.lines, currency);
  if (!status.ok) {
    return { ok: false, outcome: rejected(status.fault) };
  }
  if (lines?.ok === false) {
    return { ok: false, outcome: rejected(lines.fault) };
  }
  return {
    ok: true,
    order: {
      item,
      number: data.number ?? item.key,
      status: status.value,
      statement: said,
      lines: lines?.value ?? null,
      currency,
    },
  };
}

interface Taking extends RecordingNeeds {
  readonly tx: Tx;
  readonly context: Context;
}

/** New orders by COPY, all at once; then, in the order of time, what else was said. */
async function takeOrders(taking: Taking, read: readonly ReadOrder[]): Promise<ReadonlyMap<ReadOrder, RecordOutcome>> {
  const [first] = read;
  const outcomes = new Map<ReadOrder, RecordOutcome>();
  if (first === undefined) {
    return outcomes;
  }
  const { tx, context, customers, kernel } = taking;
  const { source, scopeId } = first.item;
  const origin = { source, importId: null, scopeId };
  const whos = await customers.identity.takeIn(
    tx,
    context,
    read.map(({ statement }) => statement),
    origin,
  );
  const who = new Map(read.map((order, index) => [order, whos[index] ?? null]));
  const known = await orders.findOrders(tx, source, [...new Set(read.map(({ number }) => number))]);
  const numbers = new Set(known.map(({ number }) => number));
  const fresh: ReadOrder[] = [];
  for (const order of read.toSorted((a, b) => a.item.occurredAt.getTime() - b.item.occurredAt.getTime())) {
    if (!numbers.has(order.number) && order.lines !== null) {
      numbers.add(order.number);
      fresh.push(order);
    }
  }
  const now = kernel.clock.now();
  const made = fresh.map((order) => newOrder(order, who.get(order) ?? null));
  await orders.insertOrders(tx, made, { ...origin, now });
  await insertChanges(
    tx,
    made.map((order, index) => firstChange(order, fresh[index], source)),
    now,
  );
  await store.setStatedAt(
    tx,
    made.map(({ id }, index) => ({ id, at: fresh[index]?.item.occurredAt ?? now })),
  );
  if (made.length > 0) {
    const orderIds = made.map(({ id }) => id);
    await kernel.events.append(tx, context, [
      { type: 'commerce.orders_changed', data: { orderIds } },
      ...made.map(({ id, status, recordId, customerId }) => ({
        type: 'commerce.order_status_changed',
        recordId,
        customerId,
        data: { orderId: id, from: null, to: status },
      })),
    ]);
  }
  const ids = new Map([...known, ...made].map(({ number, id }) => [number, id]));
  await updateOrders({ ...taking, who, isFresh: new Set(fresh), ids, outcomes }, read);
  return outcomes;
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}

function newOrder({ item, number, status, lines, currency }: ReadOrder, who: Resolved | null): orders.NewOrder {
  const numbered = (lines ?? []).map((line, index) => ({ ...line, lineNo: index + 1 }));
  const placedAt = item.data.placedAt ?? item.occurredAt;
  const facts = placeOrder(
    {
      placedAt,
      businessDate: businessDateOf(placedAt, ZONE),
      currency,
      status: status ?? 'placed',
      region: item.data.region ?? null,
    },
    numbered,
  );
  return {
    ...facts,
    id: newId(),
    number,
    recordId: who?.recordId ?? null,
    customerId: who?.customerId ?? null,
    contentHash: digest(orderContent(facts, numbered)),
    lines: numbered,
  };
}

function firstChange(
  order: orders.NewOrder,
  read: ReadOrder | undefined,
  source: string,
): StatusChange & { readonly orderId: string } {
  const at = order.status === 'placed' || read === undefined ? order.placedAt : read.item.occurredAt;
  const actor = { kind: 'source', id: null, name: source };
  return {
    id: newId(),
    orderId: order.id,
    from: null,
    to: order.status,
    at,
    origin: 'record',
    causeId: null,
    reason: null,
    actor,
  };
}

interface Updating extends Taking {
  readonly who: ReadonlyMap<ReadOrder, Resolved | null>;
  readonly isFresh: ReadonlySet<ReadOrder>;
  readonly ids: ReadonlyMap<string, string>;
  readonly outcomes: Map<ReadOrder, RecordOutcome>;
}

interface Draft {
  readonly before: OrderLife;
  life: OrderLife;
  order: orders.KnownOrder;
  lines: readonly StoredLine[];
  statedAt: Date | null;
  /** What has to be written anew, beyond its life. */
  content: orders.NewOrder | null;
}

async function updateOrders(updating: Updating, read: readonly ReadOrder[]): Promise<void> {
  const { tx, context, kernel, ids, outcomes, isFresh } = updating;
  const drafts = await draftsOf(updating, read);
  for (const order of read.toSorted((a, b) => a.item.occurredAt.getTime() - b.item.occurredAt.getTime())) {
    const draft = drafts.get(ids.get(order.number) ?? '');
    outcomes.set(order, draft === undefined ? rejected(missingLines()) : say(updating, draft, order));
  }
  for (const order of isFresh) {
    const outcome = outcomes.get(order);
    outcomes.set(
      order,
      outcome?.outcome === 'same' || outcome?.outcome === 'changed'
        ? { ...outcome, outcome: 'added' }
        : (outcome ?? reject500()),
    );
  }
  const [first] = read;
  const changed = [...drafts.values()];
  const now = kernel.clock.now();
  await orders.replaceOrders(
    tx,
    changed.flatMap(({ content }) => content ?? []),
    { source: first?.item.source ?? '', importId: null, scopeId: first?.item.scopeId ?? null, now },
  );
  await saveLives(kernel, tx, { context, pairs: changed.map(({ before, life }) => ({ before, after: life })) });
  const rewritten = changed.filter(({ content }) => content !== null);
  if (rewritten.length > 0) {
    const orderIds = rewritten.map(({ before }) => before.id);
    await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds } }]);
  }
  await store.setStatedAt(
    tx,
    changed.flatMap(({ before, statedAt }) => (statedAt === null ? [] : [{ id: before.id, at: statedAt }])),
  );
}

function missingLines(): RecordFault {
  return {
    field: 'data.lines',
    code: 'value_missing',
    reason: {
      'zh-CN': '这张订单还不存在，第一次发送时应带上明细',
      en: 'this order is not known yet; send its lines the first time',
    },
  };
}

async function draftsOf({ tx, ids }: Updating, read: readonly ReadOrder[]): Promise<ReadonlyMap<string, Draft>> {
  const wanted = [...new Set(read.flatMap(({ number }) => ids.get(number) ?? []))];
  const [first] = read;
  const lives = await loadLives(tx, wanted, { lock: true, scopeIds: null });
  const lines = await orders.linesOf(tx, wanted);
  const heard = await store.statedAt(tx, wanted);
  const known = await orders.findOrders(tx, first?.item.source ?? '', [...ids.keys()]);
  return new Map(
    known.flatMap((order) => {
      const life = lives.get(order.id);
      return life === undefined
        ? []
        : [
            [
              order.id,
              {
                before: life,
                life,
                order,
                lines: lines.get(order.id) ?? [],
                statedAt: heard.get(order.id) ?? null,
                content: null,
              },
            ] as const,
          ];
    }),
  );
}

/** One word on an order: lines and head where it is not older than what was heard, state and payments each by their own time. */
function say(updating: Updating, draft: Draft, order: ReadOrder): RecordOutcome {
  const saying = sourceSaying(order.item.source, { now: updating.kernel.clock.now(), newId });
  const isNewer = draft.statedAt === null || order.item.occurredAt >= draft.statedAt;
  const next: Draft = { ...draft };
  const fault = isNewer && !updating.isFresh.has(order) ? rewrite(next, order, updating.who.get(order) ?? null) : null;
  if (fault !== null) {
    return rejected(fault);
  }
  if (order.status !== null && !updating.isFresh.has(order)) {
    const moved = moveByFact(next.life, { to: order.status, at: order.item.occurredAt }, saying);
    next.life = moved.ok ? moved.life : next.life;
  }
  const paid = pay(next, order, saying);
  if (paid !== null) {
    return rejected(paid);
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

function pay(draft: Draft, { item }: ReadOrder, saying: Saying): RecordFault | null {
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
function rewrite(draft: Draft, { item }: ReadOrder, who: Resolved | null): RecordFault | null {
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
      businessDate: item.data.placedAt === undefined ? order.businessDate : businessDateOf(placedAt, ZONE),
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
    contentHash: digest(orderContent(facts, stated)),
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
