import type { Tx } from '#kernel/db/postgres.ts';
import { regroupInput } from '../regrouping/store.ts';
import { customersOfRecords } from '../undo/store.ts';
import { passBonds } from './pass-on.ts';
import * as store from './store.ts';

/** Before records go: what staff decided about their customers is handed to the records that stay. */
export async function passBondsOn(tx: Tx, goingIds: readonly string[]): Promise<void> {
  if (goingIds.length === 0 || !(await store.isDecidedAbout(tx, goingIds))) {
    return;
  }
  await store.moveAparts(tx, goingIds);
  const going = new Set(goingIds);
  // One after the other: the heir of one bond may hold the sides of the next together.
  for (const bond of await store.bondsOf(tx, goingIds)) {
    const [customerId] = await customersOfRecords(tx, [bond.leftRecordId]);
    if (customerId !== undefined) {
      const records = await regroupInput(tx, [customerId]);
      await store.moveBonds(tx, passBonds([bond], { records, going }));
    }
  }
}
