import { z } from 'zod';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import { type CatalogueSource, CLOSED } from '#kernel/rules/catalogues.ts';
import type { FactSource } from '#kernel/rules/engine.ts';
import type { Processes } from '../processes/registry.ts';
import { customersOfCases, loadTasks } from './store.ts';
import { TASK_ARRAYS, TASKS_SOURCE, type TaskFacts } from './tasks.ts';

export { customersOfCases } from './store.ts';

/** Tasks for conditions. */
export const tasksSource: FactSource<TaskFacts> = {
  name: TASKS_SOURCE,
  analytic: { arrays: TASK_ARRAYS },
  load: (db, customerIds) => loadTasks(db, customerIds),
  none: [],
};

/** Events after which a customer has a task more, or one that stands otherwise. */
const TASK_EVENTS = [
  'work.task_added',
  'work.task_completed',
  'work.task_returned',
  'work.task_overdue',
  'work.case_closed',
] as const;

const told = z.object({ caseId: z.uuid() });

/** The tasks in the analytic row of a customer. */
export const taskHistoryPart: AnalyticPart = {
  source: 'work.task_history',
  all: { source: 'work.task_histories', key: 'concerned_id' },
  columns: {
    task_kinds: `coalesce(task_kinds, '[]')`,
    task_ends: `coalesce(task_ends, '[]')`,
    task_opened: `coalesce(task_opened, '[]')`,
    task_overdue: `coalesce(task_overdue, '[]')`,
    task_closed: `coalesce(task_closed, '[]')`,
  },
  types: TASK_EVENTS,
  keysOf: (tx, events) =>
    customersOfCases(
      tx,
      events.map(({ data }) => told.parse(data).caseId),
    ),
};

/** Kinds of cases that rules may ask about: those that are closed to some are asked by nobody. */
export function kindsCatalogue(processes: Pick<Processes, 'list'>): CatalogueSource {
  return {
    name: 'work.kinds',
    closed: CLOSED,
    entries: (_, { values, names, text, limit }) =>
      Promise.resolve(
        processes
          .list()
          .filter(({ permission }) => permission === undefined)
          .map(({ name, label }) => ({ value: name, label }))
          .filter(({ value, label }) => {
            const said = Object.values(label);
            return (
              (values === undefined || values.includes(value)) &&
              (names === undefined || said.some((name) => names.includes(name))) &&
              (text === undefined || said.some((name) => name.toLowerCase().includes(text.toLowerCase())))
            );
          })
          .slice(0, limit),
      ),
  };
}
