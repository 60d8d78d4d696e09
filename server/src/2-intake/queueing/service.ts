import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';

export const RUN_JOB = 'intake.run_import';
export const UNDO_JOB = 'intake.undo_import';

export interface Queueing {
  readonly job: typeof RUN_JOB | typeof UNDO_JOB;
  readonly importId: string;
}

/** Puts the import before the workers, once however often it is asked. */
export function enqueueImport(kernel: Kernel, tx: Tx, context: Context, { job, importId }: Queueing): Promise<void> {
  return kernel.jobs.add(tx, context, job, { importId }, { key: `${job}:${importId}` });
}
