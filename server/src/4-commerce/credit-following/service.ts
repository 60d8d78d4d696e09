import { z } from 'zod';
import { newId } from '#kernel/clock.ts';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { EventReader, StoredEvent } from '#kernel/events/log.ts';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import { formatMoney } from '#kernel/pure/money.ts';
import type { Work } from '#work';
import { isPast } from '../credit/judge-credit.ts';
import { CREDIT_WARNING } from '../credit/process.ts';
import { CREDIT_LIMIT_CHANGED, type CreditParts } from '../credit/service.ts';
import { CREDIT_WARNING_PERCENT } from '../credit/settings.ts';
import * as store from '../credit/store.ts';

export const CREDIT_CHANGED = 'commerce.credit_changed';

const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const orders = z.object({ orderIds: z.array(z.uuid()) });
const debtors = z.object({ customerIds: z.array(z.uuid()) });

const BATCH_SIZE = 20;
const BATCH_TIMEOUT_SECONDS = 300;
/** In one event, at most. */
const TOLD = 1000;

export interface FollowingParts extends Pick<CreditParts, 'kernel' | 'customers' | 'access'> {
  readonly work: () => Pick<Work, 'start'>;
}

/**
 * Follows orders and limits: what is open of each order, and who is told that somebody has come near the limit. Orders
 * that come in are facts and are refused by nobody; they only raise the warning.
 */
export function creditReader(parts: FollowingParts): EventReader {
  const context = systemContext('commerce.credit');
  return {
    name: 'commerce.credit',
    types: ['commerce.orders_imported', 'commerce.orders_changed', 'commerce.orders_removed', CREDIT_LIMIT_CHANGED],
    batchSize: BATCH_SIZE,
    timeoutSeconds: BATCH_TIMEOUT_SECONDS,
    handle: async (events, tx) => {
      const moved = await store.refreshOpen(tx, touchedBy(events));
      const told = events.flatMap(({ type, data }) =>
        type === CREDIT_LIMIT_CHANGED ? debtors.parse(data).customerIds : [],
      );
      const concerned = [...new Set([...moved, ...told])];
      await warn(parts, tx, context, concerned);
      for (let at = 0; at < concerned.length; at += TOLD) {
        const customerIds = concerned.slice(at, at + TOLD);
        await parts.kernel.events.append(tx, context, [{ type: CREDIT_CHANGED, data: { customerIds } }]);
      }
    },
  };
}

function touchedBy(events: readonly StoredEvent[]): store.Touched {
  const orderIds = new Set<string>();
  const ranges: z.output<typeof range>[] = [];
  for (const { type, data } of events) {
    const named = orders.safeParse(data);
    if (named.success) {
      named.data.orderIds.forEach((id) => orderIds.add(id));
    } else if (type !== CREDIT_LIMIT_CHANGED) {
      ranges.push(range.parse(data));
    }
  }
  return { orderIds: [...orderIds], ranges };
}

/** A task for each who passed the share of the limit since the look before; who came back below may pass it again. */
async function warn(parts: FollowingParts, tx: Tx, context: Context, customerIds: readonly string[]): Promise<void> {
  const limits = await store.standingOf(tx, customerIds);
  const crossed = await store.crossedAmong(tx, customerIds);
  const sums = await store.openSums(tx, [...limits.keys()]);
  const percent = await parts.access.setting<number>(CREDIT_WARNING_PERCENT.key, tx);
  const isNear = (customerId: string): boolean => {
    const limit = limits.get(customerId);
    return (
      limit !== undefined && openOf(sums, limit) > 0 && isPast(openOf(sums, limit), limit.amountMinor ?? 0, percent)
    );
  };
  const near = customerIds.filter(isNear);
  await store.endCrossings(
    tx,
    customerIds.filter((id) => crossed.has(id) && !isNear(id)),
    parts.kernel.clock.now(),
  );
  const fresh = near.filter((id) => !crossed.has(id));
  const anchors = await parts.customers.anchors(tx, fresh);
  for (const { customerId, recordId } of anchors) {
    const limit = limits.get(customerId);
    if (limit !== undefined) {
      await startTask(parts, tx, context, { limit, recordId, openMinor: openOf(sums, limit) });
    }
  }
}

type Sums = Awaited<ReturnType<typeof store.openSums>>;

function openOf(sums: Sums, { customerId, currency }: store.LimitRow): number {
  return sums.find((sum) => sum.customerId === customerId && sum.currency === currency)?.openMinor ?? 0;
}

interface Crossing {
  readonly limit: store.LimitRow;
  readonly recordId: string;
  readonly openMinor: number;
}

async function startTask(
  { kernel, access, work }: FollowingParts,
  tx: Tx,
  context: Context,
  { limit, recordId, openMinor }: Crossing,
): Promise<void> {
  const { customerId, currency, ownerId } = limit;
  const limitMinor = limit.amountMinor ?? 0;
  const id = newId();
  const owner = ownerId === null ? undefined : (await access.staff.find(tx, [ownerId])).get(ownerId);
  const say = (amountMinor: number): string => formatMoney({ amountMinor, currency }, 'zh-CN');
  const started = await work().start(tx, context, {
    kind: CREDIT_WARNING,
    title: openMinor > limitMinor ? '信用预警：未付款已超过额度' : '信用预警：未付款接近额度',
    subject: { type: 'customer', id: customerId, recordId },
    // Who has left cannot be given anything: the queue has it then.
    choice: { assigneeId: owner === undefined || owner.disabled ? null : ownerId },
    key: `credit:${id}`,
    text: `未付款 ${say(openMinor)}，额度 ${say(limitMinor)}`,
  });
  await store.insertCrossing(tx, {
    id,
    recordId,
    customerId,
    openMinor,
    limitMinor,
    currency,
    caseId: started.id,
    crossedAt: kernel.clock.now(),
  });
}

/** The limit and the open orders in the analytic row of a customer. */
export const creditPart: AnalyticPart = {
  source: 'commerce.credit_history',
  all: { source: 'commerce.credit_histories', key: 'debtor_id' },
  columns: {
    credit_limit: 'coalesce(credit_limit, -1)',
    credit_days: 'coalesce(credit_days, -1)',
    credit_currency: `coalesce(credit_currency, '')`,
    open_days: `coalesce(open_days, '[]')`,
    open_currencies: `coalesce(open_currencies, '[]')`,
    open_minors: `coalesce(open_minors, '[]')`,
  },
  types: [CREDIT_CHANGED],
  keysOf: (_, events) => Promise.resolve(events.flatMap(({ data }) => debtors.parse(data).customerIds)),
};
