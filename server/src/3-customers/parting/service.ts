import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { revokeApart, setApart } from '../aparts/service.ts';
import type { Belonging } from '../belongings/belonging.ts';
import { withhold } from '../bonds/store.ts';
import type { FactOwner } from '../facts.ts';
import { claimMissing } from '../hand-set/store.ts';
import * as identity from '../identity/store.ts';
import type { IdentifierKind, TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { apartsAmong, MERGE, requireSeen } from '../merging/service.ts';
import * as merges from '../merging/store.ts';
import type { RegroupRecord } from '../regrouping/regroup.ts';
import { createRegrouping, type RegroupCustomers } from '../regrouping/service.ts';
import { regroupInput } from '../regrouping/store.ts';
import { closeSettled, reopenParted, splitByMerge } from '../reviews/store.ts';
import { identifierOf, matching, stillJoined, targetsOf } from './outcome.ts';
import { carriedOut, leavingOf, type PartingPlan, planByRecords } from './plan.ts';
import { presentParting } from './preview/service.ts';
import type { PartingPreview } from './schema.ts';
import * as store from './store.ts';

export interface PartingWish {
  readonly mergeId?: string | undefined;
  readonly recordIds?: readonly string[] | undefined;
  readonly sharedGoTo: 'staying' | 'leaving';
}

export interface NamedIdentifier {
  readonly recordId: string;
  readonly kind: IdentifierKind;
  /** Masked, as `explain` shows it. */
  readonly shown: string;
  readonly reason: string;
}

export interface Parting {
  preview(context: Context, id: string, wish: PartingWish): Promise<PartingPreview>;
  /** Throws 409 `customers_still_joined` when something else holds the records together. */
  unmerge(
    tx: Tx,
    context: Context,
    id: string,
    wish: PartingWish & { readonly reason: string; readonly keepApart?: boolean },
  ): Promise<{ customers: string[] }>;
  detach(tx: Tx, context: Context, id: string, given: NamedIdentifier): Promise<{ customers: string[] }>;
  attach(tx: Tx, context: Context, id: string, given: NamedIdentifier): Promise<{ id: string }>;
  setApart(
    tx: Tx,
    context: Context,
    given: { readonly ids: readonly [string, string]; readonly reason: string },
  ): Promise<string>;
  revokeApart(
    tx: Tx,
    context: Context,
    id: string,
    given: { readonly apartId: string; readonly reason: string },
  ): Promise<void>;
}

export interface PartingNeeds {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit'>;
  readonly factOwners: readonly FactOwner[];
  readonly belongings: readonly Belonging[];
}

interface Having extends PartingNeeds {
  readonly regroup: RegroupCustomers;
}

const NOUN = { 'zh-CN': '客户', en: 'customer' } as const;

/** The way back of every merge, whoever made it: what joined the records is taken away, and they are regrouped. */
export function createParting(needs: PartingNeeds): Parting {
  const having: Having = { ...needs, regroup: createRegrouping(needs.kernel, needs.factOwners) };
  const begin = async (tx: Tx, context: Context, id: string): Promise<RegroupRecord[]> => {
    requirePermission(context, MERGE);
    await requireSeen(tx, context, [id]);
    await identity.lockForUndo(tx);
    const records = await regroupInput(tx, [id]);
    if (records.length === 0) {
      throw notFound(NOUN, id);
    }
    return records;
  };
  return {
    preview: async (context, id, wish) => {
      requirePermission(context, MERGE);
      const { db } = needs.kernel.postgres;
      await requireSeen(db, context, [id]);
      const records = await regroupInput(db, [id]);
      const plan = await planFor(db, context, { id, records, wish });
      return presentParting(db, { id, records, plan, belongings: needs.belongings });
    },
    unmerge: async (tx, context, id, wish) => {
      const records = await begin(tx, context, id);
      return unmerge(having, tx, context, { id, records, wish });
    },
    detach: async (tx, context, id, given) => {
      const records = await begin(tx, context, id);
      return detach(having, tx, context, { id, records, given });
    },
    attach: async (tx, context, id, given) => {
      const records = await begin(tx, context, id);
      return attach(having, tx, context, { id, records, given });
    },
    setApart: async (tx, context, { ids, reason }) => {
      await begin(tx, context, ids[0]);
      await requireSeen(tx, context, ids);
      return setApart(having, tx, context, { ids, reason });
    },
    revokeApart: async (tx, context, id, given) => {
      await begin(tx, context, id);
      await revokeApart(having, tx, context, { id, ...given });
    },
  };
}

interface Wishing {
  readonly id: string;
  readonly records: readonly RegroupRecord[];
  readonly wish: PartingWish;
}

async function planFor(reader: Db | Tx, context: Context, { id, records, wish }: Wishing): Promise<PartingPlan> {
  if (wish.mergeId !== undefined) {
    const merge = await store.findMerge(reader, wish.mergeId, id);
    if (merge === undefined || merge.unmergedAt !== null || merge.bondIds.length === 0) {
      throw notFound({ 'zh-CN': '合并记录（可能已撤销）', en: 'merge that stands' }, wish.mergeId);
    }
    return { withheld: [], dropped: merge.bondIds, bonded: [] };
  }
  const chosen = new Set(wish.recordIds ?? []);
  await requireOwnRecords(reader, context, { records, chosen });
  const leaving = leavingOf(records, chosen);
  if (leaving.size === 0 || leaving.size === records.length) {
    throw invalidInput([
      {
        field: 'recordIds',
        code: 'records_not_parted',
        message: {
          'zh-CN': '请选择一部分来源记录；手工填写的内容跟随它所说明的记录',
          en: 'choose some of the records, not all; what staff set goes with the record that it is about',
        },
      },
    ]);
  }
  return planByRecords(records, { leaving, sharedGoTo: wish.sharedGoTo });
}

async function requireOwnRecords(
  reader: Db | Tx,
  { actor }: Context,
  { records, chosen }: { readonly records: readonly RegroupRecord[]; readonly chosen: ReadonlySet<string> },
): Promise<void> {
  const known = new Set(records.map(({ id }) => id));
  const hidden = actor.scopeIds === null ? [] : await store.hiddenAmong(reader, [...chosen], actor.scopeIds);
  const strange = [...chosen].filter((id) => !known.has(id) || hidden.includes(id));
  if (strange.length > 0) {
    throw invalidInput(
      strange.map((id) => ({
        field: 'recordIds',
        code: 'record_unknown',
        message: {
          'zh-CN': `来源记录 ${id} 不属于这位客户`,
          en: `the record ${id} is none of this customer's`,
        },
      })),
    );
  }
}

async function unmerge(
  having: Having,
  tx: Tx,
  context: Context,
  {
    id,
    records,
    wish,
  }: Wishing & { readonly wish: PartingWish & { readonly reason: string; readonly keepApart?: boolean } },
): Promise<{ customers: string[] }> {
  const plan = await planFor(tx, context, { id, records, wish });
  const after = carriedOut(records, plan);
  if (targetsOf(after).length === targetsOf(records).length) {
    throw stillJoinedError(after);
  }
  const { actor } = context;
  const now = having.kernel.clock.now();
  const { reason } = wish;
  const withheld = plan.withheld.map(({ recordId, identifier }) => ({
    ...identifierOf(identifier),
    recordId,
    cause: 'parted' as const,
  }));
  await withhold(tx, withheld, { actor, now, reason });
  const mergeIds = await store.mergesOf(tx, plan.dropped);
  await store.dropBonds(tx, plan.dropped);
  await store.endMerges(tx, mergeIds, { reason, by: actor.name, now });
  if (plan.bonded.length > 0) {
    const bonds = plan.bonded.map(([leftRecordId, rightRecordId]) => ({ id: newId(), leftRecordId, rightRecordId }));
    await merges.insertMerge(tx, { id: newId(), reason, origin: 'staff', actor, now }, bonds);
  }
  const mergeId = wish.mergeId ?? null;
  const customers = await partNow(having, tx, context, { id, records, cause: 'unmerged', mergeId });
  await splitByMerge(tx, mergeIds, { by: actor, reason, now });
  await reopenParted(tx, customers);
  if (wish.keepApart === true) {
    await keepApart(having, tx, context, { customers, reason });
  }
  await audit(having, tx, context, {
    action: 'customers.customer_unmerged',
    subjectId: id,
    reason,
    detail: { mergeId, customers, records: wish.recordIds ?? [], keptApart: wish.keepApart === true },
  });
  return { customers };
}

function stillJoinedError(records: readonly RegroupRecord[]): AppError {
  const kinds = [...new Set(stillJoined(records).map(({ label }) => label))];
  return new AppError('customers_still_joined', 409, {
    message: {
      'zh-CN': `这些记录还因${kinds.map((label) => label['zh-CN']).join('、')}相同而属于同一位客户；请选择要离开的来源记录`,
      en: `The records still share: ${kinds.map((label) => label.en).join(', ')}; choose the records that leave`,
    },
  });
}

interface PartingNow {
  readonly id: string;
  readonly records: readonly RegroupRecord[];
  readonly cause: 'unmerged' | 'detached';
  readonly mergeId: string | null;
}

/** Regroups, and tells who came of it; the one that was asked about first where it is still there. */
async function partNow(
  { regroup, kernel }: Having,
  tx: Tx,
  context: Context,
  { id, records, cause, mergeId }: PartingNow,
): Promise<string[]> {
  await regroup(tx, context, [id]);
  const now = await customersNow(tx, records);
  const moves = records.flatMap(({ id: recordId }) => {
    const to = now.get(recordId);
    return to === undefined || to === id ? [] : [{ recordId, from: id, to }];
  });
  await merges.traceMoves(tx, moves, { cause, now: kernel.clock.now() });
  const customers = [...new Set(now.values())].toSorted(
    (a, b) => Number(b === id) - Number(a === id) || (a < b ? -1 : 1),
  );
  if (customers.length > 1) {
    await kernel.events.append(tx, context, [
      {
        type: 'customers.customers_parted',
        customerId: id,
        data: { from: id, customerIds: customers, cause, mergeId },
      },
    ]);
  }
  return customers;
}

async function customersNow(tx: Tx, records: readonly RegroupRecord[]): Promise<ReadonlyMap<string, string>> {
  const rows = await identity.customersOf(
    tx,
    records.map(({ id }) => id),
  );
  return new Map(rows.map(({ recordId, customerId }) => [recordId, customerId]));
}

async function requireIdentifier(
  tx: Tx,
  records: readonly RegroupRecord[],
  given: NamedIdentifier,
): Promise<TrustedIdentifier & { readonly recordId: string; readonly withheld: boolean }> {
  const known = records.some(({ id }) => id === given.recordId);
  const found = known ? matching(await store.statedBy(tx, [given.recordId]), given) : [];
  const [one, ...more] = found;
  if (one !== undefined && more.length === 0) {
    return one;
  }
  throw invalidInput([
    {
      field: 'shown',
      code: one === undefined ? 'identifier_unknown' : 'identifier_ambiguous',
      message:
        one === undefined
          ? { 'zh-CN': '这条来源记录没有这个标识', en: 'the record states no such identifier' }
          : { 'zh-CN': '这条来源记录有几个看起来相同的标识', en: 'the record states several that look the same' },
    },
  ]);
}

interface Attaching {
  readonly id: string;
  readonly records: readonly RegroupRecord[];
  readonly given: NamedIdentifier;
}

async function detach(
  having: Having,
  tx: Tx,
  context: Context,
  { id, records, given }: Attaching,
): Promise<{ customers: string[] }> {
  const { reason } = given;
  const { recordId, kind, value } = await requireIdentifier(tx, records, given);
  const { actor } = context;
  await withhold(tx, [{ recordId, kind, value, cause: 'detached' }], { actor, now: having.kernel.clock.now(), reason });
  const customers = await partNow(having, tx, context, { id, records, cause: 'detached', mergeId: null });
  const detail = { recordId, kind, customers };
  await audit(having, tx, context, { action: 'customers.identifier_detached', subjectId: id, reason, detail });
  return { customers };
}

async function attach(
  having: Having,
  tx: Tx,
  context: Context,
  { id, records, given }: Attaching,
): Promise<{ id: string }> {
  const found = await requireIdentifier(tx, records, given);
  const [claim] = await identity.findClaims(tx, [found]);
  const ids = [...new Set([id, claim?.customerId ?? id])].toSorted();
  const aparts = await apartsAmong(tx, ids);
  if (aparts.length > 0) {
    throw new AppError('customers_apart', 409, {
      message: {
        'zh-CN': '这个标识指向的客户已被标记为不是同一人，请先取消标记',
        en: 'The identifier means a customer whom somebody set apart from this one; take that back first',
      },
    });
  }
  await requireSeen(tx, context, ids);
  await store.trust(tx, found);
  await claimMissing(tx, [{ ...found, customerId: id }]);
  await having.regroup(tx, context, ids);
  const now = await customersNow(tx, records);
  const into = now.get(given.recordId) ?? id;
  const merged = ids.filter((each) => each !== into);
  await having.kernel.events.append(
    tx,
    context,
    merged.map((from) => ({
      type: 'customers.customers_merged',
      customerId: into,
      data: { from, to: into, cause: found.kind, importId: null },
    })),
  );
  await audit(having, tx, context, {
    action: 'customers.identifier_attached',
    subjectId: into,
    reason: given.reason,
    detail: { recordId: found.recordId, kind: found.kind, merged },
  });
  await closeSettled(tx, [into], having.kernel.clock.now());
  return { id: into };
}

async function keepApart(
  having: Having,
  tx: Tx,
  context: Context,
  { customers, reason }: { readonly customers: readonly string[]; readonly reason: string },
): Promise<void> {
  const [first, ...others] = customers;
  for (const other of first === undefined ? [] : others) {
    await setApart(having, tx, context, { ids: [first ?? '', other], reason });
  }
}

function audit(
  { access }: Having,
  tx: Tx,
  context: Context,
  entry: {
    readonly action: string;
    readonly subjectId: string;
    readonly reason: string;
    readonly detail: Record<string, unknown>;
  },
): Promise<void> {
  return access.audit(tx, context, { ...entry, subjectType: 'customer' });
}
