import type { CaseStatus, TaskStatus } from '../cases/transitions.ts';
import type { Viewer } from '../cases/viewer.ts';

export interface RightsFacts {
  readonly status: TaskStatus;
  readonly caseStatus: CaseStatus;
  readonly assigneeId: string | null;
  readonly queueId: string | null;
  readonly skill: string | null;
  readonly barred: readonly string[];
}

export interface TaskRights {
  readonly claim: boolean;
  readonly complete: boolean;
  readonly release: boolean;
  readonly assign: boolean;
  readonly return: boolean;
}

const NONE: TaskRights = { claim: false, complete: false, release: false, assign: false, return: false };

/** Whether somebody can be handed the task from its queue. */
export function suits(task: RightsFacts, viewer: Viewer): boolean {
  return (
    task.queueId !== null &&
    viewer.queueIds.includes(task.queueId) &&
    (task.skill === null || viewer.skills.includes(task.skill)) &&
    viewer.id !== null &&
    !task.barred.includes(viewer.id)
  );
}

/** What somebody may do with a task, as pages show it and services hold it. */
export function rightsOn(
  task: RightsFacts,
  viewer: Viewer,
  { canDo, canManage }: { readonly canDo: boolean; readonly canManage: boolean },
): TaskRights {
  const isOpen = task.status === 'waiting' || task.status === 'assigned';
  if (!isOpen || !canDo || task.caseStatus === 'done' || task.caseStatus === 'cancelled') {
    return NONE;
  }
  const isMine = task.status === 'assigned' && task.assigneeId === viewer.id;
  const isFree = task.status === 'waiting' && suits(task, viewer);
  const isMoving = task.caseStatus === 'open';
  return {
    claim: isFree && isMoving,
    complete: (isMine || isFree) && isMoving,
    release: task.status === 'assigned' && task.queueId !== null && (isMine || canManage),
    assign: isMine || canManage,
    return: (isMine || isFree) && isMoving,
  };
}
