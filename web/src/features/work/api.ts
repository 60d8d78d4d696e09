import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  assignTask,
  cancelCase,
  changeCalendar,
  changeQueue,
  claimTask,
  commentCase,
  completeTask,
  countTasks,
  createQueue,
  decideApproval,
  getCase,
  getLoad,
  getPublicYear,
  listApprovals,
  listCalendars,
  listColleagues,
  listQueues,
  listRoles,
  listTasks,
  pauseCase,
  type ReceivedOf,
  releaseTask,
  resumeCase,
  returnTask,
  setAbsence,
  setCalendarDay,
  setPublicYear,
  startCase,
  takeNextTask,
  withdrawApproval,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type WorkTask = ReceivedOf<typeof listTasks>['items'][number];
export type WorkCase = ReceivedOf<typeof getCase>;
export type Approval = ReceivedOf<typeof listApprovals>['items'][number];
export type Calendar = ReceivedOf<typeof listCalendars>['items'][number];
export type Queue = ReceivedOf<typeof listQueues>['items'][number];
export type PublicDay = ReceivedOf<typeof getPublicYear>['days'][number];
export type Box = 'mine' | 'queue' | 'team' | 'done';
export type ApprovalBox = 'mine' | 'asked' | 'decided';

/** By number: 0 low to 3 urgent. */
export const PRIORITY_NAMES = ['low', 'usual', 'high', 'urgent'] as const;

/** Others work on the same lists; look now and then. */
const WATCH_MS = 15_000;
const PAGE = 50;

export const countsQuery = () =>
  queryOptions({
    queryKey: ['work', 'counts'],
    queryFn: ({ signal }) => call(countTasks, { signal }),
    refetchInterval: WATCH_MS,
  });

export const tasksQuery = (box: Box) =>
  infiniteQueryOptions({
    queryKey: ['work', 'tasks', box],
    queryFn: ({ pageParam, signal }) =>
      call(listTasks, {
        query: { box, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: WATCH_MS,
  });

export const approvalsQuery = (box: ApprovalBox) =>
  infiniteQueryOptions({
    queryKey: ['work', 'approvals', box],
    queryFn: ({ pageParam, signal }) =>
      call(listApprovals, {
        query: { box, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: WATCH_MS,
  });

export const caseQuery = (id: string) =>
  queryOptions({ queryKey: ['work', 'case', id], queryFn: ({ signal }) => call(getCase, { params: { id }, signal }) });

export const loadQuery = () =>
  queryOptions({ queryKey: ['work', 'load'], queryFn: ({ signal }) => call(getLoad, { signal }) });

export const colleaguesQuery = () =>
  queryOptions({ queryKey: ['work', 'colleagues'], queryFn: ({ signal }) => call(listColleagues, { signal }) });

export const queuesQuery = () =>
  queryOptions({ queryKey: ['work', 'queues'], queryFn: ({ signal }) => call(listQueues, { signal }) });

export const rolesQuery = () =>
  queryOptions({ queryKey: ['work', 'roles'], queryFn: ({ signal }) => call(listRoles, { signal }) });

export const calendarsQuery = () =>
  queryOptions({ queryKey: ['work', 'calendars'], queryFn: ({ signal }) => call(listCalendars, { signal }) });

export const publicYearQuery = (year: number) =>
  queryOptions({
    queryKey: ['work', 'public-year', year],
    queryFn: ({ signal }) => call(getPublicYear, { params: { year }, signal }),
  });

export interface Handing {
  readonly assigneeId: string | null;
  readonly queueId: string | null;
}

export interface TaskOrder extends Handing {
  readonly title: string;
  readonly note: string;
  readonly priority: number;
  readonly dueAt: string | null;
  readonly customerId: string | null;
}

export const requestStart = ({ note, customerId, ...order }: TaskOrder, idempotencyKey: string) =>
  call(startCase, {
    body: {
      ...order,
      ...(note === '' ? {} : { note }),
      subject: customerId === null ? null : { type: 'customer', id: customerId },
    },
    idempotencyKey,
  });

export interface QueueOrder {
  readonly name: string;
  readonly pick: Queue['pick'];
  readonly limitPerPerson: number | null;
  readonly members: { userId: string | null; role: string | null }[];
}

export const requestQueue = (id: string | null, order: QueueOrder, idempotencyKey: string): Promise<unknown> =>
  id === null ? call(createQueue, { body: order, idempotencyKey }) : call(changeQueue, { params: { id }, body: order });
export const requestCloseQueue = (id: string) => call(changeQueue, { params: { id }, body: { closed: true } });
export const requestAbsence = (id: string, absence: { from: string; until: string; deputyId: string | null } | null) =>
  call(setAbsence, { params: { id }, body: { absence } });

export const requestNext = (idempotencyKey: string) => call(takeNextTask, { body: {}, idempotencyKey });
export const requestClaim = (id: string, idempotencyKey: string) =>
  call(claimTask, { params: { id }, body: {}, idempotencyKey });
export const requestRelease = (id: string, idempotencyKey: string) =>
  call(releaseTask, { params: { id }, body: {}, idempotencyKey });
export const requestAssign = (id: string, to: Handing, idempotencyKey: string) =>
  call(assignTask, { params: { id }, body: to, idempotencyKey });
export const requestComplete = (id: string, answers: Record<string, unknown>, idempotencyKey: string) =>
  call(completeTask, { params: { id }, body: { answers }, idempotencyKey });
export const requestReturn = (id: string, back: { step: string; reason: string }, idempotencyKey: string) =>
  call(returnTask, { params: { id }, body: back, idempotencyKey });
export const requestComment = (id: string, text: string, idempotencyKey: string) =>
  call(commentCase, { params: { id }, body: { text }, idempotencyKey });
export const requestPause = (id: string, reason: string, idempotencyKey: string) =>
  call(pauseCase, { params: { id }, body: { reason }, idempotencyKey });
export const requestResume = (id: string, idempotencyKey: string) =>
  call(resumeCase, { params: { id }, body: {}, idempotencyKey });
export const requestCancel = (id: string, reason: string, idempotencyKey: string) =>
  call(cancelCase, { params: { id }, body: { reason }, idempotencyKey });
export const requestDecision = (
  id: string,
  decision: { decision: 'approve' | 'reject'; reason?: string },
  idempotencyKey: string,
) => call(decideApproval, { params: { id }, body: decision, idempotencyKey });
export const requestWithdraw = (id: string, idempotencyKey: string) =>
  call(withdrawApproval, { params: { id }, body: {}, idempotencyKey });
export const requestCalendar = (
  id: string,
  change: { week?: Calendar['week']; observesPublicDays?: boolean; isDefault?: true },
) => call(changeCalendar, { params: { id }, body: change });
export const requestDay = (id: string, date: string, hours: [number, number][] | null, name: string) =>
  call(setCalendarDay, { params: { id, date }, body: { hours, name } });
export const requestYear = (year: number, days: PublicDay[]) =>
  call(setPublicYear, { params: { year }, body: { days } });
