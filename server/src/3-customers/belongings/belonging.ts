import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/**
 * A kind of thing that belongs to customers, and what becomes of it when customers become one or fall apart again.
 * Declared by the module that owns it and registered in `wiring.ts`; `docs/merging.md` is written from it.
 */
export interface Belonging {
  /** `module.noun` */
  readonly name: string;
  readonly label: Text;
  /** The `FactOwner` that moves it with its records; null where nothing is moved, because it is worked out anew. */
  readonly owner: string | null;
  readonly merging: Text;
  readonly unmerging: Text;
  /** How many came with each of these records; those with none are left out. */
  readonly count?: (reader: Db | Tx, recordIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** When something of it happened, at most `limit` of the newest. */
  readonly moments?: (
    reader: Db | Tx,
    recordIds: readonly string[],
    options: { readonly limit: number },
  ) => Promise<readonly { readonly recordId: string; readonly at: Date }[]>;
}
