import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { insertHistory } from './store.ts';

export interface Deed {
  readonly caseId?: string | null;
  readonly approvalId?: string | null;
  readonly taskId?: string | null;
  /** Also the event `work.<what>` of the log, when that is one. */
  readonly what: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Reasons and remarks; they stay out of the log. */
  readonly text?: string | null;
}

/** Writes down who did what, with the event of it. */
export type Note = (tx: Tx, context: Context, deed: Deed) => Promise<void>;

/** Types of the log for what is also an event. */
const EVENTS: ReadonlySet<string> = new Set([
  'case_started',
  'case_closed',
  'case_paused',
  'case_resumed',
  'case_commented',
  'task_added',
  'task_assigned',
  'task_released',
  'task_completed',
  'task_returned',
  'task_due_soon',
  'task_overdue',
  'approval_requested',
  'approval_decided',
]);

/** The history of cases and approvals over one kernel. */
export function createNote({ clock, events }: Pick<Kernel, 'clock' | 'events'>): Note {
  return async (tx, context, { caseId = null, approvalId = null, taskId = null, what, detail = {}, text = null }) => {
    const { kind, id, name } = context.actor;
    await insertHistory(tx, {
      id: newId(),
      caseId,
      approvalId,
      taskId,
      at: clock.now(),
      what,
      actorKind: kind,
      actorId: id,
      actorName: name,
      detail,
      text,
    });
    if (EVENTS.has(what)) {
      const ids = Object.entries({ caseId, approvalId, taskId }).filter(([, value]) => value !== null);
      await events.append(tx, context, [{ type: `work.${what}`, data: { ...detail, ...Object.fromEntries(ids) } }]);
    }
  };
}
