import type { Commerce } from '#commerce';
import type { Customers } from '#customers';
import { IDENTIFIERS, normalizeIdentifier } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { ownScope } from '../forms/own-scope.ts';
import type { Purchase, Purchases } from '../purchases/service.ts';
import { PRODUCT_TYPES } from '../settings.ts';
import { readAmount } from './read-amount.ts';
import type { Slip, SlipResult, TypedSlip } from './schema.ts';
import * as store from './store.ts';

export interface SlipBatch {
  readonly shopId: string | null;
  readonly soldOn: string;
  readonly slips: readonly TypedSlip[];
}

export interface Slips {
  enter(context: Context, batch: SlipBatch): Promise<{ results: SlipResult[] }>;
  list(
    context: Context,
    query: { readonly cursor?: string | undefined; readonly limit: number; readonly state: store.SlipRow['state'] },
  ): Promise<{ items: Slip[]; nextCursor: string | null; productTypes: string[]; unsettled: number }>;
  settle(
    context: Context,
    id: string,
    said: { readonly card?: string | undefined; readonly creditReason?: string | undefined },
  ): Promise<Slip>;
  dismiss(tx: Tx, context: Context, id: string, reason: string): Promise<Slip>;
  /** Slips that waited for a card that now means somebody; answers how many. */
  settleCard(tx: Tx, context: Context, card: string): Promise<number>;
}

export interface SlipNeeds {
  readonly customers: Pick<Customers, 'identity'>;
  readonly shops: Pick<Commerce['shops'], 'list' | 'addSource'>;
  readonly purchases: Purchases;
  readonly setting: <T>(key: string) => Promise<T>;
}

const WRITE = 'slips.write';

/** Slips of terminals, typed in: each one purchase, once its card means somebody. */
export function createSlips(kernel: Kernel, needs: SlipNeeds): Slips {
  const today = () => businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
  const settleOne = async (
    tx: Tx,
    context: Context,
    row: store.SlipRow,
    credit: Pick<Purchase, 'creditReason' | 'isSold'>,
  ): Promise<store.SlipRow | null> => {
    if ((await needs.customers.identity.findByIdentifier(tx, 'member_card', row.card)) === null) {
      return null;
    }
    const settled = {
      ...row,
      ...(await needs.purchases.record(tx, context, { ...row, ...credit })),
      state: 'recorded' as const,
    };
    await store.updateSlip(tx, settled);
    return settled;
  };
  return {
    list: (context, query) => list(kernel, needs, context, query),
    enter: async (context, { shopId, soldOn, slips }) => {
      requirePermission(context, WRITE);
      const place = await placeOf(kernel, needs, context, shopId);
      const results: SlipResult[] = [];
      for (const [index, typed] of slips.entries()) {
        const slip = { ...typed, soldOn: typed.soldOn ?? soldOn };
        results.push({ index, ...(await enterOne(kernel, needs, context, { slip, place, today: today() })) });
      }
      return { results };
    },
    settle: (context, id, { card, creditReason }) =>
      retryOnConflict(() =>
        kernel.transaction(context, async (tx) => {
          requirePermission(context, WRITE);
          const row = await unsettled(tx, context, id);
          const given = card === undefined ? row.card : normalizeIdentifier('member_card', card);
          if (given === null) {
            throw invalidInput([cardFault('card')]);
          }
          const settled = await settleOne(tx, context, { ...row, card: given }, { creditReason });
          return settled === null ? stillUnknown(given) : present(settled);
        }),
      ),
    dismiss: async (tx, context, id, reason) => {
      requirePermission(context, WRITE);
      const row = { ...(await unsettled(tx, context, id)), state: 'dismissed' as const, reason };
      await store.updateSlip(tx, row);
      return present(row);
    },
    settleCard: async (tx, context, card) => {
      const rows = await store.lockUnsettledOf(tx, card);
      for (const row of rows) {
        // Sold days ago: nobody at the form could undo it, and what is open warns all the same.
        await settleOne(tx, context, row, { isSold: true });
      }
      return rows.length;
    },
  };
}

async function list(
  kernel: Kernel,
  needs: SlipNeeds,
  context: Context,
  { cursor, limit, state }: Parameters<Slips['list']>[1],
): ReturnType<Slips['list']> {
  const { db } = kernel.postgres;
  requirePermission(context, WRITE);
  const { scopeIds } = context.actor;
  const beforeId = cursor === undefined ? null : readIdCursor(cursor);
  const [rows, unsettled, productTypes] = await Promise.all([
    store.selectSlips(db, { state, beforeId, limit: limit + 1, scopeIds }),
    store.countUnsettled(db, scopeIds),
    needs.setting<string[]>(PRODUCT_TYPES.key),
  ]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(present),
    nextCursor: last === undefined ? null : encodeCursor([last.id]),
    productTypes,
    unsettled,
  };
}

interface Place {
  readonly source: string;
  readonly shopId: string | null;
  readonly scopeId: string | null;
}

/** The slips of a shop are a source of their own, whose orders are that shop's. */
async function placeOf(kernel: Kernel, { shops }: SlipNeeds, context: Context, shopId: string | null): Promise<Place> {
  if (shopId === null) {
    return { source: 'terminal', shopId, scopeId: ownScope(context, undefined) };
  }
  const shop = (await shops.list(context)).items.find(({ id, archived }) => id === shopId && !archived);
  if (shop === undefined) {
    throw invalidInput([
      {
        field: 'shopId',
        code: 'shop_unknown',
        message: { 'zh-CN': '没有这家店，或您无权为它录入', en: 'is no shop of yours' },
      },
    ]);
  }
  const source = `terminal-${shopId}`;
  await kernel.transaction(context, (tx) => shops.addSource(tx, shopId, source));
  return { source, shopId, scopeId: shop.scopeId };
}

interface Entering {
  readonly slip: TypedSlip & { readonly soldOn: string };
  readonly place: Place;
  readonly today: string;
}

/** Each in a transaction of its own: a bad one spoils no other, and what was typed before stays. */
async function enterOne(
  kernel: Kernel,
  needs: SlipNeeds,
  context: Context,
  { slip, place, today }: Entering,
): Promise<Omit<SlipResult, 'index'>> {
  const card = normalizeIdentifier('member_card', slip.card);
  const amount = readAmount(slip.amount);
  const fault =
    card === null ? cardFault('card') : amount === null ? AMOUNT_FAULT : slip.soldOn > today ? DATE_FAULT : null;
  if (card === null || amount === null || fault !== null) {
    return rejected(context, fault ?? AMOUNT_FAULT);
  }
  try {
    return await retryOnConflict(() =>
      kernel.transaction(context, async (tx) => {
        const there = await store.lockByNumber(tx, place.source, slip.number);
        if (there !== null) {
          return isSame(there, { ...slip, card, amount })
            ? { outcome: 'same' as const, slipId: there.id, orderId: there.orderId, fault: null }
            : rejected(context, NUMBER_FAULT);
        }
        const { number, productType, soldOn } = slip;
        const typed = { id: newId(), ...place, number, productType, soldOn, card, amount };
        const known = await needs.customers.identity.findByIdentifier(tx, 'member_card', card);
        const { creditReason } = slip;
        const bought = known === null ? NOBODY : await needs.purchases.record(tx, context, { ...typed, creditReason });
        const state = known === null ? 'unsettled' : 'recorded';
        const entered = { enteredName: context.actor.name, enteredAt: kernel.clock.now() };
        await store.insertSlip(tx, { ...typed, ...bought, ...entered, state, reason: null });
        return {
          outcome: known === null ? ('unknown_card' as const) : ('recorded' as const),
          slipId: typed.id,
          orderId: bought.orderId,
          fault: null,
        };
      }),
    );
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      return rejected(context, { field: error.faults[0]?.field ?? '', code: error.code, message: error.text });
    }
    throw error;
  }
}

const NOBODY = { orderId: null, recordId: null, customerId: null } as const;

function isSame(row: store.SlipRow, slip: Pick<store.SlipRow, 'productType' | 'amount' | 'soldOn' | 'card'>): boolean {
  return (
    row.productType === slip.productType &&
    row.amount === slip.amount &&
    row.soldOn === slip.soldOn &&
    // A wrong card may have been put right since.
    (row.card === slip.card || row.state !== 'unsettled')
  );
}

function rejected(context: Context, { field, code, message }: Fault): Omit<SlipResult, 'index'> {
  const fault = { field: field === '' ? null : field, code, reason: message[context.locale] };
  return { outcome: 'rejected', slipId: null, orderId: null, fault };
}

function cardFault(field: string): Fault {
  return { field, code: 'identifier_invalid', message: IDENTIFIERS.member_card.wanted };
}

const AMOUNT_FAULT: Fault = {
  field: 'amount',
  code: 'amount_invalid',
  message: { 'zh-CN': '应为大于零的金额，如 149.00', en: 'should be an amount above zero, like 149.00' },
};

const DATE_FAULT: Fault = {
  field: 'soldOn',
  code: 'date_ahead',
  message: { 'zh-CN': '消费日期不能晚于今天', en: 'cannot lie in the future' },
};

const NUMBER_FAULT: Fault = {
  field: 'number',
  code: 'slip_number_taken',
  message: {
    'zh-CN': '这个小票号已录入过，内容不同，请核对',
    en: 'was entered before with other content; check the number',
  },
};

async function unsettled(tx: Tx, context: Context, id: string): Promise<store.SlipRow> {
  const row = await store.lockSlip(tx, id, context.actor.scopeIds);
  if (row === null) {
    throw notFound({ 'zh-CN': '小票', en: 'slip' }, id);
  }
  if (row.state !== 'unsettled') {
    throw new AppError('slip_settled', 409, {
      message: { 'zh-CN': '这张小票已经处理过', en: 'This slip has been settled already' },
    });
  }
  return row;
}

function stillUnknown(card: string): never {
  const message = {
    'zh-CN': `没有持卡 ${card} 的客户；请改正卡号，或先登记会员`,
    en: `nobody holds the card ${card}; correct it, or register the member first`,
  };
  throw new AppError('card_unknown', 409, { message, faults: [{ field: 'card', code: 'card_unknown', message }] });
}

function present(row: store.SlipRow): Slip {
  const { id, number, card, productType, amount, soldOn, shopId, state, reason, orderId, customerId } = row;
  return {
    id,
    number,
    card,
    productType,
    amount,
    soldOn,
    shopId,
    state,
    reason,
    orderId,
    customerId,
    enteredBy: row.enteredName,
    enteredAt: row.enteredAt.toISOString(),
  };
}
