import type { Customers } from '#customers';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { OrderRow } from '../orders/store.ts';
import { findOrder } from '../orders/store.ts';
import type { MemberPurchases, OrderRecipients } from './schema.ts';
import * as store from './store.ts';

export interface Recipients {
  ofOrder(context: Context, orderId: string): Promise<OrderRecipients>;
  /** Throws 422 `recipient_unknown` for somebody who is in no household of the buyer. */
  mark(
    tx: Tx,
    context: Context,
    at: { readonly id: string; readonly lineNo: number },
    memberId: string | null,
  ): Promise<OrderRecipients>;
  /** What was bought for each member of a household. */
  ofHousehold(context: Context, householdId: string): Promise<{ items: MemberPurchases[] }>;
}

const WRITE = 'orders.write';

type RecipientParts = Pick<Customers, 'households' | 'profiles'>;

/** For whom something was bought. */
export function createRecipients(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  parts: RecipientParts,
): Recipients {
  const { db } = kernel.postgres;
  return {
    ofOrder: async (context, orderId) => {
      requirePermission(context, 'orders.read');
      const order = await find(db, context, orderId);
      return shown(db, context, { order, people: await peopleOf(parts, context, order) });
    },
    mark: async (tx, context, { id, lineNo }, memberId) => {
      requirePermission(context, WRITE);
      const order = await find(tx, context, id);
      const people = await peopleOf(parts, context, order);
      if (memberId === null) {
        await store.unmarkLine(tx, id, lineNo);
      } else {
        if (!people.some((person) => person.memberId === memberId || person.sameAs.includes(memberId))) {
          throw unknownRecipient();
        }
        const { actor } = context;
        const by = `${actor.kind}:${actor.id ?? ''}`;
        if (!(await store.markLine(tx, { orderId: id, lineNo, memberId }, { by, now: kernel.clock.now() }))) {
          throw notFound({ 'zh-CN': '订单明细', en: 'order line' }, String(lineNo));
        }
      }
      await kernel.events.append(tx, context, [
        { type: 'commerce.recipient_marked', customerId: order.customerId, data: { orderId: id, lineNo, memberId } },
      ]);
      return shown(tx, context, { order, people });
    },
    ofHousehold: async (context, householdId) => {
      requirePermission(context, 'orders.read');
      requirePermission(context, 'customers.read');
      const people = await parts.households.peopleOf(context, householdId);
      const bought = await store.purchasesOf(db, people, context.actor.scopeIds);
      return { items: people.map(({ memberId }) => presentPurchases(memberId, bought)) };
    },
  };
}

type Person = Awaited<ReturnType<RecipientParts['households']['peopleAround']>>[number];

async function find(reader: Db | Tx, context: Context, id: string): Promise<OrderRow> {
  const order = await findOrder(reader, id, context.actor.scopeIds);
  if (order === undefined) {
    throw notFound({ 'zh-CN': '订单', en: 'order' }, id);
  }
  return order;
}

/** Everybody around the buyer, if the asker may see the buyer. */
async function peopleOf(
  { households, profiles }: RecipientParts,
  context: Context,
  { customerId }: OrderRow,
): Promise<readonly Person[]> {
  const [visible] = customerId === null ? [] : await profiles.visibleAmong(context, [customerId]);
  return visible === undefined ? [] : households.peopleAround(context, visible);
}

async function shown(
  reader: Db | Tx,
  context: Context,
  { order, people }: { readonly order: OrderRow; readonly people: readonly Person[] },
): Promise<OrderRecipients> {
  const marks = await store.marksOfOrder(reader, order.id);
  return {
    householdId: people[0]?.householdId ?? null,
    people: people.map(({ memberId, name, relationLabel, relationWord, sizes, isMinor, customerId }) => ({
      memberId,
      name,
      relationLabel: { ...relationLabel },
      relationWord,
      sizes: { ...sizes },
      isMinor,
      isBuyer: customerId !== null && customerId === order.customerId,
    })),
    lines: marks.map(({ lineNo, memberId }) => {
      const person = people.find((each) => each.memberId === memberId || each.sameAs.includes(memberId));
      return { lineNo, memberId: person?.memberId ?? memberId, name: person?.name ?? null };
    }),
    can: { write: may(context.actor, WRITE) },
  };
}

function presentPurchases(
  memberId: string,
  { recent, totals }: Awaited<ReturnType<typeof store.purchasesOf>>,
): MemberPurchases {
  const own = totals.filter((row) => row.memberId === memberId);
  return {
    memberId,
    lines: own.reduce((sum, { lines }) => sum + lines, 0),
    totals: own.map(({ currency, amountMinor }) => ({ currency, amountMinor })),
    recent: recent
      .filter((row) => row.memberId === memberId)
      .map(({ memberId: _, placedAt, ...line }) => ({ ...line, placedAt: placedAt.toISOString() })),
  };
}

function unknownRecipient(): AppError {
  const message = {
    'zh-CN': '请选择买家家庭中的成员；还没有家庭的，请先在客户页建立',
    en: 'Choose a member of the buyer’s household; where there is none, found it on the customer’s page',
  };
  return new AppError('recipient_unknown', 422, {
    message,
    faults: [{ field: 'memberId', code: 'recipient_unknown', message }],
  });
}
