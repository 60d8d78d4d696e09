import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { putBack } from '../editing/service.ts';
import { isBasicKey } from '../fields/basic.ts';
import type { FieldRegistry } from '../fields/service.ts';
import type { HandSet } from '../hand-set/hand-set.ts';
import { valueIn } from '../history/change.ts';
import type { History } from '../history/service.ts';
import * as changes from '../history/store.ts';
import { isSameStored } from '../identity/attributes.ts';
import type { Identity } from '../identity/service.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';
import { lockForIntake } from '../identity/store.ts';
import type { Profiles } from '../profile/service.ts';
import { openerOf } from '../sealing/service.ts';
import { lockCustomers } from '../survivorship/store.ts';
import { type BulkChange, type BulkRequest, readBulkChange } from './bulk-value.ts';

export interface BulkReply {
  readonly batchId: string;
  readonly changed: number;
  readonly same: number;
  readonly rejected: number;
  readonly items: { id: string; outcome: 'changed' | 'same' | 'rejected'; reason: string | null }[];
}

export interface BulkEditing {
  edit(context: Context, request: BulkRequest & { readonly ids: readonly string[] }): Promise<BulkReply>;
  undo(context: Context, batchId: string): Promise<BulkReply>;
}

export interface BulkNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'transaction' | 'sealer'>;
  readonly access: Pick<Access, 'audit'>;
  readonly identity: Pick<Identity, 'stateByHand'>;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly profiles: Pick<Profiles, 'visibleAmong'>;
  readonly history: History;
}

/** Customers in one transaction: it stays short, and the others wait for nobody. */
const PART = 100;
const WRITE = 'customers.write';

type Item = BulkReply['items'][number];

/** One field of many customers at once; each has its own result, all can be taken back together. */
export function createBulkEditing(needs: BulkNeeds): BulkEditing {
  const { kernel, access, fields, profiles } = needs;
  const inParts = async (context: Context, ids: readonly string[], work: PartWork): Promise<Item[]> => {
    const items: Item[] = [];
    for (let at = 0; at < ids.length; at += PART) {
      const part = ids.slice(at, at + PART);
      items.push(...(await kernel.transaction(context, (tx) => work(tx, part))));
    }
    return items;
  };
  return {
    edit: async (context, request) => {
      requirePermission(context, WRITE);
      const change = readBulkChange(request, await fields.list(kernel.postgres.db));
      const batchId = newId();
      // In one order for all, so that two bulk edits never wait for each other.
      const ids = [...new Set(request.ids)].toSorted((a, b) => (a < b ? -1 : 1));
      const visible = new Set(await profiles.visibleAmong(context, ids));
      const items = await inParts(context, ids, (tx, part) =>
        editPart(needs, tx, context, { ids: part, visible, change, batchId }),
      );
      const reply = replyOf(batchId, items);
      await kernel.transaction(context, (tx) =>
        access.audit(tx, context, {
          action: 'customers.customers_bulk_edited',
          subjectType: 'bulk_edit',
          subjectId: batchId,
          detail: { field: request.field, action: request.action, changed: reply.changed },
        }),
      );
      return reply;
    },
    undo: async (context, batchId) => {
      requirePermission(context, WRITE);
      const rows = await kernel.transaction(context, (tx) => changes.changesOfBatch(tx, batchId));
      if (rows.length === 0) {
        throw notFound({ 'zh-CN': '批量修改', en: 'bulk edit' }, batchId);
      }
      const ids = [...new Set(rows.map((row) => row.customerId))].toSorted((a, b) => (a < b ? -1 : 1));
      const visible = new Set(await profiles.visibleAmong(context, ids));
      const items = await inParts(context, ids, (tx, part) =>
        undoPart(needs, tx, context, { ids: part.filter((id) => visible.has(id)), batchId }),
      );
      return replyOf(batchId, items);
    },
  };
}

type PartWork = (tx: Tx, ids: readonly string[]) => Promise<Item[]>;

function replyOf(batchId: string, items: Item[]): BulkReply {
  const count = (outcome: Item['outcome']): number => items.filter((item) => item.outcome === outcome).length;
  return { batchId, changed: count('changed'), same: count('same'), rejected: count('rejected'), items };
}

interface Part {
  readonly ids: readonly string[];
  readonly visible: ReadonlySet<string>;
  readonly change: BulkChange;
  readonly batchId: string;
}

async function editPart(
  { kernel, identity, history }: BulkNeeds,
  tx: Tx,
  context: Context,
  { ids, visible, change, batchId }: Part,
): Promise<Item[]> {
  await lockForIntake(tx);
  const wanted = ids.filter((id) => visible.has(id));
  await lockCustomers(tx, wanted);
  const before = await history.snapshot(tx, wanted);
  const known = new Map(before.map((snapshot) => [snapshot.id, snapshot]));
  const recordIds = new Map<string, string>();
  // What is added to is opened for that, and sealed again.
  const open = await openerOf(kernel, tx);
  const items: Item[] = [];
  for (const id of ids) {
    const snapshot = known.get(id);
    if (snapshot === undefined) {
      items.push({ id, outcome: 'rejected', reason: GONE[context.locale] });
      continue;
    }
    const kept = valueIn(snapshot, change.field);
    const now = kept === null ? null : open(change.field, kept);
    const next = change.next(now);
    if (!isSameStored(now, next)) {
      const { recordId } = await identity.stateByHand(tx, context, { customerId: id, ...wordFor(change.field, next) });
      recordIds.set(id, recordId);
    }
  }
  const made = await history.keep(tx, context, before, {
    cause: { origin: 'bulk', source: STAFF_SOURCE, batchId },
    recordOf: (customerId) => recordIds.get(customerId) ?? null,
  });
  const changed = new Set(made.map(({ customerId }) => customerId));
  return [
    ...items,
    ...before.map(({ id }): Item => {
      // Asked to become another value and did not: a source states it, so it cannot be empty.
      const refused = recordIds.has(id) && !changed.has(id);
      return refused
        ? { id, outcome: 'rejected', reason: STATED[context.locale] }
        : { id, outcome: changed.has(id) ? 'changed' : 'same', reason: null };
    }),
  ];
}

/** One field of some customers in the caller's transaction, for modules whose own steps end in it. */
export async function setForAll(
  needs: BulkNeeds,
  tx: Tx,
  context: Context,
  { ids, field, value }: { readonly ids: readonly string[]; readonly field: string; readonly value: string },
): Promise<void> {
  const sorted = [...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1));
  const change = { field, next: () => value };
  await editPart(needs, tx, context, { ids: sorted, visible: new Set(sorted), change, batchId: newId() });
}

const GONE = { 'zh-CN': '找不到这位客户，或无权查看', en: 'no such customer, or not one that you may see' };
const STATED = {
  'zh-CN': '其他来源给出了这个字段的值，不能清空',
  en: 'another source states this field, so it cannot be emptied',
};

function wordFor(field: string, next: ReturnType<BulkChange['next']>): Omit<HandSet, 'customerId'> {
  if (!isBasicKey(field)) {
    return { attributes: { [field]: next } };
  }
  return typeof next === 'string' ? { basics: { [field]: next } } : { withdraw: [field] };
}

async function undoPart(
  needs: BulkNeeds,
  tx: Tx,
  context: Context,
  { ids, batchId }: Pick<Part, 'ids' | 'batchId'>,
): Promise<Item[]> {
  await lockForIntake(tx);
  await lockCustomers(tx, ids);
  const wanted = new Set(ids);
  const items: Item[] = [];
  for (const change of await changes.changesOfBatch(tx, batchId)) {
    if (!wanted.has(change.customerId)) {
      continue;
    }
    const { customerId: id } = change;
    if (change.undone) {
      items.push({ id, outcome: 'same', reason: null });
      continue;
    }
    try {
      await putBack(needs, tx, context, change);
      items.push({ id, outcome: 'changed', reason: null });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'change_followed')) {
        throw error;
      }
      items.push({ id, outcome: 'rejected', reason: error.say(context.locale) });
    }
  }
  return items;
}
