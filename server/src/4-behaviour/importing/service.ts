import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Customers } from '#customers';
import type { ImportKind, ImportSetup } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import { appendChanged, type RecordEvents } from '../recording/service.ts';
import { EVENT_FIELDS } from './fields.ts';
import { createEventReader, type EventRow } from './read-row.ts';
import * as store from './store.ts';

const UNDO_BATCH = 2000;

/** Where a chunk's work lies: ids of one process increase, so everything it made is between these two. */
const traceSchema = z.object({ firstId: z.uuid(), lastId: z.uuid() });

/** Events, one per line. What is there already stays as it is: an event does not change because a file says so. */
export function eventImportKind(
  kernel: Pick<Kernel, 'events'>,
  customers: Pick<Customers, 'undo'>,
  record: RecordEvents,
): ImportKind<EventRow> {
  return {
    name: 'events',
    label: { 'zh-CN': '行为', en: 'Events' },
    fields: () => Promise.resolve(EVENT_FIELDS),
    missing: () => [],
    begin: async (setup) => ({
      read: createEventReader({ columns: setup.columns, zone: zoneOf(setup.timeZone) }),
      groupKey: (row) => row.key,
      rowKey: (row) => (row.key === '' ? null : row.key),
      skip: () => undefined,
      committed: () => undefined,
      apply: async (tx, context, rows) => {
        const firstId = newId();
        const { source, importId, scopeId } = setup;
        const origin = { source, importId, scopeId, replaces: false };
        const recorded = await record(tx, context, { events: rows.map((row) => named(row, setup)), origin });
        const added = recorded.filter(({ outcome }) => outcome === 'added').length;
        return { added, changed: 0, same: rows.length - added, trace: { firstId, lastId: newId() } };
      },
      finish: () => Promise.resolve(),
    }),
    undoObstacle: () => Promise.resolve(null),
    undoChunk: async (tx, context, importId, trace) => {
      const range = traceSchema.parse(trace);
      await customers.undo.begin(tx);
      const { eventIds, recordIds } = await store.deleteEvents(tx, importId, range);
      if (eventIds.length > 0) {
        await kernel.events.append(tx, context, [{ type: 'behaviour.events_removed', data: { importId, eventIds } }]);
      }
      await customers.undo.undoChunk(tx, context, importId, range);
      await customers.undo.release(tx, context, recordIds);
    },
    undoRest: async (tx, context, importId) => {
      await customers.undo.begin(tx);
      const { eventIds, recordIds } = await store.deleteIdentifications(tx, importId, UNDO_BATCH);
      await appendChanged(kernel, tx, context, eventIds);
      await customers.undo.release(tx, context, recordIds);
      if (recordIds.length > 0 || !(await customers.undo.undoChanges(tx, context, importId))) {
        return false;
      }
      await customers.undo.finish(tx, importId);
      return true;
    },
  };
}

/** A line without a number is named by what it says: the same line again is the same event. */
function named(row: EventRow, { source }: ImportSetup): EventRow {
  if (row.key !== '') {
    return row;
  }
  const who = [row.statement?.account, row.statement?.phone, row.statement?.email];
  const content = JSON.stringify([source, row.at.toISOString(), row.facts, who]);
  return { ...row, key: `row:${hash('sha256', content, 'base64url').slice(0, 22)}` };
}
