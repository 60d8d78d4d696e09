import type { Tx } from '#kernel/db/postgres.ts';
import { nameKeys } from '../search/name-keys.ts';
import * as store from './store.ts';

/** The profiles of these customers again from their records; what a new name is typed as follows it. */
export async function refreshProfiles(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const renamed = await store.refreshProfiles(tx, customerIds);
  await store.setNameKeys(
    tx,
    renamed.map(({ id, name }) => ({ id, ...nameKeys(name) })),
  );
}
