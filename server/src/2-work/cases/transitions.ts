import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

export const CASE_STATUSES = ['open', 'paused', 'done', 'cancelled'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export const TASK_STATUSES = ['waiting', 'assigned', 'done', 'returned', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const CASE_DEEDS = ['move', 'finish', 'pause', 'resume', 'cancel', 'comment'] as const;
export type CaseDeed = (typeof CASE_DEEDS)[number];

export const TASK_DEEDS = ['claim', 'assign', 'release', 'complete', 'return', 'cancel'] as const;
export type TaskDeed = (typeof TASK_DEEDS)[number];

/** What may be done with a case of each status, and what it is then. */
export const CASE_TRANSITIONS: Readonly<Record<CaseStatus, Partial<Readonly<Record<CaseDeed, CaseStatus>>>>> = {
  open: { move: 'open', finish: 'done', pause: 'paused', cancel: 'cancelled', comment: 'open' },
  paused: { resume: 'open', cancel: 'cancelled', comment: 'paused' },
  done: { comment: 'done' },
  cancelled: { comment: 'cancelled' },
};

/** The same for a task. */
export const TASK_TRANSITIONS: Readonly<Record<TaskStatus, Partial<Readonly<Record<TaskDeed, TaskStatus>>>>> = {
  waiting: { claim: 'assigned', assign: 'assigned', complete: 'done', return: 'returned', cancel: 'cancelled' },
  assigned: {
    claim: 'assigned',
    assign: 'assigned',
    release: 'waiting',
    complete: 'done',
    return: 'returned',
    cancel: 'cancelled',
  },
  done: {},
  returned: {},
  cancelled: {},
};

const STATUS_WORDS: Readonly<Record<CaseStatus | TaskStatus, Text>> = {
  open: { 'zh-CN': '进行中', en: 'open' },
  paused: { 'zh-CN': '已暂停', en: 'paused' },
  done: { 'zh-CN': '已完成', en: 'done' },
  cancelled: { 'zh-CN': '已取消', en: 'cancelled' },
  waiting: { 'zh-CN': '待领取', en: 'waiting' },
  assigned: { 'zh-CN': '处理中', en: 'in work' },
  returned: { 'zh-CN': '已退回', en: 'sent back' },
};

/** What a case becomes. Throws `case_closed` (409) when that cannot be done with it any more, or not now. */
export function nextCaseStatus(status: CaseStatus, deed: CaseDeed): CaseStatus {
  const next = CASE_TRANSITIONS[status][deed];
  if (next === undefined) {
    const word = STATUS_WORDS[status];
    throw new AppError(
      status === 'paused' ? 'case_paused' : deed === 'resume' ? 'case_not_paused' : 'case_closed',
      409,
      {
        message: {
          'zh-CN': `工单${word['zh-CN']}，不能这样操作`,
          en: `The case is ${word.en}; this cannot be done now`,
        },
      },
    );
  }
  return next;
}

/** What a task becomes. Throws `task_closed` (409) when it has ended. */
export function nextTaskStatus(status: TaskStatus, deed: TaskDeed): TaskStatus {
  const next = TASK_TRANSITIONS[status][deed];
  if (next === undefined) {
    const word = STATUS_WORDS[status];
    throw new AppError(status === 'waiting' ? 'task_not_assigned' : 'task_closed', 409, {
      message: { 'zh-CN': `任务${word['zh-CN']}，不能这样操作`, en: `The task is ${word.en}; this cannot be done now` },
    });
  }
  return next;
}
