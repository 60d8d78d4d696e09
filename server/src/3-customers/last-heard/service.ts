import type { Tx } from '#kernel/db/postgres.ts';
import type { FactOwner } from '../facts.ts';

/** When the newest fact came with each of these records. */
export async function lastHeard(
  tx: Tx,
  recordIds: readonly string[],
  factOwners: readonly FactOwner[],
): Promise<ReadonlyMap<string, Date>> {
  const latest = new Map<string, Date>();
  for (const owner of recordIds.length === 0 ? [] : factOwners) {
    for (const [recordId, at] of (await owner.lastFacts?.(tx, recordIds)) ?? []) {
      const known = latest.get(recordId);
      latest.set(recordId, known === undefined || at > known ? at : known);
    }
  }
  return latest;
}
