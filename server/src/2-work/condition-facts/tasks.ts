import type { Text } from '#kernel/pure/text.ts';

/** One visit of a case about a customer to a step that somebody does. Instants are whole seconds since 1970. */
export interface TaskFact {
  /** The kind of case. */
  readonly kind: string;
  /** How it ended; empty while it has not. */
  readonly end: '' | 'done' | 'returned' | 'cancelled';
  readonly opened: number;
  /** When it was noticed that its time is over; 0: never. */
  readonly overdue: number;
  /** 0: it has not ended. */
  readonly closed: number;
}

export type TaskFacts = readonly TaskFact[];

/** The source of facts behind conditions about tasks. */
export const TASKS_SOURCE = 'work.tasks';

/** What measures call a column of the tasks → its array in the analytic row of a customer. */
export const TASK_ARRAYS = {
  kind: 'task_kinds',
  end: 'task_ends',
  opened: 'task_opened',
  overdue: 'task_overdue',
  closed: 'task_closed',
} as const;

export const WORK_GROUP: Text = { 'zh-CN': '任务与工单', en: 'Tasks and cases' };
