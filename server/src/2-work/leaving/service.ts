import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { FALLBACK } from '../flow/owner.ts';
import type { Note } from '../history/service.ts';
import { queueOfKey } from '../queues/store.ts';
import * as tasks from '../tasks/store.ts';
import type { Viewing } from '../viewing/service.ts';

/** What somebody who leaves had to do. Asks for no permission: the module that calls it knows who may. */
export interface Leaving {
  /**
   * Open tasks of somebody wait again: in the queue they came from, else among those that nobody has. At most `limit`
   * of them; says how many, so that whoever calls it goes on until none was left.
   */
  requeue(tx: Tx, context: Context, userId: string, limit: number): Promise<number>;
  /** The open task of a case becomes somebody's, without a notice for each; false when there is none any more. */
  handOn(tx: Tx, context: Context, caseId: string, userId: string): Promise<boolean>;
}

export interface LeavingParts {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly viewing: Pick<Viewing, 'lockCase'>;
  readonly note: Note;
}

/** Leaving over one kernel. */
export function createLeaving({ kernel, viewing, note }: LeavingParts): Leaving {
  return {
    requeue: async (tx, context, userId, limit) => {
      const held = await tasks.heldBy(tx, userId, limit);
      for (const { id, caseId } of held) {
        // The case before the task, as everybody locks them.
        await viewing.lockCase(tx, context, caseId);
        const task = await tasks.lockTask(tx, id);
        if (task === null || task.status !== 'assigned' || task.assigneeId !== userId) {
          continue;
        }
        const queueId = task.queueId ?? (await unowned(tx, kernel.clock.now()));
        await tasks.updateTask(tx, { ...task, status: 'waiting', assigneeId: null, assignedAt: null, queueId });
        await note(tx, context, { caseId, taskId: id, what: 'task_released', detail: { queueId, how: 'left' } });
      }
      return held.length;
    },
    handOn: async (tx, context, caseId, userId) => {
      await viewing.lockCase(tx, context, caseId);
      const task = await tasks.lockOpenTask(tx, caseId);
      if (task === null || task.barred.includes(userId)) {
        return false;
      }
      await tasks.updateTask(tx, {
        ...task,
        status: 'assigned',
        assigneeId: userId,
        assignedAt: kernel.clock.now(),
      });
      const detail = { assigneeId: userId, queueId: task.queueId, how: 'handed' };
      await note(tx, context, { caseId, taskId: task.id, what: 'task_assigned', detail });
      return true;
    },
  };
}

async function unowned(tx: Tx, at: Date): Promise<string> {
  const { key, name } = FALLBACK;
  return (await queueOfKey(tx, { id: newId(), key, name, roles: [], at })).id;
}
