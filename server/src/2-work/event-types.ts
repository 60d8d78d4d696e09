import type { EventType } from '#kernel/module.ts';

/** What this module writes to the log. */
export const WORK_EVENT_TYPES: readonly EventType[] = [
  { type: 'work.case_started', label: { 'zh-CN': '发起工单', en: 'A case was started' } },
  { type: 'work.case_closed', label: { 'zh-CN': '工单结束', en: 'A case ended' } },
  { type: 'work.case_paused', label: { 'zh-CN': '工单暂停', en: 'A case was paused' } },
  { type: 'work.case_resumed', label: { 'zh-CN': '工单继续', en: 'A case goes on' } },
  { type: 'work.case_commented', label: { 'zh-CN': '工单有新留言', en: 'Somebody commented on a case' } },
  { type: 'work.task_added', label: { 'zh-CN': '新任务', en: 'A task came up' } },
  { type: 'work.task_assigned', label: { 'zh-CN': '任务有了负责人', en: 'A task has somebody who does it' } },
  { type: 'work.task_released', label: { 'zh-CN': '任务退回队列', en: 'A task went back to its queue' } },
  { type: 'work.task_completed', label: { 'zh-CN': '任务完成', en: 'A task was completed' } },
  { type: 'work.task_returned', label: { 'zh-CN': '任务退回上一步', en: 'A task was sent back' } },
  { type: 'work.task_due_soon', label: { 'zh-CN': '任务即将到期', en: 'A task is due soon' } },
  { type: 'work.task_overdue', label: { 'zh-CN': '任务逾期', en: 'A task is overdue' } },
  { type: 'work.approval_requested', label: { 'zh-CN': '申请审批', en: 'An approval was asked for' } },
  { type: 'work.approval_decided', label: { 'zh-CN': '审批有结果', en: 'An approval was decided' } },
];
