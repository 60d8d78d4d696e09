import type { Access } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { presentApproval } from '../approvals/present.ts';
import type { Approval, ApprovalBox } from '../approvals/schema.ts';
import type { Approvals } from '../approvals/service.ts';
import * as approvalStore from '../approvals/store.ts';
import type { WorkCase } from '../cases/schema.ts';
import type { SubjectKind } from '../cases/subject.ts';
import { selectHistory } from '../history/store.ts';
import type { ProcessKind } from '../processes/kind.ts';
import type { Processes } from '../processes/registry.ts';
import { selectQueues } from '../queues/store.ts';
import type { WorkTask } from '../tasks/schema.ts';
import * as taskStore from '../tasks/store.ts';
import type { Viewing } from '../viewing/service.ts';
import { namesIn, presentCase, presentTask } from './present.ts';

export interface TaskQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly box: 'mine' | 'queue' | 'team' | 'done';
  readonly queueId?: string | undefined;
  readonly assigneeId?: string | undefined;
  readonly overdue: 'true' | 'false';
}

export interface ApprovalQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly box: ApprovalBox;
}

/** Reading tasks, cases and approvals. */
export interface Looking {
  tasks(context: Context, query: TaskQuery): Promise<{ items: WorkTask[]; nextCursor: string | null }>;
  counts(context: Context): Promise<{ mine: number; overdue: number; queue: number; approvals: number }>;
  load(context: Context): Promise<TeamLoad>;
  case(context: Context, id: string): Promise<WorkCase>;
  approvals(context: Context, query: ApprovalQuery): Promise<{ items: Approval[]; nextCursor: string | null }>;
  /** Reads beside transactions without one. Throws `not_found` for what the actor has no part in. */
  approval(tx: Tx | null, context: Context, id: string): Promise<Approval>;
  /** The subject as the actor sees it, by kind. */
  labels(reader: Db | Tx, context: Context, subjects: readonly Named[]): Promise<ReadonlyMap<string, string>>;
}

export interface TeamLoad {
  readonly people: { id: string; name: string; open: number; overdue: number }[];
  readonly queues: { id: string; name: string; waiting: number; overdue: number; oldestDueAt: string | null }[];
}

interface Named {
  readonly subjectType: string | null;
  readonly subjectId: string | null;
}

export interface LookingParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly access: Pick<Access, 'staff'>;
  readonly processes: Processes;
  readonly subjects: ReadonlyMap<string, SubjectKind>;
  readonly viewing: Viewing;
  readonly approvals: Approvals;
}

/** Views over one kernel. */
export function createLooking(parts: LookingParts): Looking {
  return {
    tasks: (context, query) => listTasks(parts, context, query),
    counts: async (context) => {
      requirePermission(context, 'work.read');
      const { db } = parts.kernel.postgres;
      const viewer = await parts.viewing.viewer(db, context);
      const authorities = await parts.approvals.authorities(db, context);
      const [boxes, approvals] = await Promise.all([
        taskStore.countBoxes(db, viewer, parts.kernel.clock.now()),
        approvalStore.countWaiting(db, { userId: context.actor.id, authorities }),
      ]);
      return { ...boxes, approvals };
    },
    load: (context) => teamLoad(parts, context),
    case: (context, id) => oneCase(parts, context, id),
    approvals: (context, query) => listApprovals(parts, context, query),
    approval: (tx, context, id) => oneApproval(parts, tx ?? parts.kernel.postgres.db, context, id),
    labels: (reader, context, subjects) => labelsOf(parts, reader, context, subjects),
  };
}

async function listTasks(
  parts: LookingParts,
  context: Context,
  query: TaskQuery,
): Promise<{ items: WorkTask[]; nextCursor: string | null }> {
  requirePermission(context, 'work.read');
  if (query.box === 'team') {
    requirePermission(context, 'work.manage');
  }
  const { db } = parts.kernel.postgres;
  const now = parts.kernel.clock.now();
  const viewer = await parts.viewing.viewer(db, context);
  const rows = await taskStore.selectTasks(
    db,
    {
      box: query.box,
      queueId: query.queueId ?? null,
      assigneeId: query.assigneeId ?? null,
      overdueAt: query.overdue === 'true' ? now : null,
      after: query.cursor === undefined ? null : placeOf(query.cursor),
      limit: query.limit + 1,
    },
    viewer,
  );
  const page = rows.slice(0, query.limit);
  const people = await namesOf(
    parts,
    db,
    page.flatMap(({ assigneeId }) => assigneeId ?? []),
  );
  const subjects = await labelsOf(parts, db, context, page);
  const canDo = may(context.actor, 'work.do');
  const canManage = may(context.actor, 'work.manage');
  const last = page.at(-1);
  return {
    items: page.map((row) =>
      presentTask(row, { viewer, canDo, canManage, now, people, subjects, kind: kindOf(parts, row) }),
    ),
    nextCursor: rows.length > query.limit && last !== undefined ? encodeCursor([last.at, last.rank, last.id]) : null,
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const INSTANT = /^(?:infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)?)$/u;

function placeOf(cursor: string): taskStore.TaskPlace {
  const [at, rank, id] = decodeCursor(cursor) ?? [];
  if (
    typeof at !== 'string' ||
    !INSTANT.test(at) ||
    typeof rank !== 'number' ||
    typeof id !== 'string' ||
    !UUID.test(id)
  ) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_malformed',
        message: { 'zh-CN': '不是本列表给出的游标', en: 'is not a cursor that this list gave out' },
      },
    ]);
  }
  return { at, rank: Math.trunc(rank), id };
}

async function namesOf(
  parts: LookingParts,
  reader: Db | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const people = await parts.access.staff.find(reader, ids);
  return new Map([...people].map(([id, { name }]) => [id, name]));
}

async function labelsOf(
  { subjects }: LookingParts,
  reader: Db | Tx,
  context: Context,
  rows: readonly Named[],
): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(
    [...subjects.values()].map(async (kind) => {
      const ids = rows.flatMap(({ subjectType, subjectId }) =>
        subjectType === kind.type && subjectId !== null ? [subjectId] : [],
      );
      return ids.length === 0 ? new Map<string, string>() : kind.labels(reader, context, [...new Set(ids)]);
    }),
  );
  return new Map(lists.flatMap((list) => [...list]));
}

/** The process as the case has it; null for one that is here no more, so that lists go on. */
function kindOf(
  { processes }: LookingParts,
  row: { readonly kind: string; readonly version: number },
): ProcessKind | null {
  try {
    return processes.of(row.kind, row.version);
  } catch (error) {
    if (error instanceof AppError) {
      return null;
    }
    throw error;
  }
}

async function teamLoad(parts: LookingParts, context: Context): Promise<TeamLoad> {
  requirePermission(context, 'work.manage');
  const { db } = parts.kernel.postgres;
  const viewer = await parts.viewing.viewer(db, context);
  const rows = await taskStore.selectLoad(db, viewer, parts.kernel.clock.now());
  const people = await namesOf(
    parts,
    db,
    rows.flatMap(({ assigneeId }) => assigneeId ?? []),
  );
  const queues = new Map((await selectQueues(db)).map(({ id, name }) => [id, name]));
  const held = new Map<string, { open: number; overdue: number }>();
  for (const { assigneeId, open, overdue } of rows) {
    if (assigneeId !== null) {
      const sum = held.get(assigneeId) ?? { open: 0, overdue: 0 };
      held.set(assigneeId, { open: sum.open + open, overdue: sum.overdue + overdue });
    }
  }
  return {
    people: [...held]
      .map(([id, sum]) => ({ id, name: people.get(id) ?? '', ...sum }))
      .toSorted((a, b) => b.overdue - a.overdue || b.open - a.open || a.name.localeCompare(b.name, 'zh-CN')),
    queues: rows
      .flatMap(({ assigneeId, queueId, open, overdue, oldestDueAt }) =>
        assigneeId === null && queueId !== null
          ? [
              {
                id: queueId,
                name: queues.get(queueId) ?? '',
                waiting: open,
                overdue,
                oldestDueAt: oldestDueAt?.toISOString() ?? null,
              },
            ]
          : [],
      )
      .toSorted((a, b) => b.overdue - a.overdue || b.waiting - a.waiting),
  };
}

async function oneCase(parts: LookingParts, context: Context, id: string): Promise<WorkCase> {
  requirePermission(context, 'work.read');
  const { db } = parts.kernel.postgres;
  const row = await parts.viewing.requireCase(db, context, id);
  const [viewer, tasks, history, approvals] = await Promise.all([
    parts.viewing.viewer(db, context),
    taskStore.selectTasksOf(db, id),
    selectHistory(db, { caseId: id }),
    approvalStore.selectApprovalsOf(db, id),
  ]);
  const named = namesIn(tasks, history);
  const queues = await selectQueues(db);
  return presentCase(row, {
    viewer,
    tasks,
    history,
    approvals: await showApprovals(parts, db, context, approvals),
    people: await namesOf(parts, db, named.people),
    queues: new Map(queues.map((queue) => [queue.id, queue.name])),
    subjects: await labelsOf(parts, db, context, [row]),
    canDo: may(context.actor, 'work.do'),
    canManage: may(context.actor, 'work.manage'),
    now: parts.kernel.clock.now(),
    kind: kindOf(parts, row),
  });
}

async function listApprovals(
  parts: LookingParts,
  context: Context,
  { cursor, limit, box }: ApprovalQuery,
): Promise<{ items: Approval[]; nextCursor: string | null }> {
  requirePermission(context, 'work.read');
  const { db } = parts.kernel.postgres;
  const rows = await approvalStore.selectApprovals(db, {
    box,
    userId: context.actor.id,
    authorities: await parts.approvals.authorities(db, context),
    beforeId: cursor === undefined ? null : readIdCursor(cursor),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const lastId = page.at(-1)?.id;
  return {
    items: await showApprovals(parts, db, context, page),
    nextCursor: rows.length > limit && lastId !== undefined ? encodeCursor([lastId]) : null,
  };
}

async function showApprovals(
  parts: LookingParts,
  reader: Db | Tx,
  context: Context,
  rows: readonly approvalStore.ApprovalRow[],
): Promise<Approval[]> {
  const authorities = await parts.approvals.authorities(reader, context);
  const names = await namesOf(
    parts,
    reader,
    rows.flatMap(({ decided }) => decided.flatMap(({ forUserId }) => forUserId ?? [])),
  );
  return rows.map((row) =>
    presentApproval(row, {
      kind: parts.approvals.kinds.get(row.kind),
      seat: parts.approvals.seat(context, row, authorities),
      // What a case waits for goes with the case.
      canWithdraw: row.askedBy !== null && row.askedBy === context.actor.id && row.caseId === null,
      names,
    }),
  );
}

async function oneApproval(parts: LookingParts, reader: Db | Tx, context: Context, id: string): Promise<Approval> {
  requirePermission(context, 'work.read');
  const row = await approvalStore.selectApproval(reader, id);
  const [shown] = row === null ? [] : await showApprovals(parts, reader, context, [row]);
  if (row === null || shown === undefined || !hasPart(context, row, shown)) {
    throw notFound({ 'zh-CN': '审批', en: 'approval' }, id);
  }
  return shown;
}

/** Who asked, who decides or did, and whoever manages work where it belongs. */
function hasPart({ actor }: Context, row: approvalStore.ApprovalRow, shown: Approval): boolean {
  const isThere = actor.scopeIds === null || (row.scopeId !== null && actor.scopeIds.includes(row.scopeId));
  return (
    shown.can.decide ||
    shown.can.because !== null ||
    (actor.id !== null && (row.askedBy === actor.id || row.decided.some(({ userId }) => userId === actor.id))) ||
    (isThere && may(actor, 'work.manage'))
  );
}
