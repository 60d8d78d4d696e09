import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { insertAndQueue } from '../creating/service.ts';
import type { ImportRow } from '../imports/import-row.ts';
import { importMissing } from '../imports/missing.ts';
import * as store from '../imports/store.ts';
import { canCancel, canStart } from '../imports/transitions.ts';
import { auditOf, lockForWriting, type RequestOptions, statusConflict } from '../requesting/service.ts';
import { STOPPED_BY_HAND } from '../running/failures.ts';

/** From a dry run to the import, and the way to stop either. */
export interface Starting {
  /** Imports the file of a dry run for real; asking twice answers with the same import. Throws 409 for anything else. */
  start(tx: Tx, context: Context, id: string, options?: RequestOptions): Promise<{ id: string }>;
  /** Stops it where it is. Throws 409 unless it is queued or running. */
  cancel(tx: Tx, context: Context, id: string): Promise<ImportRow>;
}

/** Starting and stopping. */
export function createStarting(kernel: Kernel, access: Pick<Access, 'audit'>): Starting {
  return {
    start: async (tx, context, id, { enqueue = true } = {}) => {
      const row = await lockForWriting(tx, context, id);
      if (row.startedAs !== null) {
        return { id: row.startedAs };
      }
      if (!canStart(row)) {
        throw statusConflict(row);
      }
      const started = {
        ...row,
        id: newId(),
        dryRun: false,
        createdBy: context.actor.id,
        createdAt: kernel.clock.now(),
      };
      await insertAndQueue(tx, context, { kernel, access }, { row: started, enqueue });
      await store.setStartedAs(tx, id, started.id);
      return { id: started.id };
    },
    cancel: async (tx, context, id) => {
      const row = await lockForWriting(tx, context, id);
      if (!canCancel(row)) {
        throw statusConflict(row);
      }
      await store.changeStatus(tx, id, { status: 'failed', failure: STOPPED_BY_HAND, finishedAt: kernel.clock.now() });
      await access.audit(tx, context, auditOf('intake.import_stopped', row));
      return (await store.findImport(tx, id, null)) ?? importMissing(id);
    },
  };
}
