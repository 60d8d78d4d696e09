import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';

/**
 * A module whose facts carry `record_id` (fixed) and `customer_id` (the record's customer at the moment).
 * Registered in `wiring.ts`; called in the transaction that regroups.
 */
export interface FactOwner {
  readonly name: string;
  /** Gives the facts of these records to the customers that the records belong to now. */
  reassign(
    tx: Tx,
    context: Context,
    records: readonly { readonly recordId: string; readonly customerId: string }[],
  ): Promise<void>;
  /** Which of these records still carry facts of this module. */
  usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** When the newest fact came with each of these records; those without facts are left out. */
  lastFacts?(tx: Tx, recordIds: readonly string[]): Promise<ReadonlyMap<string, Date>>;
}
