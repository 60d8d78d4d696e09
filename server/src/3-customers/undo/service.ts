import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { FactOwner } from '../facts.ts';
import { regroup } from '../identity/regroup.ts';
import { deleteEmptyCustomers, ensureCustomers, refreshProfiles } from '../identity/store.ts';
import * as store from './store.ts';

/** How many changed records go back in one transaction. */
const RESTORE_BATCH = 5000;

export interface CustomersUndo {
  /** Takes back the records that one chunk of an import created, except those that other facts still use. */
  undoChunk(
    tx: Tx,
    context: Context,
    importId: string,
    range: { readonly firstId: string; readonly lastId: string },
  ): Promise<void>;
  /** Takes back changes to records that were there before; returns false while there is more to do. */
  undoChanges(tx: Tx, context: Context, importId: string): Promise<boolean>;
  /** Forgets the import's regroupings, once everything else is undone. */
  finish(tx: Tx, importId: string): Promise<void>;
}

/** The way back of an import: records go, statements return, and what no longer holds together falls apart. */
export function createCustomersUndo(kernel: Pick<Kernel, 'clock'>, factOwners: readonly FactOwner[]): CustomersUndo {
  const regroupCustomers = async (tx: Tx, context: Context, customerIds: readonly string[]): Promise<void> => {
    const now = kernel.clock.now();
    const records = await store.regroupInput(tx, customerIds);
    const assignment = regroup(records, newId);
    const changed = records.flatMap((record) => {
      const customerId = assignment.get(record.id) ?? record.customerId;
      return customerId === record.customerId ? [] : [{ recordId: record.id, customerId }];
    });
    const touched = [...new Set([...customerIds, ...changed.map((row) => row.customerId)])];
    if (changed.length > 0) {
      await ensureCustomers(tx, [...new Set(changed.map((row) => row.customerId))], now);
      await store.assignRecords(tx, changed);
      await store.realignIdentifiers(tx, touched);
      for (const owner of factOwners) {
        await owner.reassign(tx, context, changed);
      }
    }
    await refreshProfiles(tx, touched, now);
    await deleteEmptyCustomers(tx, customerIds);
  };
  return {
    undoChunk: async (tx, context, importId, range) => {
      const created = await store.createdRecords(tx, importId, range);
      const used = new Set<string>();
      for (const owner of factOwners) {
        for (const id of await owner.usedRecords(tx, created)) {
          used.add(id);
        }
      }
      const free = created.filter((id) => !used.has(id));
      const customerIds = await store.customersOfRecords(tx, free);
      await store.deleteRecords(tx, free);
      await regroupCustomers(tx, context, customerIds);
    },
    undoChanges: async (tx, context, importId) => {
      const restored = await store.restoreRecords(tx, importId, RESTORE_BATCH);
      await regroupCustomers(tx, context, await store.customersOfRecords(tx, restored));
      return restored.length < RESTORE_BATCH;
    },
    finish: (tx, importId) => store.deleteMoves(tx, importId),
  };
}
