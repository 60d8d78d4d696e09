import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { prioritySchema } from '../cases/schema.ts';
import { CASE_STATUSES, TASK_STATUSES } from '../cases/transitions.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const named = z.object({ id: z.uuid(), name: z.string() });

export const taskSchema = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    number: z.number().int(),
    kind: z.string(),
    kindLabel: text,
    title: z.string(),
    step: z.string(),
    stepLabel: text,
    subject: z.object({ type: z.string(), id: z.string(), label: z.string().nullable() }).nullable(),
    status: z.enum(TASK_STATUSES),
    caseStatus: z.enum(CASE_STATUSES),
    priority: prioritySchema,
    queue: named.nullable(),
    assignee: named.nullable(),
    skill: z.string().nullable(),
    dueAt: z.iso.datetime().nullable(),
    isOverdue: z.boolean(),
    /** The reminder has gone out. */
    isDueSoon: z.boolean(),
    createdAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    can: z.object({ claim: z.boolean(), complete: z.boolean(), release: z.boolean(), assign: z.boolean() }),
  })
  .meta({ id: 'WorkTask' });
export type WorkTask = z.output<typeof taskSchema>;

export const TASK_BOXES = ['mine', 'queue', 'team', 'done'] as const;

export const listTasks = defineContract({
  name: 'work.list_tasks',
  method: 'GET',
  path: '/api/v1/work/tasks',
  summary: {
    'zh-CN': '任务：我的（mine）、所在队列待领取的（queue）、团队全部（team）、我完成的（done），先到期的在前',
    en: 'Tasks: of the asker, waiting in their queues, of the team, done by them; what is due first stands first',
  },
  access: { permission: 'work.read' },
  query: z.object({
    ...pageQuery,
    box: z.enum(TASK_BOXES).default('mine'),
    queueId: z.uuid().optional(),
    assigneeId: z.uuid().optional(),
    overdue: z.enum(['true', 'false']).default('false'),
  }),
  response: pageOf(taskSchema),
});

export const countTasks = defineContract({
  name: 'work.count_tasks',
  method: 'GET',
  path: '/api/v1/work/counts',
  summary: { 'zh-CN': '等我处理的数量', en: 'How much waits for the asker' },
  access: { permission: 'work.read' },
  response: z.object({
    mine: z.number().int(),
    overdue: z.number().int(),
    queue: z.number().int(),
    approvals: z.number().int(),
  }),
});

export const getLoad = defineContract({
  name: 'work.get_load',
  method: 'GET',
  path: '/api/v1/work/load',
  summary: { 'zh-CN': '团队负荷：各人、各队列的未完成与逾期', en: 'Open and overdue work by person and queue' },
  access: { permission: 'work.manage' },
  response: z.object({
    people: z.array(named.extend({ open: z.number().int(), overdue: z.number().int() })),
    queues: z.array(
      named.extend({
        waiting: z.number().int(),
        overdue: z.number().int(),
        oldestDueAt: z.iso.datetime().nullable(),
      }),
    ),
  }),
});

const moved = z.object({ id: z.uuid(), caseId: z.uuid() });

export const takeNextTask = defineContract({
  name: 'work.take_next_task',
  method: 'POST',
  path: '/api/v1/work/next',
  summary: { 'zh-CN': '领取下一个任务；没有时 task 为 null', en: 'Take the next task; null when there is none' },
  access: { permission: 'work.do' },
  body: z.object({ queueId: z.uuid().optional() }),
  response: z.object({ task: moved.nullable() }),
  idempotent: true,
});

export const claimTask = defineContract({
  name: 'work.claim_task',
  method: 'POST',
  path: '/api/v1/work/tasks/{id}/claim',
  summary: { 'zh-CN': '领取；已被领取时说明是谁', en: 'Claim; says who was first' },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({}),
  response: moved,
  idempotent: true,
});

export const assignTask = defineContract({
  name: 'work.assign_task',
  method: 'POST',
  path: '/api/v1/work/tasks/{id}/assign',
  summary: {
    'zh-CN': '指派或转交给同事或队列（本人的任务，或管理者）',
    en: 'Hand to a colleague or a queue, by whoever has or manages it',
  },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({
    assigneeId: z.uuid().nullable().default(null),
    queueId: z.uuid().nullable().default(null),
    note: z.string().trim().max(2000).optional(),
  }),
  response: moved,
  idempotent: true,
});

export const releaseTask = defineContract({
  name: 'work.release_task',
  method: 'POST',
  path: '/api/v1/work/tasks/{id}/release',
  summary: { 'zh-CN': '放回队列', en: 'Put back into its queue' },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ note: z.string().trim().max(2000).optional() }),
  response: moved,
  idempotent: true,
});

export const completeTask = defineContract({
  name: 'work.complete_task',
  method: 'POST',
  path: '/api/v1/work/tasks/{id}/complete',
  summary: { 'zh-CN': '完成，并回答这一步要求的问题', en: 'Complete, with the answers that the step asks for' },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ answers: z.record(z.string(), z.unknown()) }),
  response: moved,
  idempotent: true,
});

export const returnTask = defineContract({
  name: 'work.return_task',
  method: 'POST',
  path: '/api/v1/work/tasks/{id}/return',
  summary: { 'zh-CN': '退回之前的步骤，须写原因', en: 'Send back to an earlier step, with a reason' },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ step: z.string().max(100), reason: z.string().trim().min(1).max(2000) }),
  response: moved,
  idempotent: true,
});
