import type { Text } from '#kernel/pure/text.ts';
import type { Approval } from '../approvals/schema.ts';
import type { CaseRow } from '../cases/case-row.ts';
import type { WorkCase } from '../cases/schema.ts';
import type { Viewer } from '../cases/viewer.ts';
import type { HistoryRow } from '../history/history-row.ts';
import { type AnswerField, answerFields } from '../processes/answers.ts';
import type { ProcessKind, TaskStep } from '../processes/kind.ts';
import { rightsOn } from '../tasks/rights.ts';
import type { WorkTask } from '../tasks/schema.ts';
import type { ListedTaskRow, TaskRow } from '../tasks/task-row.ts';

type Names = ReadonlyMap<string, string>;

const plain = (text: Text): { 'zh-CN': string; en: string } => ({ ...text });
const bare = (name: string): { 'zh-CN': string; en: string } => ({ 'zh-CN': name, en: name });

export function stepLabel(kind: ProcessKind | null, step: string): { 'zh-CN': string; en: string } {
  const label = kind?.steps.find(({ name }) => name === step)?.label;
  return label === undefined ? bare(step) : plain(label);
}

function named(id: string | null, names: Names): { id: string; name: string } | null {
  return id === null ? null : { id, name: names.get(id) ?? '' };
}

export interface TaskView {
  readonly viewer: Viewer;
  readonly canDo: boolean;
  readonly canManage: boolean;
  readonly now: Date;
  readonly people: Names;
  readonly subjects: Names;
  /** The process of the case; null when the platform has it no more. */
  readonly kind: ProcessKind | null;
}

/** A task as lists show it. */
export function presentTask(row: ListedTaskRow, view: TaskView): WorkTask {
  const { claim, complete, release, assign } = rightsOn(row, view.viewer, view);
  return {
    id: row.id,
    caseId: row.caseId,
    number: row.number,
    kind: row.kind,
    kindLabel: view.kind === null ? bare(row.kind) : plain(view.kind.label),
    title: row.title,
    step: row.step,
    stepLabel: stepLabel(view.kind, row.step),
    subject:
      row.subjectType === null || row.subjectId === null
        ? null
        : { type: row.subjectType, id: row.subjectId, label: view.subjects.get(row.subjectId) ?? null },
    status: row.status,
    caseStatus: row.caseStatus,
    priority: row.priority,
    queue: row.queueId === null ? null : { id: row.queueId, name: row.queueName ?? '' },
    assignee: named(row.assigneeId, view.people),
    skill: row.skill,
    dueAt: row.dueAt?.toISOString() ?? null,
    isOverdue: isOverdue(row, row.caseStatus, view.now),
    isDueSoon: row.dueSoonAt !== null && row.closedAt === null,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    can: { claim, complete, release, assign },
  };
}

/** What stands still is not overdue, unless it was before. */
function isOverdue(task: TaskRow, caseStatus: CaseRow['status'], now: Date): boolean {
  if (task.dueAt === null) {
    return false;
  }
  return task.closedAt === null
    ? task.overdueAt !== null || (caseStatus === 'open' && task.dueAt < now)
    : task.closedAt > task.dueAt;
}

export interface CaseView extends TaskView {
  readonly tasks: readonly TaskRow[];
  readonly approvals: Approval[];
  readonly history: readonly HistoryRow[];
  readonly queues: Names;
}

/** A case as its page shows it. */
export function presentCase(row: CaseRow, view: CaseView): WorkCase {
  const isOpen = row.status === 'open' || row.status === 'paused';
  const open = view.tasks.find(({ closedAt }) => closedAt === null);
  const isInvolved =
    view.viewer.id !== null && (open?.assigneeId === view.viewer.id || row.createdBy === view.viewer.id);
  const hasHand = view.canDo && (isInvolved || view.canManage);
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    kindLabel: view.kind === null ? bare(row.kind) : plain(view.kind.label),
    title: row.title,
    note: view.history.find(({ what }) => what === 'case_started')?.text ?? null,
    subject:
      row.subjectType === null || row.subjectId === null
        ? null
        : { type: row.subjectType, id: row.subjectId, label: view.subjects.get(row.subjectId) ?? null },
    scopeId: row.scopeId,
    priority: row.priority,
    status: row.status,
    step: row.step,
    outcome: row.outcome,
    startedBy: row.createdName,
    createdAt: row.createdAt.toISOString(),
    pausedAt: row.pausedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    tasks: view.tasks.map((task) => presentCaseTask(task, row, view)),
    approvals: view.approvals,
    history: view.history.map((line) => presentLine(line, view)),
    current: open === undefined ? null : presentCurrent(open, row, view),
    can: {
      pause: row.status === 'open' && open !== undefined && hasHand,
      resume: row.status === 'paused' && hasHand,
      cancel: isOpen && view.canDo && (row.createdBy === view.viewer.id || view.canManage),
      comment: view.canDo,
    },
  };
}

function taskStep(kind: ProcessKind | null, name: string): TaskStep | null {
  const step = kind?.steps.find((candidate) => candidate.name === name);
  return step?.type === 'task' ? step : null;
}

function presentCaseTask(task: TaskRow, row: CaseRow, view: CaseView): WorkCase['tasks'][number] {
  return {
    id: task.id,
    step: task.step,
    stepLabel: stepLabel(view.kind, task.step),
    visit: task.visit,
    status: task.status,
    queue: named(task.queueId, view.queues),
    assignee: named(task.assigneeId, view.people),
    skill: task.skill,
    dueAt: task.dueAt?.toISOString() ?? null,
    isOverdue: isOverdue(task, row.status, view.now),
    answers: presentAnswers(task, taskStep(view.kind, task.step)),
    createdAt: task.createdAt.toISOString(),
    closedAt: task.closedAt?.toISOString() ?? null,
    closedBy: task.closedBy === null ? null : (view.people.get(task.closedBy) ?? null),
  };
}

function presentAnswers(task: TaskRow, step: TaskStep | null): WorkCase['tasks'][number]['answers'] {
  const fields = new Map((step === null ? [] : answerFields(step)).map((field) => [field.key, field]));
  return Object.entries(task.answers ?? {}).map(([key, value]) => {
    const field = fields.get(key);
    const choice = field?.choices.find((candidate) => candidate.value === value);
    const label = field === undefined ? bare(key) : plain(field.label);
    return { label, value: choice === undefined ? wordOf(value) : plain(choice.label) };
  });
}

function wordOf(value: unknown): { 'zh-CN': string; en: string } {
  return typeof value === 'boolean' ? { 'zh-CN': value ? '是' : '否', en: value ? 'Yes' : 'No' } : bare(String(value));
}

function presentCurrent(task: TaskRow, row: CaseRow, view: CaseView): WorkCase['current'] {
  const step = taskStep(view.kind, task.step);
  return {
    taskId: task.id,
    fields: (step === null ? [] : answerFields(step)).map(presentField),
    returnsTo: (step?.returnsTo ?? []).map((name) => ({ step: name, label: stepLabel(view.kind, name) })),
    can: { ...rightsOn({ ...task, caseStatus: row.status }, view.viewer, view) },
  };
}

type Field = NonNullable<WorkCase['current']>['fields'][number];

function presentField({ label, choices, ...field }: AnswerField): Field {
  return {
    ...field,
    label: plain(label),
    choices: choices.map((choice) => ({ value: choice.value, label: plain(choice.label) })),
  };
}

function presentLine(line: HistoryRow, view: CaseView): WorkCase['history'][number] {
  const { step, assigneeId, queueId } = line.detail;
  const person = typeof assigneeId === 'string' ? view.people.get(assigneeId) : undefined;
  const queue = typeof queueId === 'string' ? view.queues.get(queueId) : undefined;
  return {
    id: line.id,
    at: line.at.toISOString(),
    what: line.what,
    by: line.actorName,
    step: typeof step === 'string' ? stepLabel(view.kind, step) : null,
    about: person ?? queue ?? null,
    text: line.text,
  };
}

/** Everybody and every queue that a case and its history name. */
export function namesIn(
  tasks: readonly TaskRow[],
  history: readonly HistoryRow[],
): { readonly people: readonly string[]; readonly queues: readonly string[] } {
  const text = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);
  return {
    people: [
      ...tasks.flatMap(({ assigneeId, closedBy }) => [assigneeId, closedBy].flatMap((id) => id ?? [])),
      ...history.flatMap(({ detail }) => text(detail['assigneeId'])),
    ],
    queues: [
      ...tasks.flatMap(({ queueId }) => queueId ?? []),
      ...history.flatMap(({ detail }) => text(detail['queueId'])),
    ],
  };
}
