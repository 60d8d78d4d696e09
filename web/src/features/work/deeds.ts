/** What the history of a case can tell, each with its words. */
export const DEEDS = [
  'case_started',
  'case_closed',
  'case_paused',
  'case_resumed',
  'case_cancelled',
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
] as const;
