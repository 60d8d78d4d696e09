import { describe, expect, it } from 'vitest';
import { CASE_DEEDS, CASE_STATUSES, nextCaseStatus, nextTaskStatus, TASK_DEEDS, TASK_STATUSES } from './transitions.ts';

/** Written down a second time, row by row: what may be done and what comes of it; the rest is refused. */
const CASES: Readonly<Record<string, string>> = {
  'open move': 'open',
  'open finish': 'done',
  'open pause': 'paused',
  'open cancel': 'cancelled',
  'open comment': 'open',
  'paused resume': 'open',
  'paused cancel': 'cancelled',
  'paused comment': 'paused',
  'done comment': 'done',
  'cancelled comment': 'cancelled',
};
const TASKS: Readonly<Record<string, string>> = {
  'waiting claim': 'assigned',
  'waiting assign': 'assigned',
  'waiting complete': 'done',
  'waiting return': 'returned',
  'waiting cancel': 'cancelled',
  'assigned claim': 'assigned',
  'assigned assign': 'assigned',
  'assigned release': 'waiting',
  'assigned complete': 'done',
  'assigned return': 'returned',
  'assigned cancel': 'cancelled',
};

function outcome(next: () => string): string | undefined {
  try {
    return next();
  } catch {
    return undefined;
  }
}

describe('transitions', () => {
  it.each(CASE_STATUSES.flatMap((status) => CASE_DEEDS.map((deed) => [status, deed] as const)))(
    'of a case: %s, %s',
    (status, deed) => {
      expect(outcome(() => nextCaseStatus(status, deed))).toBe(CASES[`${status} ${deed}`]);
    },
  );

  it.each(TASK_STATUSES.flatMap((status) => TASK_DEEDS.map((deed) => [status, deed] as const)))(
    'of a task: %s, %s',
    (status, deed) => {
      expect(outcome(() => nextTaskStatus(status, deed))).toBe(TASKS[`${status} ${deed}`]);
    },
  );
});
