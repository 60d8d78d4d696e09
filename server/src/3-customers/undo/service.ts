import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { passBondsOn } from '../bonds/service.ts';
import type { FactOwner } from '../facts.ts';
import { lockForUndo } from '../identity/store.ts';
import { createRegrouping } from '../regrouping/service.ts';
import { reattachHandSet } from '../regrouping/store.ts';
import * as store from './store.ts';

/** How many changed records go back in one transaction. */
const RESTORE_BATCH = 5000;

export interface CustomersUndo {
  /** First statement of every step back: waits for running intake and keeps it out until the transaction ends. */
  begin(tx: Tx): Promise<void>;
  /**
   * Takes back the records that one chunk of an import created. Those that others spoke of later, or that other facts
   * came with too, stay, and go later with the last of these words and facts (`release`).
   */
  undoChunk(
    tx: Tx,
    context: Context,
    importId: string,
    range: { readonly firstId: string; readonly lastId: string },
  ): Promise<void>;
  /** Told of records that have just lost facts: those that stayed only for them go now. */
  release(tx: Tx, context: Context, recordIds: readonly string[]): Promise<void>;
  /** Takes back changes to records that were there before; returns false while there is more to do. */
  undoChanges(tx: Tx, context: Context, importId: string): Promise<boolean>;
  /** Forgets the import's regroupings, once everything else is undone. */
  finish(tx: Tx, importId: string): Promise<void>;
}

/** The way back of an import: records go, statements return, and what no longer holds together falls apart. */
export function createCustomersUndo(
  kernel: Pick<Kernel, 'clock' | 'events'>,
  factOwners: readonly FactOwner[],
): CustomersUndo {
  const regroupCustomers = createRegrouping(kernel, factOwners);
  const deleteUnused = async (tx: Tx, context: Context, recordIds: readonly string[]): Promise<Set<string>> => {
    const used = new Set(await store.statedByOthers(tx, recordIds));
    for (const owner of factOwners) {
      for (const id of await owner.usedRecords(tx, recordIds)) {
        used.add(id);
      }
    }
    const free = recordIds.filter((id) => !used.has(id));
    const customerIds = await store.customersOfRecords(tx, free);
    await passBondsOn(tx, free);
    await reattachHandSet(tx, free);
    await store.deleteRecords(tx, free);
    await regroupCustomers(tx, context, customerIds);
    return used;
  };
  return {
    begin: lockForUndo,
    undoChunk: async (tx, context, importId, range) => {
      const used = await deleteUnused(tx, context, await store.createdRecords(tx, importId, range));
      await store.markOutliving(tx, [...used]);
    },
    release: async (tx, context, recordIds) => {
      await deleteUnused(tx, context, await store.outlivingRecords(tx, recordIds));
    },
    undoChanges: async (tx, context, importId) => {
      const restored = await store.restoreRecords(tx, importId, RESTORE_BATCH);
      await regroupCustomers(tx, context, await store.customersOfRecords(tx, restored));
      await deleteUnused(tx, context, await store.outlivingRecords(tx, restored));
      return restored.length < RESTORE_BATCH;
    },
    finish: (tx, importId) => store.deleteMoves(tx, importId),
  };
}
