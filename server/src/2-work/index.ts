import type { Access } from '#access';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { RuleParts } from '#kernel/rules/engine.ts';
import type { ApprovalKind } from './approvals/kind.ts';
import { approvalRoutes } from './approvals/routes.ts';
import { type Approvals, createApprovals } from './approvals/service.ts';
import { calendarRoutes } from './calendars/routes.ts';
import { type Calendars, createCalendars } from './calendars/service.ts';
import { adoptPublicDaysTimer } from './calendars/timers.ts';
import { caseRoutes } from './cases/routes.ts';
import { createCases } from './cases/service.ts';
import { moveSubjects, usedRecords } from './cases/store.ts';
import type { SubjectKind } from './cases/subject.ts';
import { kindsCatalogue, tasksSource } from './condition-facts/service.ts';
import { taskState } from './conditions/task-state.ts';
import { createDeadlines } from './deadlines/service.ts';
import { deadlineTimers } from './deadlines/timers.ts';
import { workErasure } from './erasing/service.ts';
import { WORK_EVENT_TYPES } from './event-types.ts';
import { createFlow, type Flow } from './flow/service.ts';
import { createNote } from './history/service.ts';
import { createLeaving, type Leaving } from './leaving/service.ts';
import { createLooking } from './looking/service.ts';
import { peopleRoutes } from './people/routes.ts';
import { createPeople } from './people/service.ts';
import type { ProcessKind } from './processes/kind.ts';
import { manualProcess } from './processes/manual/process.ts';
import { createProcesses, type Processes } from './processes/registry.ts';
import { queueRoutes } from './queues/routes.ts';
import { createQueues } from './queues/service.ts';
import { taskRoutes } from './tasks/routes.ts';
import { createTasks } from './tasks/service.ts';
import { selectTasksOf } from './tasks/store.ts';
import { type CaseTimeline, caseTimeline, type OpenAbout, openAbout } from './timeline/service.ts';
import { createViewing } from './viewing/service.ts';

export type { ApprovalAsk, ApprovalKind, ApprovalMatter } from './approvals/kind.ts';
export { WORK_AUDIT_WORDS } from './audit-words.ts';
export type { SubjectKind } from './cases/subject.ts';
export { customersOfCases, taskHistoryPart } from './condition-facts/service.ts';
export { TASKS_SOURCE } from './condition-facts/tasks.ts';
export type { NewCase } from './flow/service.ts';
export { WORK_PERMISSIONS } from './permissions.ts';
export type {
  ApprovalStep,
  ApproverGroup,
  CaseData,
  ProcessKind,
  Step,
  StepDone,
  StepOwner,
  Subject,
  TaskStep,
} from './processes/kind.ts';
export { manualProcess } from './processes/manual/process.ts';

/** What rules may ask about tasks. */
export const WORK_CONDITIONS = [taskState];

/** The module's face: what others start, ask for and register. */
export interface Work {
  readonly parts: ModuleParts;
  /** Starts a case in the caller's transaction; who may is the caller's business. */
  readonly start: Flow['start'];
  /** Asks for consent in the caller's transaction. */
  readonly requestApproval: Approvals['request'];
  /** The actor's word on an approval, with all that follows from it; null when there is none. */
  readonly decideApproval: Approvals['decide'];
  /** Completes the open task of a case as the actor, who has to be one of those who may. */
  completeOpenTask(tx: Tx, context: Context, caseId: string, answers: Readonly<Record<string, unknown>>): Promise<void>;
  /** Takes a case back with a reason, as the actor: who started it, or whoever manages. */
  cancelCase(tx: Tx, context: Context, caseId: string, reason: string): Promise<void>;
  /** What somebody who leaves had to do goes to others. */
  readonly leaving: Leaving;
  /** Working time, for deadlines that others keep. */
  readonly calendars: Pick<Calendars, 'working'>;
  /** Cases on the time-line of customers. */
  readonly timeline: CaseTimeline;
  /** What is still to be done about a customer. */
  readonly openAbout: OpenAbout;
  /** What it lets rules ask of customers. */
  readonly rules: RuleParts;
  /** Called by `wiring.ts` for each kind of case, before anything runs. */
  registerProcess(kind: ProcessKind): void;
  /** The same for what needs consent, */
  registerApproval(kind: ApprovalKind): void;
  /** and for what cases can be about. */
  registerSubject(kind: SubjectKind): void;
  /** Cases about groupings over records follow their records. */
  moveSubjects(
    tx: Tx,
    context: Context,
    type: string,
    records: readonly { readonly recordId: string; readonly subjectId: string }[],
  ): Promise<void>;
  usedRecords(tx: Tx, type: string, recordIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Kinds of cases whose answers hold nothing personal, and that have to be shown later. */
function keptKinds(processes: { list(): readonly ProcessKind[] }): readonly string[] {
  return processes.list().flatMap(({ name, outlivesErasure }) => (outlivesErasure === true ? [name] : []));
}

function rulesOf(processes: Processes): RuleParts {
  return { conditions: WORK_CONDITIONS, sources: [tasksSource], lookups: [], catalogues: [kindsCatalogue(processes)] };
}

/** Work over one kernel. */
export function createWork(kernel: Kernel, access: Pick<Access, 'audit' | 'staff' | 'notify'>): Work {
  const processes = createProcesses();
  const subjects = new Map<string, SubjectKind>();
  const note = createNote(kernel);
  const deadlines = createDeadlines(kernel);
  const calendars = createCalendars(kernel, access);
  const queues = createQueues(kernel, access);
  const people = createPeople(kernel, access);
  const viewing = createViewing({ processes, queues, people });
  const approvals = createApprovals({ kernel, access, calendars, note });
  const flow = createFlow({ kernel, access, processes, calendars, queues, deadlines, approvals, note });
  approvals.register(flow.stepApproval);
  processes.register(manualProcess);
  const shared = { kernel, access, processes, people, viewing, deadlines, flow, note };
  const looking = createLooking({ kernel, access, processes, subjects, viewing, approvals });
  const cases = createCases({ ...shared, subjects, calendars, approvals });
  const tasks = createTasks({ ...shared, queues });
  return {
    parts: {
      name: 'work',
      eventTypes: WORK_EVENT_TYPES,
      routes: [
        ...taskRoutes(tasks, looking),
        ...caseRoutes(cases, looking, processes),
        ...approvalRoutes(approvals, looking),
        ...queueRoutes(queues),
        ...peopleRoutes(people),
        ...calendarRoutes(calendars),
      ],
      timers: [...deadlineTimers({ kernel, access, queues, approvals, note }), adoptPublicDaysTimer(calendars)],
      erasure: workErasure(kernel, { keepingData: () => keptKinds(processes) }),
    },
    start: flow.start,
    requestApproval: approvals.request,
    decideApproval: approvals.decide,
    completeOpenTask: async (tx, context, caseId, answers) => {
      const open = (await selectTasksOf(tx, caseId)).find(({ closedAt }) => closedAt === null);
      if (open === undefined) {
        throw notFound({ 'zh-CN': '未完成的任务', en: 'open task of case' }, caseId);
      }
      await tasks.complete(tx, context, open.id, answers);
    },
    cancelCase: cases.cancel,
    leaving: createLeaving({ kernel, viewing, note }),
    calendars,
    timeline: caseTimeline(viewing, processes),
    openAbout: openAbout(viewing, processes),
    rules: rulesOf(processes),
    registerProcess: processes.register,
    registerApproval: approvals.register,
    registerSubject: (kind) => {
      if (subjects.has(kind.type)) {
        throw new Error(`Two kinds of subjects are called ${kind.type}`);
      }
      subjects.set(kind.type, kind);
    },
    moveSubjects: (tx, _context, type, records) => moveSubjects(tx, type, records),
    usedRecords,
  };
}
