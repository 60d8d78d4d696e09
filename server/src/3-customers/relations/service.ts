import { maskPhone } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { FactOwner } from '../facts.ts';
import { maskText } from '../profile/mask-text.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import { type Found, found, within } from './graph.ts';
import { DIRECTED_KINDS, REASON_LABELS, relationLabel, type SuggestionReason } from './kinds.ts';
import type { GraphEdge, GraphNode, NewRelation, Relation, RelationChange } from './schema.ts';
import * as store from './store.ts';

/** A link as staff or a suggestion states it. */
export interface GivenRelation extends Omit<NewRelation, 'origin'> {
  readonly origin: store.RelationRow['origin'];
  readonly reason?: SuggestionReason | null;
}

export interface Relations {
  of(context: Context, customerId: string): Promise<{ items: Relation[]; hidden: number; can: { write: boolean } }>;
  graph(
    context: Context,
    customerId: string,
    depth: number,
  ): Promise<{ nodes: GraphNode[]; edges: GraphEdge[]; hidden: number }>;
  /** Throws 409 `relation_exists` when the two have this link already. */
  add(tx: Tx, context: Context, customerId: string, given: GivenRelation): Promise<Relation>;
  change(tx: Tx, context: Context, id: string, change: RelationChange): Promise<{ id: string }>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
  restore(tx: Tx, context: Context, id: string): Promise<{ id: string }>;
}

export interface RelationParts {
  readonly profiles: Pick<Profiles, 'requireVisible' | 'visibleAmong' | 'names'>;
}

const WRITE = 'relations.write';
type RelationKernel = Pick<Kernel, 'postgres' | 'clock' | 'events' | 'config'>;

/** Who knows whom. */
export function createRelations(kernel: RelationKernel, parts: RelationParts): Relations {
  const { db } = kernel.postgres;
  const shown = async (reader: Db | Tx, context: Context, customerId: string) => {
    const rows = await store.relationsOf(reader, customerId);
    const visible = new Set(
      await parts.profiles.visibleAmong(
        context,
        rows.map(({ otherId }) => otherId),
      ),
    );
    const items = rows.filter(({ otherId }) => visible.has(otherId)).map((row) => present(row, context));
    return { items, hidden: rows.length - items.length };
  };
  return {
    of: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await parts.profiles.requireVisible(context, customerId);
      return { ...(await shown(db, context, customerId)), can: { write: may(context.actor, WRITE) } };
    },
    graph: async (context, customerId, depth) => {
      requirePermission(context, 'customers.read');
      await parts.profiles.requireVisible(context, customerId);
      return drawn(kernel, context, { customerId, depth, profiles: parts.profiles });
    },
    ...relationActs(kernel, parts, async (tx, context, customerId, id) => {
      const { items } = await shown(tx, context, customerId);
      const relation = items.find((each) => each.id === id);
      if (relation === undefined) {
        throw notFound(NOUN, id);
      }
      return relation;
    }),
  };
}

const NOUN = { 'zh-CN': '关系', en: 'link' } as const;

type ShownOne = (tx: Tx, context: Context, customerId: string, id: string) => Promise<Relation>;

function tellOf(kernel: RelationKernel) {
  return (tx: Tx, context: Context, customerIds: readonly string[]): Promise<unknown> =>
    kernel.events.append(tx, context, [{ type: 'customers.relations_changed', data: { customerIds } }]);
}

/** A new link between two who may both be seen. */
function adding(
  kernel: RelationKernel,
  { profiles }: Pick<RelationParts, 'profiles'>,
  shownOne: ShownOne,
): Relations['add'] {
  const tell = tellOf(kernel);
  return async (tx, context, customerId, given) => {
    requirePermission(context, WRITE);
    const { otherId, kind } = given;
    await profiles.requireVisible(context, customerId);
    await profiles.requireVisible(context, otherId);
    const anchors = new Map(
      (await anchorsOf(tx, [customerId, otherId])).map((each) => [each.customerId, each.recordId]),
    );
    const isFrom = DIRECTED_KINDS.has(kind) && given.otherIs === 'from';
    const [fromId, toId] = isFrom ? [otherId, customerId] : [customerId, otherId];
    const [fromRecordId, toRecordId] = [anchors.get(fromId), anchors.get(toId)];
    if (customerId === otherId || fromRecordId === undefined || toRecordId === undefined) {
      throw notSelf();
    }
    const period = { since: given.since ?? null, until: given.until ?? null };
    requireOrder(period);
    if ((await store.sameRelation(tx, { kind, fromId, toId })) !== null) {
      throw alreadyThere();
    }
    const id = newId();
    const { actor } = context;
    await store.insertRelation(tx, {
      ...period,
      id,
      kind,
      fromId,
      fromRecordId,
      toId,
      toRecordId,
      word: orNull(given.word),
      origin: given.origin,
      reason: given.reason ?? null,
      note: orNull(given.note),
      createdBy: `${actor.kind}:${actor.id ?? ''}`,
      by: actor.name,
      createdAt: kernel.clock.now(),
    });
    await tell(tx, context, [fromId, toId]);
    return shownOne(tx, context, customerId, id);
  };
}

function relationActs(
  kernel: RelationKernel,
  { profiles }: RelationParts,
  shownOne: ShownOne,
): Pick<Relations, 'add' | 'change' | 'remove' | 'restore'> {
  const tell = tellOf(kernel);
  const find = async (tx: Tx, context: Context, id: string) => {
    requirePermission(context, WRITE);
    const row = await store.findRelation(tx, id);
    const ids = row === undefined ? [] : [row.fromId, row.toId];
    const visible = await profiles.visibleAmong(context, [...new Set(ids)]);
    if (row === undefined || visible.length !== new Set(ids).size) {
      throw notFound(NOUN, id);
    }
    return row;
  };
  return {
    add: adding(kernel, { profiles }, shownOne),
    change: async (tx, context, id, change) => {
      const before = await find(tx, context, id);
      const after = {
        ...before,
        ...(change.word === undefined ? {} : { word: orNull(change.word) }),
        ...(change.note === undefined ? {} : { note: orNull(change.note) }),
        ...(change.since === undefined ? {} : { since: change.since }),
        ...(change.until === undefined ? {} : { until: change.until }),
      };
      requireOrder(after);
      await store.updateRelation(tx, id, after, kernel.clock.now());
      await tell(tx, context, [before.fromId, before.toId]);
      return { id };
    },
    remove: async (tx, context, id) => {
      const row = await find(tx, context, id);
      const now = kernel.clock.now();
      await store.updateRelation(tx, id, { ...row, removedAt: row.removedAt ?? now }, now);
      await tell(tx, context, [row.fromId, row.toId]);
    },
    restore: async (tx, context, id) => {
      const row = await find(tx, context, id);
      const same = row.removedAt === null ? null : await store.sameRelation(tx, row);
      if (same !== null) {
        throw alreadyThere();
      }
      await store.updateRelation(tx, id, { ...row, removedAt: null }, kernel.clock.now());
      await tell(tx, context, [row.fromId, row.toId]);
      return { id };
    },
  };
}

interface Drawing {
  readonly customerId: string;
  readonly depth: number;
  readonly profiles: RelationParts['profiles'];
}

/** Ring by ring: what leads on from those who were found before, as far as the asker may see them. */
async function drawn(
  kernel: RelationKernel,
  context: Context,
  { customerId, depth, profiles }: Drawing,
): Promise<{ nodes: GraphNode[]; edges: GraphEdge[]; hidden: number }> {
  const today = businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
  const { scopeIds } = context.actor;
  const name = (await profiles.names([customerId])).get(customerId)?.name ?? null;
  let all: Found = { nodes: [], edges: [] };
  const concealed = new Set<string>();
  const asked = new Set<string>();
  let ring = { customerIds: [customerId], organisationIds: [] as string[] };
  for (let step = 0; step < depth; step += 1) {
    const table = await store.edgesFrom(kernel.postgres.db, ring);
    const inScope = table.contacts.filter(
      ({ scopeId }) => scopeIds === null || (scopeId !== null && scopeIds.includes(scopeId)),
    );
    const next = found({ ...table, contacts: inScope }, today);
    const people = [...new Set(next.nodes.flatMap(({ type, id }) => (type === 'customer' ? [id] : [])))];
    const visible = new Set(await profiles.visibleAmong(context, people));
    for (const id of people.filter((each) => !visible.has(each))) {
      concealed.add(id);
    }
    const nodes = next.nodes.filter(({ type, id }) => type !== 'customer' || visible.has(id));
    all = { nodes: [...all.nodes, ...nodes], edges: [...all.edges, ...next.edges] };
    for (const id of [...ring.customerIds, ...ring.organisationIds]) {
      asked.add(id);
    }
    const fresh = (type: GraphNode['type']): string[] => [
      ...new Set(nodes.flatMap((node) => (node.type === type && !asked.has(node.id) ? [node.id] : []))),
    ];
    ring = { customerIds: fresh('customer'), organisationIds: fresh('organisation') };
  }
  const root = { key: `c:${customerId}`, type: 'customer', id: customerId, name, isMinor: false } as const;
  const { nodes, edges, left } = within(root, all, depth);
  return { nodes, edges, hidden: concealed.size + left };
}

function present(row: store.OtherRow, { actor }: Context): Relation {
  return {
    id: row.id,
    kind: row.kind,
    label: { ...relationLabel(row.kind, row.otherIs) },
    otherIs: row.otherIs,
    other: {
      id: row.otherId,
      name: row.otherName,
      phone: row.otherPhone === null ? null : maskPhone(row.otherPhone),
    },
    word: row.word,
    since: row.since,
    until: row.until,
    origin: row.origin,
    reason: row.reason === null ? null : { key: row.reason, label: { ...REASON_LABELS[row.reason] } },
    note: row.note === null ? null : may(actor, 'customers.reveal') ? row.note : maskText(row.note),
    by: row.by,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Links go where their records go. */
export const relationFacts: FactOwner = {
  name: 'customers.relations',
  reassign: (tx, _context, records) => store.reassign(tx, records),
  usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
};

function requireOrder({ since, until }: Pick<store.RelationRow, 'since' | 'until'>): void {
  if (since !== null && until !== null && until < since) {
    throw invalidInput([
      {
        field: 'until',
        code: 'period_reversed',
        message: { 'zh-CN': '结束日期不能早于开始日期', en: 'the end cannot be before the beginning' },
      },
    ]);
  }
}

function notSelf(): AppError {
  return new AppError('relation_same', 422, {
    message: { 'zh-CN': '请选择另一位客户', en: 'Choose another customer' },
  });
}

function alreadyThere(): AppError {
  return new AppError('relation_exists', 409, {
    message: { 'zh-CN': '双方已有这种关系', en: 'The two have this link already' },
  });
}

function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
