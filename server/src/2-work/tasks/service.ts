import type { Access } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import * as cases from '../cases/store.ts';
import { nextCaseStatus, nextTaskStatus } from '../cases/transitions.ts';
import type { Viewer } from '../cases/viewer.ts';
import type { Deadlines } from '../deadlines/service.ts';
import type { Flow } from '../flow/service.ts';
import type { Note } from '../history/service.ts';
import type { People } from '../people/service.ts';
import { readAnswers } from '../processes/answers.ts';
import type { TaskStep } from '../processes/kind.ts';
import { type Processes, stepOf } from '../processes/registry.ts';
import type { Queues } from '../queues/service.ts';
import { selectQueue } from '../queues/store.ts';
import { TASK_NOUN, type Viewing } from '../viewing/service.ts';
import { rightsOn, type TaskRights } from './rights.ts';
import * as store from './store.ts';

export interface Moved {
  readonly id: string;
  readonly caseId: string;
}

/** Doing tasks. */
export interface Tasks {
  /** Null when there is none, or the person holds as many as they may. */
  next(tx: Tx, context: Context, queueId: string | undefined): Promise<Moved | null>;
  claim(tx: Tx, context: Context, id: string): Promise<Moved>;
  assign(tx: Tx, context: Context, id: string, to: Handing): Promise<Moved>;
  release(tx: Tx, context: Context, id: string, note: string | undefined): Promise<Moved>;
  complete(tx: Tx, context: Context, id: string, answers: Readonly<Record<string, unknown>>): Promise<Moved>;
  return(
    tx: Tx,
    context: Context,
    id: string,
    back: { readonly step: string; readonly reason: string },
  ): Promise<Moved>;
}

export interface Handing {
  readonly assigneeId: string | null;
  readonly queueId: string | null;
  readonly note?: string | undefined;
}

export interface TaskParts {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly access: Pick<Access, 'staff'>;
  readonly processes: Processes;
  readonly queues: Pick<Queues, 'servedBy'>;
  readonly people: Pick<People, 'requireWorker'>;
  readonly viewing: Viewing;
  readonly deadlines: Deadlines;
  readonly flow: Flow;
  readonly note: Note;
}

/** A task in hand: locked, with its case and what the actor may do with it. */
interface Held {
  readonly task: store.TaskRow;
  readonly row: cases.CaseRow;
  readonly step: TaskStep;
  readonly viewer: Viewer;
  readonly rights: TaskRights;
}

/** Tasks over one kernel. */
export function createTasks(parts: TaskParts): Tasks {
  return {
    next: (tx, context, queueId) => takeNext(parts, tx, context, queueId),
    claim: (tx, context, id) => claim(parts, tx, context, id),
    assign: (tx, context, id, to) => assign(parts, tx, context, { id, ...to }),
    release: async (tx, context, id, note) => {
      const held = await hold(parts, tx, context, id);
      requireRight(held, 'release', context);
      await save(tx, {
        ...held.task,
        status: nextTaskStatus(held.task.status, 'release'),
        assigneeId: null,
        assignedAt: null,
      });
      await parts.note(tx, context, {
        caseId: held.row.id,
        taskId: id,
        what: 'task_released',
        detail: { queueId: held.task.queueId },
        text: note ?? null,
      });
      return moved(held.task);
    },
    complete: (tx, context, id, answers) => complete(parts, tx, context, { id, answers }),
    return: (tx, context, id, back) => sendBack(parts, tx, context, { id, ...back }),
  };
}

/** Locks the case before the task, as everybody does, so that two never wait for each other. */
async function hold(parts: TaskParts, tx: Tx, context: Context, id: string): Promise<Held> {
  requirePermission(context, 'work.do');
  const found = await store.selectTask(tx, id);
  if (found === null) {
    throw notFound(TASK_NOUN, id);
  }
  const row = await parts.viewing.lockCase(tx, context, found.caseId);
  const task = await store.lockTask(tx, id);
  if (task === null) {
    throw notFound(TASK_NOUN, id);
  }
  const step = stepOf(parts.processes.of(row.kind, row.version), task.step);
  if (step.type !== 'task') {
    throw notFound(TASK_NOUN, id);
  }
  const viewer = await parts.viewing.viewer(tx, context);
  const rights = rightsOn({ ...task, caseStatus: row.status }, viewer, {
    canDo: true,
    canManage: may(context.actor, 'work.manage'),
  });
  return { task, row, step, viewer, rights };
}

async function takeNext(
  parts: TaskParts,
  tx: Tx,
  context: Context,
  queueId: string | undefined,
): Promise<Moved | null> {
  requirePermission(context, 'work.do');
  const userId = requirePerson(context);
  await store.lockPerson(tx, userId);
  const viewer = await parts.viewing.viewer(tx, context);
  const queues = (await parts.queues.servedBy(tx, context)).filter(({ id }) => queueId === undefined || id === queueId);
  for (const queue of queues) {
    const { limitPerPerson } = queue;
    if (limitPerPerson !== null && (await store.countHeld(tx, queue.id, userId)) >= limitPerPerson) {
      continue;
    }
    const task = await store.takeNext(tx, queue, { person: userId, skills: viewer.skills });
    if (task !== null) {
      await give(parts, tx, context, { task, userId });
      return moved(task);
    }
  }
  return null;
}

async function claim(parts: TaskParts, tx: Tx, context: Context, id: string): Promise<Moved> {
  const userId = requirePerson(context);
  await store.lockPerson(tx, userId);
  const held = await hold(parts, tx, context, id);
  const { task } = held;
  if (task.status === 'assigned' && task.assigneeId === userId) {
    return moved(task);
  }
  if (task.status === 'assigned' || task.closedAt !== null) {
    throw await takenBy(parts, tx, task);
  }
  requireRight(held, 'claim', context);
  await requireRoom(tx, task, userId);
  await give(parts, tx, context, { task, userId });
  return moved(task);
}

async function requireRoom(tx: Tx, { queueId }: store.TaskRow, userId: string): Promise<void> {
  const queue = queueId === null ? null : await selectQueue(tx, queueId);
  const limit = queue?.limitPerPerson ?? null;
  if (queue !== null && limit !== null && (await store.countHeld(tx, queue.id, userId)) >= limit) {
    throw new AppError('task_limit_reached', 409, {
      message: {
        'zh-CN': `“${queue.name}”每人最多同时处理 ${limit} 个任务，请先完成手上的`,
        en: `In "${queue.name}" nobody holds more than ${limit} tasks; finish one first`,
      },
    });
  }
}

async function takenBy({ access }: TaskParts, tx: Tx, task: store.TaskRow): Promise<AppError> {
  const who = task.assigneeId ?? task.closedBy;
  const name = who === null ? '' : ((await access.staff.find(tx, [who])).get(who)?.name ?? '');
  return new AppError('task_taken', 409, {
    message: {
      'zh-CN': name === '' ? '任务已经结束' : `任务已由 ${name} 领取`,
      en: name === '' ? 'The task has ended' : `${name} has taken the task`,
    },
  });
}

async function give(
  parts: TaskParts,
  tx: Tx,
  context: Context,
  { task, userId }: { readonly task: store.TaskRow; readonly userId: string },
): Promise<void> {
  await save(tx, {
    ...task,
    status: nextTaskStatus(task.status, 'claim'),
    assigneeId: userId,
    assignedAt: parts.kernel.clock.now(),
  });
  await parts.note(tx, context, {
    caseId: task.caseId,
    taskId: task.id,
    what: 'task_assigned',
    detail: { assigneeId: userId, queueId: task.queueId, how: 'claimed' },
  });
}

async function assign(
  parts: TaskParts,
  tx: Tx,
  context: Context,
  { id, assigneeId, queueId, note }: Handing & { readonly id: string },
): Promise<Moved> {
  if ((assigneeId === null) === (queueId === null)) {
    throw invalidInput([
      {
        field: 'assigneeId',
        code: 'owner_unclear',
        message: { 'zh-CN': '请选一位同事或一个队列', en: 'should name either a colleague or a queue' },
      },
    ]);
  }
  const held = await hold(parts, tx, context, id);
  requireRight(held, 'assign', context);
  const { task, row } = held;
  const now = parts.kernel.clock.now();
  if (queueId !== null) {
    await requireQueue(tx, queueId);
    await save(tx, { ...task, status: 'waiting', assigneeId: null, assignedAt: null, queueId });
  } else if (assigneeId !== null) {
    const member = await parts.people.requireWorker(tx, assigneeId, { field: 'assigneeId', scopeId: row.scopeId });
    requireNotBarred(task, member);
    await save(tx, { ...task, status: nextTaskStatus(task.status, 'assign'), assigneeId, assignedAt: now });
  }
  await parts.note(tx, context, {
    caseId: row.id,
    taskId: id,
    what: queueId === null ? 'task_assigned' : 'task_released',
    detail: { assigneeId, queueId: queueId ?? task.queueId, how: 'handed' },
    text: note ?? null,
  });
  await parts.flow.tellAssignee(tx, context, { ...task, assigneeId }, row.title);
  return moved(task);
}

async function requireQueue(tx: Tx, queueId: string): Promise<void> {
  const queue = await selectQueue(tx, queueId);
  if (queue === null || queue.closedAt !== null) {
    throw invalidInput([
      {
        field: 'queueId',
        code: 'queue_unknown',
        message: { 'zh-CN': '没有这个队列', en: 'is no queue that there is' },
      },
    ]);
  }
}

function requireNotBarred(task: store.TaskRow, member: { readonly id: string; readonly name: string }): void {
  if (task.barred.includes(member.id)) {
    throw new AppError('task_needs_another', 409, {
      message: {
        'zh-CN': `${member.name} 经手过前面的步骤，这一步须由另一人处理`,
        en: `${member.name} did an earlier step; this one needs somebody else`,
      },
    });
  }
}

async function complete(
  parts: TaskParts,
  tx: Tx,
  context: Context,
  { id, answers: given }: { readonly id: string; readonly answers: Readonly<Record<string, unknown>> },
): Promise<Moved> {
  const userId = requirePerson(context);
  const held = await hold(parts, tx, context, id);
  const { task, row, step } = held;
  if (task.closedAt !== null || (task.status === 'assigned' && task.assigneeId !== userId)) {
    throw await takenBy(parts, tx, task);
  }
  nextCaseStatus(row.status, 'move');
  requireRight(held, 'complete', context);
  const answers = readAnswers(step, given);
  await close(parts, tx, { task, status: nextTaskStatus(task.status, 'complete'), userId, answers });
  await parts.note(tx, context, { caseId: row.id, taskId: id, what: 'task_completed', detail: { step: step.name } });
  const data = { ...row.data, [step.name]: answers };
  const subject =
    row.subjectType === null || row.subjectId === null ? null : { type: row.subjectType, id: row.subjectId };
  await step.effect?.(tx, context, { caseId: row.id, subject, data, answers });
  await parts.flow.move(tx, context, { ...row, data }, step.next(answers, data));
  return moved(task);
}

async function sendBack(
  parts: TaskParts,
  tx: Tx,
  context: Context,
  { id, step: target, reason }: { readonly id: string; readonly step: string; readonly reason: string },
): Promise<Moved> {
  const userId = requirePerson(context);
  const held = await hold(parts, tx, context, id);
  const { task, row, step } = held;
  nextCaseStatus(row.status, 'move');
  requireRight(held, 'return', context);
  if (!step.returnsTo.includes(target)) {
    throw invalidInput([
      {
        field: 'step',
        code: 'step_unreachable',
        message: {
          'zh-CN': step.returnsTo.length === 0 ? '这一步不能退回' : `只能退回：${step.returnsTo.join('、')}`,
          en: step.returnsTo.length === 0 ? 'leads back to no step' : `should be one of ${step.returnsTo.join(', ')}`,
        },
      },
    ]);
  }
  await close(parts, tx, { task, status: nextTaskStatus(task.status, 'return'), userId, answers: null });
  await parts.note(tx, context, {
    caseId: row.id,
    taskId: id,
    what: 'task_returned',
    detail: { step: step.name, to: target },
    text: reason,
  });
  await parts.flow.move(tx, context, row, target);
  return moved(task);
}

async function close(
  parts: TaskParts,
  tx: Tx,
  {
    task,
    status,
    userId,
    answers,
  }: Pick<store.TaskRow, 'status' | 'answers'> & { readonly task: store.TaskRow; readonly userId: string },
): Promise<void> {
  await save(tx, { ...task, status, answers, closedAt: parts.kernel.clock.now(), closedBy: userId });
  await parts.deadlines.disarm(tx, task.id);
}

const save = (tx: Tx, task: store.TaskRow): Promise<void> => store.updateTask(tx, task);

function moved({ id, caseId }: store.TaskRow): Moved {
  return { id, caseId };
}

/** Tasks are done by people; keys start cases and read them. */
function requirePerson({ actor }: Context): string {
  if (actor.kind !== 'user' || actor.id === null) {
    throw new AppError('person_required', 409, {
      message: { 'zh-CN': '任务要由员工账号处理，不能用密钥', en: 'Tasks are done by people who sign in, not by keys' },
    });
  }
  return actor.id;
}

function requireRight({ rights, task, viewer }: Held, right: keyof TaskRights, context: Context): void {
  if (rights[right]) {
    return;
  }
  nextTaskStatus(task.status, right);
  requireNotBarred(task, { id: viewer.id ?? '', name: context.actor.name });
  throw new AppError('task_not_yours', 403, {
    message: {
      'zh-CN': '这不是您的任务，也不在您能领取的范围内',
      en: 'This task is not yours, nor one that you can take',
    },
  });
}
