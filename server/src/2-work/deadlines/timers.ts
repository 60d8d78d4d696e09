import { z } from 'zod';
import type { Access } from '#access';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { type Approvals, EXPIRE_APPROVAL } from '../approvals/service.ts';
import { lockApproval } from '../approvals/store.ts';
import { type CaseRow, lockCase } from '../cases/store.ts';
import type { Note } from '../history/service.ts';
import type { Queues } from '../queues/service.ts';
import { selectQueue } from '../queues/store.ts';
import { lockTask, selectTask, type TaskRow, updateTask } from '../tasks/store.ts';
import { DUE_SOON, OVERDUE } from './service.ts';

const MAX_TOLD = 50;

export interface DeadlineTimerParts {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly access: Pick<Access, 'staff' | 'notify'>;
  readonly queues: Pick<Queues, 'serversOf'>;
  readonly approvals: Pick<Approvals, 'end'>;
  readonly note: Note;
}

const taskPayload = z.object({ taskId: z.uuid() });

/** What happens when time runs out. */
export function deadlineTimers(parts: DeadlineTimerParts): readonly TimerKind[] {
  return [
    {
      name: DUE_SOON,
      payload: taskPayload,
      fire: ({ taskId }: z.output<typeof taskPayload>, { tx, context }) =>
        withOpenTask(tx, taskId, async (task, row) => {
          await updateTask(tx, { ...task, dueSoonAt: parts.kernel.clock.now() });
          await tell(parts, tx, byTheClock(context), { task, row, what: 'task_due_soon' });
        }),
    },
    {
      name: OVERDUE,
      payload: taskPayload,
      fire: ({ taskId }: z.output<typeof taskPayload>, { tx, context }) =>
        withOpenTask(tx, taskId, async (task, row) => {
          await updateTask(tx, { ...task, overdueAt: parts.kernel.clock.now() });
          await tell(parts, tx, byTheClock(context), { task, row, what: 'task_overdue' });
        }),
    },
    {
      name: EXPIRE_APPROVAL,
      payload: z.object({ approvalId: z.uuid() }),
      fire: async ({ approvalId }: { readonly approvalId: string }, { tx, context }) => {
        const row = await lockApproval(tx, approvalId);
        if (row?.status === 'pending') {
          await parts.approvals.end(tx, byTheClock(context), row, { status: 'expired', reason: null });
        }
      },
    },
  ];
}

/** What the clock does is nobody's deed. */
const byTheClock = ({ requestId }: Context): Context => systemContext(requestId);

/** Cases before tasks, as everywhere; nothing for what has ended or stands still. */
async function withOpenTask(
  tx: Tx,
  taskId: string,
  work: (task: TaskRow, row: CaseRow) => Promise<void>,
): Promise<void> {
  const found = await selectTask(tx, taskId);
  const row = found === null ? null : await lockCase(tx, found.caseId);
  const task = found === null ? null : await lockTask(tx, taskId);
  if (row?.status === 'open' && task !== null && task.closedAt === null) {
    await work(task, row);
  }
}

interface Told {
  readonly task: TaskRow;
  readonly row: CaseRow;
  readonly what: 'task_due_soon' | 'task_overdue';
}

/** Whoever has it, else those who could take it; of what is overdue also whoever manages work there. */
async function tell(parts: DeadlineTimerParts, tx: Tx, context: Context, { task, row, what }: Told): Promise<void> {
  const isOver = what === 'task_overdue';
  const queue = task.queueId === null ? null : await selectQueue(tx, task.queueId);
  const doers =
    task.assigneeId === null ? (queue === null ? [] : await parts.queues.serversOf(tx, queue)) : [task.assigneeId];
  const managers = isOver
    ? (await parts.access.staff.active(tx)).filter(
        ({ permissions, scopeIds }) =>
          permissions.has('work.manage') &&
          (scopeIds === null || (row.scopeId !== null && scopeIds.includes(row.scopeId))),
      )
    : [];
  await parts.note(tx, context, {
    caseId: row.id,
    taskId: task.id,
    what,
    detail: { kind: row.kind, step: task.step, assigneeId: task.assigneeId, queueId: task.queueId },
  });
  await parts.access.notify(tx, {
    userIds: [...doers.slice(0, MAX_TOLD), ...managers.map(({ id }) => id).slice(0, MAX_TOLD)],
    kind: `work.${what}`,
    text: isOver
      ? { 'zh-CN': `任务已逾期：${row.title}`, en: `Overdue: ${row.title}` }
      : { 'zh-CN': `任务即将到期：${row.title}`, en: `Due soon: ${row.title}` },
    ref: { type: 'case', id: row.id },
    key: `task:${task.id}:${what}:${task.dueAt?.getTime() ?? 0}`,
  });
}
