import { type Customers, type Resolved, statementOf } from '#customers';
import type { RecordFault, RecordKind, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Zone, zoneOf } from '#kernel/pure/dates.ts';
import { sourceSaying } from '../life/said.ts';
import { saveLives } from '../life/service.ts';
import { insertChanges, loadLives } from '../life/store.ts';
import * as orders from '../orders/store.ts';
import { contentHashOf } from '../preparing/service.ts';
import { firstChange, newOrder, type UnhashedOrder } from './new-order.ts';
import { type Draft, hear } from './order-draft.ts';
import { readOrder, type SaidOrder } from './said-order.ts';
import { type OrderData, orderData } from './schema.ts';
import * as store from './store.ts';

export interface RecordingNeeds {
  readonly kernel: Pick<Kernel, 'clock' | 'config' | 'events'>;
  readonly customers: Pick<Customers, 'identity' | 'fields'>;
  /** ISO 4217; for orders that name none. */
  readonly defaultCurrency: () => Promise<string>;
}

type Reading =
  | { readonly ok: true; readonly order: SaidOrder }
  | { readonly ok: false; readonly outcome: RecordOutcome };

function rejected(fault: RecordFault): RecordOutcome {
  return { outcome: 'rejected', fault };
}

/** Orders as their sources report them: new ones with their lines, known ones with what changed. */
export function orderRecordKind(needs: RecordingNeeds): RecordKind<OrderData> {
  const zone = zoneOf(needs.kernel.config.timeZone);
  return {
    type: 'order',
    label: { 'zh-CN': '订单', en: 'Order' },
    data: orderData,
    apply: async (tx, context, items) => {
      const definitions = await needs.customers.fields.list(tx);
      const currency = await needs.defaultCurrency();
      const readings = items.map((item): Reading => {
        const said = statementOf(item.customer, { statedAt: item.occurredAt, definitions });
        if (!said.ok) {
          return { ok: false, outcome: rejected(said.fault) };
        }
        const read = readOrder(item, { statement: said.statement, defaultCurrency: currency });
        return read.ok ? { ok: true, order: read.value } : { ok: false, outcome: rejected(read.fault) };
      });
      const read = readings.flatMap((reading) => (reading.ok ? [reading.order] : []));
      const outcomes = await takeOrders({ ...needs, tx, context, zone }, read);
      return readings.map((reading) => (reading.ok ? (outcomes.get(reading.order) ?? reject500()) : reading.outcome));
    },
  };
}

function reject500(): never {
  throw new Error('An order without an outcome');
}

interface Taking extends RecordingNeeds {
  readonly tx: Tx;
  readonly context: Context;
  /** The business's, for its dates. */
  readonly zone: Zone;
}

/** New orders by COPY, all at once; then, in the order of time, what else was said. */
async function takeOrders(taking: Taking, read: readonly SaidOrder[]): Promise<ReadonlyMap<SaidOrder, RecordOutcome>> {
  const [first] = read;
  const outcomes = new Map<SaidOrder, RecordOutcome>();
  if (first === undefined) {
    return outcomes;
  }
  const { tx, context, customers, kernel, zone } = taking;
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
  const fresh: SaidOrder[] = [];
  for (const order of read.toSorted((a, b) => a.item.occurredAt.getTime() - b.item.occurredAt.getTime())) {
    if (!numbers.has(order.number) && order.lines !== null) {
      numbers.add(order.number);
      fresh.push(order);
    }
  }
  const now = kernel.clock.now();
  const made = fresh.map((order) => hashed(newOrder(order, { id: newId(), who: who.get(order) ?? null, zone })));
  await orders.insertOrders(
    tx,
    made.map((order) => ({ ...order, text: orders.orderText(order, { ...origin, now }) })),
  );
  await insertChanges(
    tx,
    made.map((order, index) => firstChange(order, { id: newId(), said: fresh[index], source })),
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

function hashed(order: UnhashedOrder): orders.NewOrder {
  return { ...order, contentHash: contentHashOf(order, order.lines) };
}

interface Updating extends Taking {
  readonly who: ReadonlyMap<SaidOrder, Resolved | null>;
  readonly isFresh: ReadonlySet<SaidOrder>;
  readonly ids: ReadonlyMap<string, string>;
  readonly outcomes: Map<SaidOrder, RecordOutcome>;
}

async function updateOrders(updating: Updating, read: readonly SaidOrder[]): Promise<void> {
  const { tx, context, kernel, who, ids, outcomes, isFresh, zone } = updating;
  const drafts = await draftsOf(updating, read);
  for (const order of read.toSorted((a, b) => a.item.occurredAt.getTime() - b.item.occurredAt.getTime())) {
    const draft = drafts.get(ids.get(order.number) ?? '');
    const saying = sourceSaying(order.item.source, { now: kernel.clock.now(), newId });
    const hearing = { saying, who: who.get(order) ?? null, isFresh: isFresh.has(order), zone };
    outcomes.set(order, draft === undefined ? rejected(LINES_MISSING) : hear(draft, order, hearing));
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
    changed.flatMap(({ content }) => (content === null ? [] : [hashed(content)])),
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

const LINES_MISSING: RecordFault = {
  field: 'data.lines',
  code: 'value_missing',
  reason: {
    'zh-CN': '这张订单还不存在，第一次发送时应带上明细',
    en: 'this order is not known yet; send its lines the first time',
  },
};

async function draftsOf({ tx, ids }: Updating, read: readonly SaidOrder[]): Promise<ReadonlyMap<string, Draft>> {
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
