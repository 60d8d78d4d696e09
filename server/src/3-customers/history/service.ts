import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { FactOwner } from '../facts.ts';
import type { FieldRegistry } from '../fields/service.ts';
import type { Profiles } from '../profile/service.ts';
import { placeOf } from '../timeline/service.ts';
import type { TimelineEntry, TimelineSource } from '../timeline/source.ts';
import { type Change, diffSnapshots, type Snapshot } from './change.ts';
import { changeTitle, type Definitions, describeValue, fieldLabel, isOpen } from './describe.ts';
import type { ChangeOrigin, CustomerFieldChange } from './schema.ts';
import * as store from './store.ts';

/** What a set of changes has in common. */
export interface Cause {
  readonly origin: ChangeOrigin;
  readonly source: string;
  readonly importId?: string | null;
  readonly batchId?: string | null;
  readonly undoes?: string | null;
}

export interface History {
  /** What these customers are now, to be compared with what they are after something was done. */
  snapshot(tx: Tx, customerIds: readonly string[]): Promise<readonly Snapshot[]>;
  /** Compares with a snapshot and keeps what changed; `recordOf` names the record that said so. */
  keep(
    tx: Tx,
    context: Context,
    before: readonly Snapshot[],
    options: { readonly cause: Cause; readonly recordOf: (customerId: string) => string | null },
  ): Promise<readonly Change[]>;
  list(
    context: Context,
    customerId: string,
    page: { readonly cursor?: string | undefined; readonly limit: number; readonly field?: string | undefined },
  ): Promise<{ items: CustomerFieldChange[]; nextCursor: string | null }>;
}

export interface HistoryNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
}

/** What changed of customers, when and by whom. */
export function createHistory({ kernel, fields, profiles }: HistoryNeeds): History {
  return {
    snapshot: store.snapshotsOf,
    keep: async (tx, { actor }, before, { cause, recordOf }) => {
      const after = await store.snapshotsOf(
        tx,
        before.map(({ id }) => id),
      );
      const changes = diffSnapshots(before, after);
      await store.insertChanges(
        tx,
        changes.map((change) => ({ ...change, id: newId(), recordId: recordOf(change.customerId) })),
        {
          at: kernel.clock.now(),
          actor: { kind: actor.kind, id: actor.id, name: actor.name },
          origin: cause.origin,
          source: cause.source,
          importId: cause.importId ?? null,
          batchId: cause.batchId ?? null,
          undoes: cause.undoes ?? null,
        },
      );
      return changes;
    },
    list: async (context, customerId, { cursor, limit, field }) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      const { db } = kernel.postgres;
      const rows = await store.changesOf(db, customerId, {
        field: field ?? null,
        before: placeOf(cursor),
        limit: limit + 1,
      });
      const definitions = await definitionsOf(db, fields);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((row) => present(row, context, definitions)),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.at.toISOString(), last.id]) : null,
      };
    },
  };
}

async function definitionsOf(reader: Db | Tx, fields: Pick<FieldRegistry, 'list'>): Promise<Definitions> {
  const all = await fields.list(reader, { archived: true });
  return new Map(all.map((definition) => [definition.key, definition]));
}

function present(row: store.ChangeRow, context: Context, definitions: Definitions): CustomerFieldChange {
  const reading = { definitions, locale: context.locale };
  return {
    id: row.id,
    at: row.at.toISOString(),
    field: row.field,
    label: fieldLabel(row.field, definitions),
    before: describeValue(row.field, row.before, reading),
    after: describeValue(row.field, row.after, reading),
    origin: row.origin,
    source: row.source,
    by: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    undone: row.undone,
    canUndo: row.latest && may(context.actor, 'customers.write'),
  };
}

/** Changes go with the record that they came from when customers are joined or parted. */
export const historyFacts: FactOwner = {
  name: 'customers.history',
  reassign: (tx, _context, records) => store.reassignChanges(tx, records),
  // Nothing to keep a record for: what an import changed goes with the import.
  usedRecords: async () => new Set(),
};

/** Changes of fields on the time-line: those made together as one entry, values only of fields that are open to all. */
export function fieldChangesTimeline(fields: Pick<FieldRegistry, 'list'>): TimelineSource {
  return {
    name: 'field_changes',
    label: { 'zh-CN': '资料修改', en: 'Changes of fields' },
    entries: async (db, { customerId, before, limit, context }) => {
      const groups = await store.changeGroups(db, customerId, { before, limit });
      const definitions = groups.length === 0 ? new Map() : await definitionsOf(db, fields);
      return groups.map((group) => entryOf(group, { definitions, context }));
    },
  };
}

function entryOf(
  group: store.ChangeGroup,
  { definitions, context }: { readonly definitions: Definitions; readonly context: Context },
): TimelineEntry {
  const reading = { definitions, locale: context.locale };
  const details = group.changes.flatMap(({ field, before, after }) => {
    if (!isOpen(field, definitions)) {
      return [];
    }
    const [from, to] = [describeValue(field, before, reading) ?? '—', describeValue(field, after, reading) ?? '—'];
    return [`${fieldLabel(field, definitions)[context.locale]} ${from} → ${to}`];
  });
  return {
    id: group.id,
    at: group.at,
    kind: 'fields.changed',
    title: changeTitle(
      group.origin,
      group.changes.map(({ field }) => field),
      definitions,
    ),
    outcome: null,
    detail: details.length === 0 ? null : details.join(context.locale === 'zh-CN' ? '；' : '; '),
    channel: null,
    staff: group.actorKind === 'user' && group.actorId !== null ? { id: group.actorId, name: group.actorName } : null,
    ref: null,
    amount: null,
  };
}
