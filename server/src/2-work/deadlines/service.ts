import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';

export const DUE_SOON = 'work.task_due_soon';
export const OVERDUE = 'work.task_overdue';

/** The timers of a task. */
export interface Deadlines {
  /** Sets both; earlier ones of the task are replaced. */
  arm(
    tx: Tx,
    context: Context,
    task: { readonly id: string; readonly dueAt: Date | null; readonly remindAt: Date | null },
  ): Promise<void>;
  disarm(tx: Tx, taskId: string): Promise<void>;
}

/** Deadlines over one kernel. */
export function createDeadlines({ timers }: Pick<Kernel, 'timers'>): Deadlines {
  const set = async (tx: Tx, context: Context, kind: string, taskId: string, dueAt: Date | null): Promise<void> =>
    dueAt === null
      ? timers.cancel(tx, kind, taskId)
      : timers.schedule(tx, context, { kind, key: taskId, dueAt, payload: { taskId } });
  return {
    arm: async (tx, context, { id, dueAt, remindAt }) => {
      await set(tx, context, DUE_SOON, id, remindAt);
      await set(tx, context, OVERDUE, id, dueAt);
    },
    disarm: async (tx, taskId) => {
      await timers.cancel(tx, DUE_SOON, taskId);
      await timers.cancel(tx, OVERDUE, taskId);
    },
  };
}
