import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Approvals } from '../approvals/service.ts';
import { lockApproval, selectPendingOf } from '../approvals/store.ts';
import type { Calendars } from '../calendars/service.ts';
import { pauseDeadline, resumeDeadline } from '../calendars/working-time.ts';
import { remindAt } from '../deadlines/remind-at.ts';
import type { Deadlines } from '../deadlines/service.ts';
import type { Flow } from '../flow/service.ts';
import type { Note } from '../history/service.ts';
import type { People } from '../people/service.ts';
import type { ProcessKind } from '../processes/kind.ts';
import type { Processes } from '../processes/registry.ts';
import { selectQueue } from '../queues/store.ts';
import * as tasks from '../tasks/store.ts';
import type { Viewing } from '../viewing/service.ts';
import type { NewWorkCase } from './schema.ts';
import * as store from './store.ts';
import type { SubjectKind } from './subject.ts';
import { nextCaseStatus } from './transitions.ts';

/** What people do with cases as a whole. */
export interface Cases {
  start(tx: Tx, context: Context, given: NewWorkCase): Promise<{ id: string; number: number }>;
  comment(tx: Tx, context: Context, id: string, text: string): Promise<void>;
  pause(tx: Tx, context: Context, id: string, reason: string): Promise<void>;
  resume(tx: Tx, context: Context, id: string, reason: string | undefined): Promise<void>;
  cancel(tx: Tx, context: Context, id: string, reason: string): Promise<void>;
}

export interface CaseParts {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly processes: Processes;
  readonly subjects: ReadonlyMap<string, SubjectKind>;
  readonly people: Pick<People, 'requireWorker'>;
  readonly viewing: Viewing;
  readonly calendars: Pick<Calendars, 'working'>;
  readonly deadlines: Deadlines;
  readonly approvals: Pick<Approvals, 'end'>;
  readonly flow: Flow;
  readonly note: Note;
}

/** Cases over one kernel. */
export function createCases(parts: CaseParts): Cases {
  return {
    start: (tx, context, given) => start(parts, tx, context, given),
    comment: async (tx, context, id, text) => {
      requirePermission(context, 'work.do');
      const row = await parts.viewing.lockCase(tx, context, id);
      await parts.note(tx, context, { caseId: row.id, what: 'case_commented', text });
    },
    pause: (tx, context, id, reason) => pause(parts, tx, context, { id, reason }),
    resume: (tx, context, id, reason) => resume(parts, tx, context, { id, reason: reason ?? null }),
    cancel: (tx, context, id, reason) => cancel(parts, tx, context, { id, reason }),
  };
}

async function start(
  parts: CaseParts,
  tx: Tx,
  context: Context,
  given: NewWorkCase,
): Promise<{ id: string; number: number }> {
  requirePermission(context, 'work.do');
  const kind = parts.processes.newest(given.kind);
  requireOpen(kind, context);
  if (given.assigneeId !== null && given.queueId !== null) {
    throw fault('assigneeId', 'owner_unclear', {
      'zh-CN': '请选一位同事或一个队列，不能两者都选',
      en: 'should not be named together with a queue',
    });
  }
  const subject = await subjectOf(parts, tx, context, { kind, given });
  const scopeId = scopeOf(context, given.scopeId === undefined ? (subject?.scopeId ?? undefined) : given.scopeId);
  if (given.assigneeId !== null) {
    await parts.people.requireWorker(tx, given.assigneeId, { field: 'assigneeId', scopeId });
  }
  const queue = given.queueId === null ? null : await selectQueue(tx, given.queueId);
  if (given.queueId !== null && (queue === null || queue.closedAt !== null)) {
    throw fault('queueId', 'queue_unknown', { 'zh-CN': '没有这个队列', en: 'is no queue that there is' });
  }
  const row = await parts.flow.start(tx, context, {
    kind: kind.name,
    title: given.title,
    subject: subject === null ? null : { type: subject.type, id: subject.id, recordId: subject.recordId },
    scopeId,
    priority: given.priority,
    choice: { assigneeId: given.assigneeId, queueId: given.queueId },
    dueAt: given.dueAt === null ? null : new Date(given.dueAt),
    text: given.note ?? null,
  });
  return { id: row.id, number: row.number };
}

function requireOpen(kind: ProcessKind, context: Context): void {
  if (!kind.isOpen) {
    throw fault('kind', 'process_closed', {
      'zh-CN': '这种流程由系统发起，不能手工发起',
      en: 'is started by the platform, not by hand',
    });
  }
  if (kind.permission !== undefined) {
    requirePermission(context, kind.permission);
  }
}

interface Starting {
  readonly kind: ProcessKind;
  readonly given: NewWorkCase;
}

async function subjectOf(
  { subjects }: CaseParts,
  tx: Tx,
  context: Context,
  { kind, given: { subject } }: Starting,
): Promise<{ type: string; id: string; recordId?: string | undefined; scopeId?: string | null | undefined } | null> {
  if (subject === null) {
    return null;
  }
  const isMeant = kind.subjects === null || kind.subjects.includes(subject.type);
  const owner = isMeant ? subjects.get(subject.type) : undefined;
  if (owner === undefined) {
    const known = [...subjects.keys()].filter((type) => kind.subjects === null || kind.subjects.includes(type));
    throw fault('subject.type', 'subject_unknown', {
      'zh-CN': `只能是 ${known.join('、')}`,
      en: `should be one of ${known.join(', ')}`,
    });
  }
  const found = await owner.find(tx, context, subject.id);
  if (found === null) {
    throw fault('subject.id', 'subject_missing', { 'zh-CN': '找不到这个对象', en: 'names nothing that is there' });
  }
  return { ...found, type: subject.type };
}

/** Whoever is limited to some scopes starts cases in those: in the one they have, unless they say which. */
function scopeOf({ actor }: Context, wanted: string | null | undefined): string | null {
  const { scopeIds } = actor;
  if (scopeIds === null) {
    return wanted ?? null;
  }
  const scopeId = wanted ?? scopeIds[0] ?? null;
  if (scopeId === null || !scopeIds.includes(scopeId)) {
    throw new AppError('scope_missing', 403, {
      message: { 'zh-CN': '只能在自己的数据范围内发起', en: 'You can start cases only in your own scopes' },
    });
  }
  return scopeId;
}

interface Deed {
  readonly id: string;
  readonly reason: string | null;
}

/** Whoever has its task, started it, or manages work. */
function requireHand(context: Context, row: store.CaseRow, task: tasks.TaskRow | null): void {
  const { id } = context.actor;
  const isInvolved = id !== null && (task?.assigneeId === id || row.createdBy === id);
  if (!isInvolved && !may(context.actor, 'work.manage')) {
    throw new AppError('case_not_yours', 403, {
      message: {
        'zh-CN': '只有负责人、发起人或管理者可以这样操作',
        en: 'Only whoever has it, started it or manages work can do this',
      },
    });
  }
}

async function pause(parts: CaseParts, tx: Tx, context: Context, { id, reason }: Deed): Promise<void> {
  requirePermission(context, 'work.do');
  const row = await parts.viewing.lockCase(tx, context, id);
  const task = await tasks.lockOpenTask(tx, id);
  requireHand(context, row, task);
  const status = nextCaseStatus(row.status, 'pause');
  if (task === null) {
    throw new AppError('case_waits_for_approval', 409, {
      message: { 'zh-CN': '工单在等审批，不能暂停', en: 'The case waits for approval and cannot be paused' },
    });
  }
  const now = parts.kernel.clock.now();
  await store.updateCase(tx, { ...row, status, pausedAt: now });
  const { calendar } = await parts.calendars.working(tx, task.calendarId);
  const remainingMs = task.dueAt === null ? null : pauseDeadline(task.dueAt, now, calendar);
  await tasks.updateTask(tx, { ...task, remainingMs });
  await parts.deadlines.disarm(tx, task.id);
  await parts.note(tx, context, { caseId: id, taskId: task.id, what: 'case_paused', text: reason });
}

async function resume(parts: CaseParts, tx: Tx, context: Context, { id, reason }: Deed): Promise<void> {
  requirePermission(context, 'work.do');
  const row = await parts.viewing.lockCase(tx, context, id);
  const task = await tasks.lockOpenTask(tx, id);
  requireHand(context, row, task);
  const status = nextCaseStatus(row.status, 'resume');
  const now = parts.kernel.clock.now();
  await store.updateCase(tx, { ...row, status, pausedAt: null });
  if (task !== null && task.dueAt !== null) {
    const { calendar } = await parts.calendars.working(tx, task.calendarId);
    const pausedAt = row.pausedAt ?? now;
    const dueAt = resumeDeadline({ dueAt: task.dueAt, pausedAt, remainingMs: task.remainingMs ?? 0 }, now, calendar);
    await tasks.updateTask(tx, { ...task, dueAt, remainingMs: null });
    const remind = task.dueSoonAt === null ? remindAt(dueAt, now, { calendar }) : null;
    await parts.deadlines.arm(tx, context, {
      id: task.id,
      dueAt: task.overdueAt === null ? dueAt : null,
      remindAt: remind,
    });
  }
  await parts.note(tx, context, { caseId: id, taskId: task?.id ?? null, what: 'case_resumed', text: reason });
}

async function cancel(parts: CaseParts, tx: Tx, context: Context, { id, reason }: Deed): Promise<void> {
  requirePermission(context, 'work.do');
  await parts.viewing.requireCase(tx, context, id);
  // Approvals are locked before their cases, here as where they are decided.
  const waiting = await selectPendingOf(tx, id);
  const pending = waiting === null ? null : await lockApproval(tx, waiting.id);
  const row = await parts.viewing.lockCase(tx, context, id);
  const task = await tasks.lockOpenTask(tx, id);
  if (row.createdBy !== context.actor.id) {
    requirePermission(context, 'work.manage');
  }
  nextCaseStatus(row.status, 'cancel');
  if (task !== null) {
    await tasks.updateTask(tx, {
      ...task,
      status: 'cancelled',
      closedAt: parts.kernel.clock.now(),
      closedBy: context.actor.id,
    });
    await parts.deadlines.disarm(tx, task.id);
  }
  await parts.note(tx, context, { caseId: id, taskId: task?.id ?? null, what: 'case_cancelled', text: reason });
  await parts.flow.end(tx, context, row, 'cancelled');
  if (pending !== null && pending.status === 'pending') {
    await parts.approvals.end(tx, context, pending, { status: 'withdrawn', reason });
  }
}

function fault(field: string, code: string, message: { readonly 'zh-CN': string; readonly en: string }): AppError {
  return invalidInput([{ field, code, message }]);
}
