import { maskAddress } from '#access';
import type { Customers } from '#customers';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { CreditGuard } from '../credit/service.ts';
import type { OrderStatus } from '../orders/schema.ts';
import { isSold } from '../orders/schema.ts';
import { findOrder, linesOf } from '../orders/store.ts';
import type { Shops } from '../shops/service.ts';
import { differencesOf, eventsOf, type Lived } from './differences.ts';
import { openMinor, recordPayment, recordRefund, refundedMinor, withdrawPayment, withdrawRefund } from './money.ts';
import type { Fact, OrderLife, Pieces, Saying } from './order-life.ts';
import { presentLife } from './present.ts';
import type { Acted, Refusal } from './refusal.ts';
import { hasReturns, moveReturn, recordReturn, withdrawReturn } from './returns.ts';
import type { ActedOrder, OrderPage, Withdrawable } from './schema.ts';
import { recordShipment, trackShipment, withdrawShipment, withoutPhones } from './shipping.ts';
import * as store from './store.ts';
import { moveByHand, undoChange } from './transitions.ts';
import type { PaymentMethod, ReturnState, TrackingStatus } from './words.ts';

/** What staff say of money; `at` is now unless told. */
interface SaidOfMoney {
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly at?: string | undefined;
}

/** The acts of staff on one order; each answers with the order as it is afterwards. */
export interface OrderLives {
  get(context: Context, id: string): Promise<OrderPage>;
  move(
    tx: Tx,
    context: Context,
    id: string,
    wish: {
      readonly status: OrderStatus;
      readonly reason: string | null;
      readonly creditReason?: string | undefined;
    },
  ): Promise<ActedOrder>;
  undoMove(tx: Tx, context: Context, id: string, changeId: string): Promise<ActedOrder>;
  pay(
    tx: Tx,
    context: Context,
    id: string,
    payment: SaidOfMoney & { readonly reference: string | null },
  ): Promise<ActedOrder>;
  refund(
    tx: Tx,
    context: Context,
    id: string,
    refund: SaidOfMoney & {
      readonly reason: string | null;
      readonly paymentId: string | null;
      readonly returnId: string | null;
      readonly lineNo: number | null;
    },
  ): Promise<ActedOrder>;
  takeBack(
    tx: Tx,
    context: Context,
    id: string,
    item: { readonly lines: readonly Pieces[]; readonly reason: string | null },
  ): Promise<ActedOrder>;
  moveReturn(
    tx: Tx,
    context: Context,
    id: string,
    wish: { readonly returnId: string; readonly state: ReturnState },
  ): Promise<ActedOrder>;
  ship(
    tx: Tx,
    context: Context,
    id: string,
    shipment: {
      readonly carrier: string;
      readonly number: string;
      readonly lines: readonly Pieces[];
      readonly at?: string | undefined;
      readonly address: string | null;
    },
  ): Promise<ActedOrder>;
  track(
    tx: Tx,
    context: Context,
    id: string,
    event: {
      readonly shipmentId: string;
      readonly status: TrackingStatus;
      readonly at?: string | undefined;
      readonly place: string | null;
      readonly text: string | null;
    },
  ): Promise<ActedOrder>;
  withdraw(
    tx: Tx,
    context: Context,
    id: string,
    fact: { readonly kind: Withdrawable; readonly factId: string },
  ): Promise<ActedOrder>;
}

type Needs = Pick<Kernel, 'postgres' | 'clock' | 'events'>;

const NOUN = { 'zh-CN': '订单', en: 'order' } as const;

const WITHDRAW = {
  payment: withdrawPayment,
  refund: withdrawRefund,
  return: withdrawReturn,
  shipment: withdrawShipment,
} as const satisfies Record<Withdrawable, (life: OrderLife, id: string, saying: Saying) => Acted>;

export interface LivesOptions {
  readonly customers: Pick<Customers, 'profiles'>;
  readonly shops: Pick<Shops, 'bySource'>;
  readonly credit: CreditGuard;
}

/** An act on one order: looked at under its lock, decided, written, and answered with the order afterwards. */
function actOn(kernel: Needs) {
  return async (
    tx: Tx,
    context: Context,
    id: string,
    decide: (life: OrderLife, saying: Saying) => Acted,
    /** Looks once more before anything is written. */
    check?: (before: OrderLife, after: OrderLife) => Promise<void>,
  ): Promise<ActedOrder> => {
    requirePermission(context, 'orders.write');
    const lives = await store.loadLives(tx, [id], { lock: true, scopeIds: context.actor.scopeIds });
    const before = lives.get(id);
    if (before === undefined) {
      throw notFound(NOUN, id);
    }
    const result = decide(before, staffSaying(kernel, context));
    if (!result.ok) {
      throw refused(result.refusal);
    }
    await check?.(before, result.life);
    await saveLives(kernel, tx, { context, pairs: [{ before, after: result.life }] });
    return await presentOrder(tx, context, result.life);
  };
}

/** Acts of staff and the page of an order. */
export function createOrderLives(kernel: Needs, options: LivesOptions): OrderLives {
  const act = actOn(kernel);
  return {
    get: async (context, id) => {
      requirePermission(context, 'orders.read');
      const { db } = kernel.postgres;
      const lives = await store.loadLives(db, [id], { lock: false, scopeIds: context.actor.scopeIds });
      const life = lives.get(id);
      if (life === undefined) {
        throw notFound(NOUN, id);
      }
      return await pageOf(db, context, options, life);
    },
    move: (tx, context, id, { status, reason, creditReason }) =>
      act(
        tx,
        context,
        id,
        (life, saying) => moveByHand(life, { to: status, reason }, saying),
        (before, after) => requireCredit(options.credit, tx, context, { before, after, goOn: creditReason }),
      ),
    undoMove: (tx, context, id, changeId) => act(tx, context, id, (life, saying) => undoChange(life, changeId, saying)),
    pay: (tx, context, id, { at, ...payment }) =>
      act(tx, context, id, (life, saying) => recordPayment(life, { ...newFact(saying, at), ...payment }, saying)),
    refund: (tx, context, id, { at, ...refund }) =>
      act(tx, context, id, (life, saying) => recordRefund(life, { ...newFact(saying, at), ...refund }, saying)),
    takeBack: (tx, context, id, { lines, reason }) =>
      act(tx, context, id, (life, saying) => {
        const states = [{ state: 'requested' as const, at: saying.now.toISOString(), by: saying.speaker.name }];
        return recordReturn(life, { ...newFact(saying), lines, reason, state: 'requested', states }, saying);
      }),
    moveReturn: (tx, context, id, { returnId, state }) =>
      act(tx, context, id, (life, saying) => moveReturn(life, { id: returnId, to: state }, saying)),
    ship: (tx, context, id, { at, address, ...shipment }) =>
      act(tx, context, id, (life, saying) => {
        const fact = { ...newFact(saying, at), ...shipment, address: maskAddress(address) || null, tracking: [] };
        return recordShipment(life, fact, saying);
      }),
    track: (tx, context, id, { shipmentId, at, ...said }) =>
      act(tx, context, id, (life, saying) => {
        const text = said.text === null ? null : withoutPhones(said.text);
        const event = { ...said, text, id: saying.newId(), at: at ?? saying.now.toISOString() };
        return trackShipment(life, { id: shipmentId, event }, saying);
      }),
    withdraw: (tx, context, id, { kind, factId }) =>
      act(tx, context, id, (life, saying) => WITHDRAW[kind](life, factId, saying)),
  };
}

/** Steps by which staff commit the business to an order that is not paid. */
const CONFIRMING: readonly OrderStatus[] = ['placed', 'cod_confirmed', 'picked', 'shipped'];

/** An order that is confirmed without having been paid for has to be within what its customer may owe. */
async function requireCredit(
  credit: CreditGuard,
  tx: Tx,
  context: Context,
  { before, after, goOn }: Lived & { readonly goOn: string | undefined },
): Promise<void> {
  const { id, customerId, currency, status } = after;
  const isConfirmed = status !== before.status && CONFIRMING.includes(status) && before.status !== 'cod_confirmed';
  if (customerId !== null && isConfirmed && openMinor(after) > 0) {
    await credit.requireWithin(tx, context, { customerId, amountMinor: openMinor(after), currency, orderId: id, goOn });
  }
}

function staffSaying(kernel: Pick<Kernel, 'clock'>, { actor }: Context): Saying {
  const { kind, id, name } = actor;
  return { now: kernel.clock.now(), byFact: false, speaker: { kind, id, name }, newId };
}

/** A fact of staff is named by its own id: what must not come twice is kept by the request's idempotency key. */
function newFact(saying: Saying, at?: string): Fact {
  const id = saying.newId();
  return {
    id,
    source: 'staff',
    key: id,
    at: at === undefined ? saying.now : new Date(at),
    actorName: saying.speaker.name,
    actorId: saying.speaker.id,
    statedAt: saying.now,
    withdrawnAt: null,
  };
}

function refused({ code, field, message }: Refusal): AppError {
  return new AppError(code, 409, { message, faults: field === null ? [] : [{ field, code, message }] });
}

interface Saving {
  readonly context: Context;
  readonly pairs: readonly Lived[];
}

/** Writes what changed, and tells the log. */
export async function saveLives(
  kernel: Pick<Kernel, 'clock' | 'events'>,
  tx: Tx,
  { context, pairs }: Saving,
): Promise<void> {
  const differences = differencesOf(pairs);
  const now = kernel.clock.now();
  await store.savePayments(tx, differences.payments);
  await store.saveRefunds(tx, differences.refunds);
  await store.saveReturns(tx, differences.returns);
  await store.saveShipments(tx, differences.shipments);
  await store.insertChanges(tx, differences.changes, now);
  const states = differences.lives.map((life) => ({
    id: life.id,
    status: life.status,
    statusAt: life.statusAt,
    refundedMinor: refundedMinor(life),
    hasReturns: hasReturns(life),
    isSold: isSold(life.status),
  }));
  await store.saveStates(tx, states, now);
  await kernel.events.append(tx, context, eventsOf(differences));
}

/** The order as it is, read by the connection that the caller has. */
async function presentOrder(db: Tx | Kernel['postgres']['db'], context: Context, life: OrderLife): Promise<ActedOrder> {
  const row = await findOrder(db, life.id, context.actor.scopeIds);
  if (row === undefined) {
    throw notFound(NOUN, life.id);
  }
  return {
    ...row,
    placedAt: row.placedAt.toISOString(),
    lines: (await linesOf(db, [life.id])).get(life.id) ?? [],
    ...presentLife(life, { mayAct: may(context.actor, 'orders.write') }),
  };
}

async function pageOf(
  db: Kernel['postgres']['db'],
  context: Context,
  { customers, shops }: LivesOptions,
  life: OrderLife,
): Promise<OrderPage> {
  const order = await presentOrder(db, context, life);
  const { customerId } = life;
  const [visible] = customerId === null ? [] : await customers.profiles.visibleAmong(context, [customerId]);
  const name = visible === undefined ? undefined : (await customers.profiles.names([visible])).get(visible);
  return {
    ...order,
    customer: visible === undefined ? null : { id: visible, name: name?.name ?? null, account: name?.account ?? null },
    shop: (await shops.bySource()).get(order.source) ?? null,
  };
}
