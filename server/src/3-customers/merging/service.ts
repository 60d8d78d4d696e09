import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { anchorAmong, type Bond } from '../bonds/pass-on.ts';
import { apartsOf, type StandingApart } from '../bonds/store.ts';
import type { FactOwner } from '../facts.ts';
import { lockForUndo } from '../identity/store.ts';
import { lastHeard } from '../last-heard/service.ts';
import type { Profiles } from '../profile/service.ts';
import { visibleAmong } from '../profile/store.ts';
import type { RegroupRecord } from '../regrouping/regroup.ts';
import { createRegrouping } from '../regrouping/service.ts';
import { regroupInput } from '../regrouping/store.ts';
import { closeSettled } from '../reviews/store.ts';
import { createMergePreview, type PreviewNeeds } from './preview/service.ts';
import type { MergePreview } from './schema.ts';
import * as store from './store.ts';

export interface MergeRequest {
  readonly customerIds: readonly string[];
  readonly reason: string;
  /** Merge although somebody said that they are two people. */
  readonly overrule?: boolean;
  readonly origin?: store.MergeOrigin;
}

export interface MergeResult {
  readonly id: string;
  readonly mergeId: string | null;
  readonly merged: string[];
}

export interface Merging {
  /** What merging them would come to; nothing is written. */
  preview(context: Context, customerIds: readonly string[]): Promise<MergePreview>;
  /** The same for those who may see the customers, whether or not they may merge. */
  compare(context: Context, customerIds: readonly string[]): Promise<MergePreview>;
  /**
   * Makes customers one by a bond between their records, which stands until it is taken back. Throws 404 for those
   * whom the actor may not see, 409 `customers_apart` when somebody said that they are two people.
   */
  merge(tx: Tx, context: Context, request: MergeRequest): Promise<MergeResult>;
}

export interface MergingNeeds extends PreviewNeeds {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit'>;
  readonly profiles: Pick<Profiles, 'summaries'>;
  readonly factOwners: readonly FactOwner[];
}

export const MERGE = 'customers.merge';
const NOUN = { 'zh-CN': '客户', en: 'customer' } as const;

/** Merging by hand: nothing but a reason for regrouping. */
export function createMerging(needs: MergingNeeds): Merging {
  const regroup = createRegrouping(needs.kernel, needs.factOwners);
  const preview = createMergePreview(needs);
  const { db } = needs.kernel.postgres;
  return {
    preview: async (context, ids) => {
      requirePermission(context, MERGE);
      return preview(context, await visibleNow(db, context, ids));
    },
    compare: async (context, ids) => preview(context, await visibleNow(db, context, ids)),
    merge: async (tx, context, request) => {
      requirePermission(context, MERGE);
      // Nobody regroups meanwhile, and what is read now holds until the end: also who stands for whom.
      await lockForUndo(tx);
      await visibleNow(tx, context, request.customerIds);
      const ids = await existing(tx, request.customerIds);
      const [first, ...others] = ids;
      if (first === undefined || others.length === 0) {
        return { id: first ?? '', mergeId: null, merged: [] };
      }
      await requireNotApart(needs, tx, context, { ids, request });
      const records = await regroupInput(tx, ids);
      await settle(tx, records, needs.factOwners);
      const mergeId = newId();
      const now = needs.kernel.clock.now();
      const { reason, origin = 'staff' } = request;
      await store.insertMerge(tx, { id: mergeId, reason, origin, actor: context.actor, now }, bondsOver(ids, records));
      await regroup(tx, context, ids);
      await trace(needs, tx, context, { records, mergeId, now, cause: origin, into: first });
      await needs.access.audit(tx, context, {
        action: 'customers.customers_merged',
        subjectType: 'customer',
        subjectId: first,
        reason,
        detail: { mergeId, merged: others, origin },
      });
      await closeSettled(tx, [first], now);
      return { id: first, mergeId, merged: others };
    },
  };
}

/** Throws 404 for the first customer whom the actor may not see. Within the transaction, which may hold the last connection. */
export async function requireSeen(reader: Db | Tx, { actor }: Context, ids: readonly string[]): Promise<void> {
  const seen = new Set(await visibleAmong(reader, ids, actor.scopeIds));
  const hidden = ids.find((id) => !seen.has(id));
  if (hidden !== undefined) {
    throw notFound(NOUN, hidden);
  }
}

async function visibleNow(reader: Db | Tx, context: Context, ids: readonly string[]): Promise<string[]> {
  const current = new Map((await store.currentOf(reader, ids)).map((row) => [row.id, row.now]));
  const now = [...new Set(ids.map((id) => current.get(id) ?? id))].toSorted();
  await requireSeen(reader, context, now);
  return now;
}

/** The customers as they are now, oldest first; somebody else may have merged some of them a moment ago. */
async function existing(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const current = await store.currentOf(tx, ids);
  const gone = ids.find((id) => !current.some((row) => row.id === id));
  if (gone !== undefined) {
    throw notFound(NOUN, gone);
  }
  return [...new Set(current.map(({ now }) => now))].toSorted();
}

interface Deciding {
  readonly ids: readonly string[];
  readonly request: MergeRequest;
}

async function requireNotApart(
  { access }: Pick<MergingNeeds, 'access'>,
  tx: Tx,
  context: Context,
  { ids, request }: Deciding,
): Promise<void> {
  const aparts = await apartsAmong(tx, ids);
  if (aparts.length === 0) {
    return;
  }
  if (request.overrule !== true) {
    throw new AppError('customers_apart', 409, {
      message: {
        'zh-CN': `这些客户已被标记为不是同一人：${aparts.map((each) => `${each.actorName}（${each.reason}）`).join('；')}。确实要合并，请选择“仍要合并”（overrule）`,
        en: `Somebody said that these are two people: ${aparts.map((each) => `${each.actorName} (${each.reason})`).join('; ')}. To merge them all the same, overrule it (overrule)`,
      },
    });
  }
  await store.dropAparts(
    tx,
    aparts.map(({ id }) => id),
  );
  await access.audit(tx, context, {
    action: 'customers.apart_overruled',
    subjectType: 'customer',
    subjectId: ids[0] ?? null,
    reason: request.reason,
    detail: { customers: ids, aparts: aparts.map(({ id }) => id) },
  });
}

/** Who among these was set apart. */
export async function apartsAmong(
  reader: Parameters<typeof apartsOf>[0],
  ids: readonly string[],
): Promise<readonly StandingApart[]> {
  return (await apartsOf(reader, ids)).filter(({ left, right }) => ids.includes(left) && ids.includes(right));
}

/** The records of customers who become one compete: what only facts tell of their times is written down. */
async function settle(tx: Tx, records: readonly RegroupRecord[], factOwners: readonly FactOwner[]): Promise<void> {
  const heard = await lastHeard(
    tx,
    records.map(({ id }) => id),
    factOwners,
  );
  await store.settleTimes(
    tx,
    [...heard].map(([id, at]) => ({ id, at })),
  );
}

/** From the oldest customer to each of the others. */
function bondsOver(ids: readonly string[], records: readonly RegroupRecord[]): Bond[] {
  const anchors = ids.map((id) => anchorAmong(records.filter(({ customerId }) => customerId === id)));
  const [first, ...others] = anchors;
  return others.flatMap((other) =>
    first === undefined || other === undefined
      ? []
      : [{ id: newId(), leftRecordId: first.id, rightRecordId: other.id }],
  );
}

interface Traced {
  readonly records: readonly RegroupRecord[];
  readonly into: string;
  readonly mergeId: string;
  readonly cause: string;
  readonly now: Date;
}

async function trace(
  { kernel }: Pick<MergingNeeds, 'kernel'>,
  tx: Tx,
  context: Context,
  { records, into, mergeId, cause, now }: Traced,
): Promise<void> {
  const moved = records.filter(({ customerId }) => customerId !== into);
  await store.traceMoves(
    tx,
    moved.map(({ id, customerId }) => ({ recordId: id, from: customerId, to: into })),
    { cause, now },
  );
  await kernel.events.append(
    tx,
    context,
    [...new Set(moved.map(({ customerId }) => customerId))].map((from) => ({
      type: 'customers.customers_merged',
      customerId: into,
      data: { from, to: into, cause, importId: null, mergeId },
    })),
  );
}
