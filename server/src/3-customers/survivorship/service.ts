import type { Tx } from '#kernel/db/postgres.ts';
import { placeOf } from '../normalizing/places.ts';
import { nameKeys } from '../search/name-keys.ts';
import * as store from './store.ts';

/** The profiles of these customers again from their records; what a new name is typed as and where an address lies follow. */
export async function refreshProfiles(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const changed = await store.refreshProfiles(tx, customerIds);
  await store.setNameKeys(
    tx,
    changed.filter(({ name }) => name !== null).map(({ id, name }) => ({ id, ...nameKeys(name) })),
  );
  await store.setPlaces(
    tx,
    changed.map((row) => ({ id: row.id, ...placeOf(row) })),
  );
}
