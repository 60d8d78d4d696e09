import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import type { FactOwner } from '../facts.ts';
import { deleteEmptyCustomers } from '../identity/store.ts';
import { refreshProfiles } from '../survivorship/service.ts';
import { regroup } from './regroup.ts';
import * as store from './store.ts';

/** Works out anew who is one person among the records of these customers. Intake has to be kept out (`lockForUndo`). */
export type RegroupCustomers = (tx: Tx, context: Context, customerIds: readonly string[]) => Promise<void>;

/** What no longer holds together falls apart, facts and claims follow their records. */
export function createRegrouping(
  kernel: Pick<Kernel, 'clock' | 'events'>,
  factOwners: readonly FactOwner[],
): RegroupCustomers {
  return async (tx, context, customerIds) => {
    if (customerIds.length === 0) {
      return;
    }
    const records = await store.regroupInput(tx, customerIds);
    const own = [...new Set(records.map((record) => record.ownCustomerId))];
    const assignments = regroup(records, { newId, taken: await store.takenIds(tx, own, customerIds) });
    const targets = [...new Set(assignments.map((assignment) => assignment.customerId))];
    const touched = [...new Set([...customerIds, ...targets])];
    if (assignments.length > 0) {
      await store.ensureCustomers(tx, targets, kernel.clock.now());
      await store.assignRecords(tx, assignments);
      await store.realignIdentifiers(tx, touched);
      for (const owner of factOwners) {
        await owner.reassign(tx, context, assignments);
      }
    }
    await store.dropIdleClaims(tx, touched);
    await refreshProfiles(tx, touched);
    await deleteEmptyCustomers(tx, customerIds);
    await kernel.events.append(tx, context, profilesChanged({ described: touched }));
  };
}
