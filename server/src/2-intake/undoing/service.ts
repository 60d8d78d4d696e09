import type { Context } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import type { ImportKind } from '../imports/kind.ts';
import * as store from '../imports/store.ts';
import { gaveUp } from '../running/failures.ts';

export interface Undoing {
  /** Takes an import back chunk by chunk, newest first; goes on where it stopped. Returns when it is done. */
  run(context: Context, importId: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Ends the undo as failed, to be asked for again. */
  giveUp(context: Context, importId: string, error: unknown): Promise<void>;
}

/** The way back of an import as a whole. */
export function createUndoing(kernel: Kernel, kinds: ReadonlyMap<string, ImportKind>): Undoing {
  /** One step in one transaction; false when nothing is left to do. */
  const step = (context: Context, importId: string): Promise<boolean> =>
    kernel.transaction(context, async (tx) => {
      const row = await store.lockImport(tx, importId, null);
      const kind = row === undefined ? undefined : kinds.get(row.kind);
      if (row === undefined || kind === undefined || row.status !== 'undoing') {
        return false;
      }
      const trace = await store.nextChunkToUndo(tx, row);
      if (trace !== null) {
        await kind.undoChunk(tx, context, importId, trace);
        await store.countUndoneChunk(tx, importId);
        return true;
      }
      if (!(await kind.undoRest(tx, context, importId))) {
        return true;
      }
      await store.changeStatus(tx, importId, { status: 'undone', undoneAt: kernel.clock.now() });
      await kernel.events.append(tx, context, [
        { type: 'intake.import_undone', data: { importId, kind: row.kind, source: row.source } },
      ]);
      return false;
    });
  return {
    run: async (context, importId, { signal } = {}) => {
      // Each step commits on its own; a crash between two loses nothing.
      while (await step(context, importId)) {
        signal?.throwIfAborted();
      }
    },
    giveUp: async (context, importId, error) => {
      await kernel.transaction(context, async (tx) => {
        const row = await store.lockImport(tx, importId, null);
        if (row?.status === 'undoing') {
          await store.changeStatus(tx, importId, {
            status: 'failed',
            failure: gaveUp('undo', context.requestId, error),
          });
        }
      });
    },
  };
}
