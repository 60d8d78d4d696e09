import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type BulkNeeds, setForAll } from '../bulk-editing/service.ts';
import * as store from './store.ts';

/** The field of the profile that says who looks after a customer. */
export const OWNER_FIELD = 'owner';

/**
 * Customers and who looks after them. The tie is the name in the field `owner`, as files, sources and staff state it:
 * somebody may look after customers and have no account. Asks for no permission.
 */
export interface Owners {
  /** Customers of somebody, known by these keys (`ownerKey`), page by page. */
  customersOf(
    reader: Db | Tx,
    keys: readonly string[],
    page: { readonly afterId: string | null; readonly limit: number },
  ): Promise<string[]>;
  /** Whom customers are tied to now. */
  of(reader: Db | Tx, customerIds: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  /** They are tied to somebody else, by hand: it wins over every source and stands in the history. */
  set(tx: Tx, context: Context, customerIds: readonly string[], owner: string): Promise<void>;
}

/** Owners over the master record. */
export function createOwners(needs: BulkNeeds): Owners {
  return {
    customersOf: store.customersOf,
    of: store.ownersOf,
    set: async (tx, context, customerIds, owner) => {
      await setForAll(needs, tx, context, { ids: customerIds, field: OWNER_FIELD, value: owner });
    },
  };
}
