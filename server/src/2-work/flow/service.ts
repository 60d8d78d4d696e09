import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ApprovalKind } from '../approvals/kind.ts';
import type { Approvals } from '../approvals/service.ts';
import type { Calendars } from '../calendars/service.ts';
import { addWorkingTime } from '../calendars/working-time.ts';
import * as cases from '../cases/store.ts';
import { nextCaseStatus } from '../cases/transitions.ts';
import { remindAt } from '../deadlines/remind-at.ts';
import type { Deadlines } from '../deadlines/service.ts';
import type { Note } from '../history/service.ts';
import type { CaseData, ProcessKind, Subject, TaskStep } from '../processes/kind.ts';
import { type Processes, stepOf } from '../processes/registry.ts';
import type { Queues } from '../queues/service.ts';
import { type QueueRow, queueOfKey, selectQueue } from '../queues/store.ts';
import * as tasks from '../tasks/store.ts';
import { type Choice, FALLBACK, ownerOf } from './owner.ts';

const MINUTE_MS = 60_000;
/** Nobody floods a whole department. */
const MAX_TOLD = 50;
/** Consent that a case waits for. */
export const STEP_APPROVAL = 'work.step';

/** What is started. */
export interface NewCase {
  readonly kind: string;
  readonly title: string;
  readonly subject?: (Subject & { readonly recordId?: string | undefined }) | null;
  readonly scopeId?: string | null;
  /** 0 low, 1 usual, 2 high, 3 urgent. */
  readonly priority?: number;
  /** What is known from the start, by step. */
  readonly data?: CaseData;
  /** Who does the first step, where the process lets the starter choose. */
  readonly choice?: Partial<Choice>;
  /** Of the first step, instead of the process's own limit. */
  readonly dueAt?: Date | null;
  /** Starting twice under one key starts once. */
  readonly key?: string | null;
  /** What the starter wants to say about it. */
  readonly text?: string | null;
  /** Nobody is told of it alone: whoever starts many says so once. */
  readonly isQuiet?: boolean;
}

/** How cases move from step to step. */
export interface Flow {
  /** Asks for no permission: the module that starts a case knows who may. */
  start(tx: Tx, context: Context, given: NewCase): Promise<cases.CaseRow>;
  /** The case goes to a step, or ends with null. */
  move(tx: Tx, context: Context, row: cases.CaseRow, to: string | null): Promise<void>;
  end(tx: Tx, context: Context, row: cases.CaseRow, status: 'done' | 'cancelled'): Promise<void>;
  /** Tells somebody that a task is theirs. */
  tellAssignee(tx: Tx, context: Context, task: tasks.TaskRow, title: string): Promise<void>;
  /** Registered with the approvals. */
  readonly stepApproval: ApprovalKind;
}

export interface FlowParts {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly access: Pick<Access, 'staff' | 'notify'>;
  readonly processes: Processes;
  readonly calendars: Pick<Calendars, 'working'>;
  readonly queues: Pick<Queues, 'serversOf'>;
  readonly deadlines: Deadlines;
  readonly approvals: Pick<Approvals, 'request'>;
  readonly note: Note;
}

interface Entering {
  readonly tx: Tx;
  readonly context: Context;
  readonly row: cases.CaseRow;
  readonly kind: ProcessKind;
  readonly choice?: Choice;
  readonly dueAt?: Date | null;
  readonly isQuiet?: boolean;
}

/** The flow of cases over one kernel. */
export function createFlow(parts: FlowParts): Flow {
  const move: Flow['move'] = async (tx, context, row, to) => {
    const kind = parts.processes.of(row.kind, row.version);
    if (to === null) {
      await end(parts, { tx, context, row, kind }, 'done');
      return;
    }
    const moved = { ...row, status: nextCaseStatus(row.status, 'move'), step: to };
    await cases.updateCase(tx, moved);
    await enter(parts, { tx, context, row: moved, kind }, to);
  };
  return {
    start: (tx, context, given) => start(parts, { tx, context, given }),
    move,
    end: (tx, context, row, status) =>
      end(parts, { tx, context, row, kind: parts.processes.of(row.kind, row.version) }, status),
    tellAssignee: (tx, context, task, title) => tellAssignee(parts, { tx, context, task, title }),
    stepApproval: stepApproval(parts, move),
  };
}

async function start(
  parts: FlowParts,
  { tx, context, given }: { readonly tx: Tx; readonly context: Context; readonly given: NewCase },
): Promise<cases.CaseRow> {
  const kind = parts.processes.newest(given.kind);
  const { actor } = context;
  const id = newId();
  const row: cases.NewCaseRow = {
    id,
    kind: kind.name,
    version: kind.version,
    title: given.title,
    subjectType: given.subject?.type ?? null,
    subjectId: given.subject?.id ?? null,
    subjectRecordId: given.subject?.recordId ?? null,
    scopeId: given.scopeId ?? null,
    priority: given.priority ?? 1,
    status: 'open',
    step: kind.first,
    data: given.data ?? {},
    key: given.key ?? null,
    createdPerson: await parts.access.staff.personOf(tx, actor),
    createdKind: actor.kind,
    createdBy: actor.id,
    createdName: actor.name,
    createdAt: parts.kernel.clock.now(),
  };
  if (!(await cases.insertCase(tx, row))) {
    return written(await cases.selectCaseByKey(tx, kind.name, row.key ?? ''));
  }
  await parts.note(tx, context, {
    caseId: id,
    what: 'case_started',
    detail: { kind: row.kind, version: row.version, subjectType: row.subjectType, subjectId: row.subjectId },
    text: given.text ?? null,
  });
  const added = written(await cases.selectCase(tx, id, null));
  const choice = { assigneeId: given.choice?.assigneeId ?? null, queueId: given.choice?.queueId ?? null };
  const { dueAt = null, isQuiet = false } = given;
  await enter(parts, { tx, context, row: added, kind, choice, dueAt, isQuiet }, kind.first);
  return added;
}

async function enter(parts: FlowParts, entering: Entering, stepName: string): Promise<void> {
  const { tx, context, row, kind } = entering;
  const step = stepOf(kind, stepName);
  const before = await tasks.selectTasksOf(tx, row.id);
  if (step.type === 'task') {
    await addTask(parts, entering, { step, before });
    return;
  }
  const hands = await personsOf(parts, tx, before);
  await parts.approvals.request(tx, context, {
    kind: STEP_APPROVAL,
    title: row.title,
    subject: row.subjectType === null || row.subjectId === null ? null : { type: row.subjectType, id: row.subjectId },
    scopeId: row.scopeId,
    input: { process: kind.name, version: kind.version, step: step.name },
    required: step.required(row.data),
    reason: null,
    expiresInMinutes: step.dueMinutes,
    key: null,
    caseId: row.id,
    step: step.name,
    barred: [row.createdPerson, ...hands],
  });
}

/** Whoever did a task of the case. */
async function personsOf({ access }: FlowParts, tx: Tx, done: readonly tasks.TaskRow[]): Promise<readonly string[]> {
  const ids = [...new Set(done.flatMap(({ closedBy }) => closedBy ?? []))];
  const people = await access.staff.find(tx, ids);
  return Promise.all(ids.map(async (id) => (people.has(id) ? id : access.staff.personOf(tx, { kind: 'api-key', id }))));
}

async function addTask(
  parts: FlowParts,
  { tx, context, row, choice, dueAt, isQuiet = false }: Entering,
  { step, before }: { readonly step: TaskStep; readonly before: readonly tasks.TaskRow[] },
): Promise<void> {
  const doers = new Map(before.flatMap(({ step: name, closedBy }) => (closedBy === null ? [] : [[name, closedBy]])));
  const isAgain = before.some(({ step: name, status }) => name === step.name && status === 'done');
  const place = await placeOf(parts, tx, {
    // Whoever did it before does it again.
    destination: ownerOf(isAgain ? { by: 'step', step: step.name } : step.owner, {
      data: row.data,
      choice: choice ?? { assigneeId: null, queueId: null },
      starterId: row.createdKind === 'user' ? row.createdBy : null,
      doers,
    }),
    step,
  });
  const now = parts.kernel.clock.now();
  const { id: calendarId, calendar } = await parts.calendars.working(tx, place.queue?.calendarId ?? null);
  const limit = step.dueMinutes === null ? null : addWorkingTime(now, step.dueMinutes * MINUTE_MS, calendar);
  const task: tasks.TaskRow = {
    id: newId(),
    caseId: row.id,
    step: step.name,
    visit: before.filter(({ step: name }) => name === step.name).length + 1,
    status: place.userId === null ? 'waiting' : 'assigned',
    queueId: place.queue?.id ?? null,
    skill: step.skill ?? null,
    assigneeId: place.userId,
    barred: before.flatMap(({ step: name, closedBy }) =>
      closedBy !== null && step.notBy?.includes(name) === true ? [closedBy] : [],
    ),
    priority: row.priority,
    calendarId,
    dueAt: dueAt ?? step.due?.(row.data) ?? limit,
    remainingMs: null,
    dueSoonAt: null,
    overdueAt: null,
    answers: null,
    createdAt: now,
    assignedAt: place.userId === null ? null : now,
    closedAt: null,
    closedBy: null,
  };
  await tasks.insertTask(tx, task);
  await parts.note(tx, context, {
    caseId: row.id,
    taskId: task.id,
    what: 'task_added',
    detail: { kind: row.kind, step: step.name, queueId: task.queueId, assigneeId: task.assigneeId },
  });
  const remind =
    task.dueAt === null ? null : remindAt(task.dueAt, now, { calendar, remindMinutes: step.remindMinutes });
  await parts.deadlines.arm(tx, context, { id: task.id, dueAt: task.dueAt, remindAt: remind });
  if (!isQuiet) {
    await tellOfTask(parts, { tx, context, task, title: row.title }, place.queue);
  }
}

interface Place {
  readonly userId: string | null;
  readonly queue: QueueRow | null;
}

/** A person who left, or who may not do the step, is replaced by the queue of what nobody has. */
async function placeOf(
  parts: FlowParts,
  tx: Tx,
  { destination, step }: { readonly destination: ReturnType<typeof ownerOf>; readonly step: TaskStep },
): Promise<Place> {
  const at = parts.kernel.clock.now();
  const byKey = (key: string, name: string, roles: readonly string[] = []): Promise<QueueRow> =>
    queueOfKey(tx, { id: newId(), key, name, roles, at });
  if (destination.to === 'queue') {
    return { userId: null, queue: written(await selectQueue(tx, destination.queueId)) };
  }
  if (destination.to === 'key') {
    return { userId: null, queue: await byKey(destination.key, destination.name, destination.roles) };
  }
  const member = (await parts.access.staff.find(tx, [destination.userId])).get(destination.userId);
  if (member !== undefined && !member.disabled) {
    return { userId: member.id, queue: null };
  }
  const home = step.owner.by === 'queue' ? step.owner : { ...FALLBACK, roles: [] };
  return { userId: null, queue: await byKey(home.key, home.name, home.roles) };
}

interface Telling {
  readonly tx: Tx;
  readonly context: Context;
  readonly task: tasks.TaskRow;
  readonly title: string;
}

async function tellOfTask(parts: FlowParts, telling: Telling, queue: QueueRow | null): Promise<void> {
  const { tx, context, task, title } = telling;
  if (task.assigneeId !== null) {
    await tellAssignee(parts, telling);
  } else if (queue !== null) {
    const servers = (await parts.queues.serversOf(tx, queue)).filter((id) => id !== context.actor.id);
    const text: Text = { 'zh-CN': `“${queue.name}”有新任务：${title}`, en: `New in "${queue.name}": ${title}` };
    await parts.access.notify(tx, {
      userIds: servers.slice(0, MAX_TOLD),
      kind: 'work.task_waits',
      text,
      ref: { type: 'case', id: task.caseId },
      key: `task:${task.id}:waits`,
    });
  }
}

async function tellAssignee(parts: FlowParts, { tx, context, task, title }: Telling): Promise<void> {
  if (task.assigneeId === null || task.assigneeId === context.actor.id) {
    return;
  }
  await parts.access.notify(tx, {
    userIds: [task.assigneeId],
    kind: 'work.task_assigned',
    text: { 'zh-CN': `给您的任务：${title}`, en: `A task for you: ${title}` },
    ref: { type: 'case', id: task.caseId },
    key: `task:${task.id}:assigned:${task.assigneeId}:${parts.kernel.clock.now().getTime()}`,
  });
}

async function end(
  parts: FlowParts,
  { tx, context, row, kind }: Entering,
  status: 'done' | 'cancelled',
): Promise<void> {
  const outcome = status === 'done' ? (kind.outcome?.(row.data) ?? 'done') : 'cancelled';
  await cases.updateCase(tx, {
    ...row,
    status: nextCaseStatus(row.status, status === 'done' ? 'finish' : 'cancel'),
    step: null,
    outcome,
    pausedAt: null,
    closedAt: parts.kernel.clock.now(),
  });
  await parts.note(tx, context, { caseId: row.id, what: 'case_closed', detail: { kind: row.kind, status, outcome } });
  const subject =
    row.subjectType === null || row.subjectId === null ? null : { type: row.subjectType, id: row.subjectId };
  await kind.onClosed?.(tx, context, { caseId: row.id, subject, data: row.data, status });
  if (row.createdKind === 'user' && row.createdBy !== null && row.createdBy !== context.actor.id) {
    const word = status === 'done' ? { zh: '已完成', en: 'is done' } : { zh: '已取消', en: 'was cancelled' };
    await parts.access.notify(tx, {
      userIds: [row.createdBy],
      kind: 'work.case_closed',
      text: { 'zh-CN': `您发起的工作${word.zh}：${row.title}`, en: `What you started ${word.en}: ${row.title}` },
      ref: { type: 'case', id: row.id },
      key: `case:${row.id}:closed`,
    });
  }
}

/** A case that waits for consent goes on when it was given, and where the process says when it was not. */
function stepApproval(parts: FlowParts, move: Flow['move']): ApprovalKind {
  const go = async (
    tx: Tx,
    context: Context,
    matter: { readonly caseId: string | null; readonly step: string | null },
    isApproved: boolean,
  ): Promise<void> => {
    const row = matter.caseId === null ? null : await cases.lockCase(tx, matter.caseId);
    if (row === null || row.step !== matter.step || row.status !== 'open') {
      return;
    }
    const step = stepOf(parts.processes.of(row.kind, row.version), matter.step ?? '');
    if (step.type === 'approval') {
      const data = { ...row.data, [step.name]: { approved: isApproved } };
      await move(tx, context, { ...row, data }, isApproved ? step.onApproved : step.onRejected);
    }
  };
  return {
    name: STEP_APPROVAL,
    label: { 'zh-CN': '工单审批', en: 'A step of a case' },
    facts: ({ process, step }) => {
      const kind = parts.processes.list().find(({ name }) => name === process);
      const label = kind?.steps.find(({ name }) => name === step)?.label;
      return kind === undefined || label === undefined
        ? []
        : [
            { label: { 'zh-CN': '流程', en: 'Process' }, value: kind.label },
            { label: { 'zh-CN': '步骤', en: 'Step' }, value: label },
          ];
    },
    onApproved: (tx, context, matter) => go(tx, context, matter, true),
    onRefused: (tx, context, matter) => go(tx, context, matter, false),
  };
}

function written<T>(row: T | null): T {
  if (row === null) {
    throw new Error('A row that was just written or named is not there');
  }
  return row;
}
