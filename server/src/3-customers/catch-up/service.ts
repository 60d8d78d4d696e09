import type { Context } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import { placeOf } from '../normalizing/places.ts';
import { nameKeys } from '../search/name-keys.ts';
import { setNameKeys, setPlaces } from '../survivorship/store.ts';
import * as store from './store.ts';

/** Customers in one transaction. */
const BATCH = 2000;

export const FILL_JOB = 'customers.fill_profiles';

export interface CatchUp {
  /** At the start of a worker: puts the job in the queue when an upgrade left something to fill in. */
  recover(context: Context): Promise<void>;
  /** Fills in what profiles lack since the upgrade, batch by batch; goes on where it stopped. */
  run(context: Context, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

/** What an upgrade of a filled database leaves to be worked out: how names are typed, where addresses lie. */
export function createCatchUp(kernel: Kernel): CatchUp {
  const step = (context: Context): Promise<boolean> =>
    kernel.transaction(context, async (tx) => {
      const batch = await store.nextUnfilled(tx, BATCH);
      const last = batch?.at(-1);
      if (batch === null || last === undefined) {
        await store.endFill(tx);
        return false;
      }
      await setNameKeys(
        tx,
        batch.map(({ id, name }) => ({ id, ...nameKeys(name) })),
      );
      const moved = await setPlaces(
        tx,
        batch.map((row) => ({ id: row.id, ...placeOf(row) })),
      );
      await kernel.events.append(tx, context, profilesChanged({ described: moved }));
      await store.markFilled(tx, last.id);
      return true;
    });
  return {
    recover: async (context) => {
      if (await store.hasUnfilled(kernel.postgres.db)) {
        await kernel.transaction(context, (tx) => kernel.jobs.add(tx, context, FILL_JOB, {}, { key: FILL_JOB }));
      }
    },
    run: async (context, { signal } = {}) => {
      while (await retryOnConflict(() => step(context), { signal })) {
        signal?.throwIfAborted();
      }
    },
  };
}
