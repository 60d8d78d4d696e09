import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { approvalSchema } from '../approvals/schema.ts';
import { CASE_STATUSES, TASK_STATUSES } from './transitions.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const subject = z.object({ type: z.string().max(60), id: z.string().max(100) });

/** 0 low, 1 usual, 2 high, 3 urgent. */
export const prioritySchema = z.number().int().min(0).max(3);

export const answerFieldSchema = z.object({
  key: z.string(),
  label: text,
  type: z.enum(['text', 'long_text', 'number', 'boolean', 'date', 'choice']),
  required: z.boolean(),
  choices: z.array(z.object({ value: z.string(), label: text })),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
});

export const caseTaskSchema = z
  .object({
    id: z.uuid(),
    step: z.string(),
    stepLabel: text,
    visit: z.number().int(),
    status: z.enum(TASK_STATUSES),
    queue: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    skill: z.string().nullable(),
    dueAt: z.iso.datetime().nullable(),
    isOverdue: z.boolean(),
    answers: z.array(z.object({ label: text, value: text })),
    createdAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    closedBy: z.string().nullable(),
  })
  .meta({ id: 'CaseTask' });

export const caseSchema = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    kind: z.string(),
    kindLabel: text,
    title: z.string(),
    /** What it was started with. */
    note: z.string().nullable(),
    subject: subject.extend({ label: z.string().nullable() }).nullable(),
    scopeId: z.uuid().nullable(),
    priority: prioritySchema,
    status: z.enum(CASE_STATUSES),
    step: z.string().nullable(),
    outcome: z.string().nullable(),
    startedBy: z.string(),
    createdAt: z.iso.datetime(),
    pausedAt: z.iso.datetime().nullable(),
    closedAt: z.iso.datetime().nullable(),
    tasks: z.array(caseTaskSchema),
    approvals: z.array(approvalSchema),
    history: z.array(
      z.object({
        id: z.uuid(),
        at: z.iso.datetime(),
        what: z.string(),
        by: z.string(),
        step: text.nullable(),
        /** Whom or what it was about: a colleague, a queue. */
        about: z.string().nullable(),
        text: z.string().nullable(),
      }),
    ),
    /** The task that waits to be done, with its form. */
    current: z
      .object({
        taskId: z.uuid(),
        fields: z.array(answerFieldSchema),
        returnsTo: z.array(z.object({ step: z.string(), label: text })),
        can: z.object({
          claim: z.boolean(),
          complete: z.boolean(),
          release: z.boolean(),
          assign: z.boolean(),
          return: z.boolean(),
        }),
      })
      .nullable(),
    can: z.object({ pause: z.boolean(), resume: z.boolean(), cancel: z.boolean(), comment: z.boolean() }),
  })
  .meta({ id: 'WorkCase' });
export type WorkCase = z.output<typeof caseSchema>;

export const newCaseSchema = z.object({
  kind: z.string().max(100).default('work.manual'),
  title: z.string().trim().min(1).max(200),
  note: z.string().trim().max(5000).optional(),
  subject: subject.nullable().default(null),
  scopeId: z.uuid().nullable().optional(),
  priority: prioritySchema.default(1),
  /** Who does it; whoever starts it when neither a colleague nor a queue is named. */
  assigneeId: z.uuid().nullable().default(null),
  queueId: z.uuid().nullable().default(null),
  dueAt: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type NewWorkCase = z.output<typeof newCaseSchema>;

export const startedSchema = z.object({ id: z.uuid(), number: z.number().int() });

export const listProcesses = defineContract({
  name: 'work.list_processes',
  method: 'GET',
  path: '/api/v1/work/processes',
  summary: { 'zh-CN': '可以发起的流程', en: 'Processes that can be started' },
  access: { permission: 'work.read' },
  response: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        version: z.number().int(),
        label: text,
        isOpen: z.boolean(),
        steps: z.array(z.object({ name: z.string(), label: text, type: z.enum(['task', 'approval']) })),
      }),
    ),
  }),
});

export const startCase = defineContract({
  name: 'work.start_case',
  method: 'POST',
  path: '/api/v1/work/cases',
  summary: { 'zh-CN': '发起工单或任务', en: 'Start a case or give a task' },
  access: { permission: 'work.do' },
  body: newCaseSchema,
  response: startedSchema,
  status: 201,
  idempotent: true,
});

export const getCase = defineContract({
  name: 'work.get_case',
  method: 'GET',
  path: '/api/v1/work/cases/{id}',
  summary: { 'zh-CN': '一个工单：任务、审批、经过', en: 'A case with its tasks, approvals and history' },
  access: { permission: 'work.read' },
  params: idParams,
  response: caseSchema,
});

const reason = z.string().trim().min(1).max(2000);

export const commentCase = defineContract({
  name: 'work.comment_case',
  method: 'POST',
  path: '/api/v1/work/cases/{id}/comments',
  summary: { 'zh-CN': '在工单上留言', en: 'Comment on a case' },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ text: z.string().trim().min(1).max(5000) }),
  status: 204,
  idempotent: true,
});

export const pauseCase = defineContract({
  name: 'work.pause_case',
  method: 'POST',
  path: '/api/v1/work/cases/{id}/pause',
  summary: {
    'zh-CN': '暂停（如等客户回复），期限停住',
    en: 'Pause, as when waiting for the customer; the deadline stands still',
  },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ reason }),
  status: 204,
  idempotent: true,
});

export const resumeCase = defineContract({
  name: 'work.resume_case',
  method: 'POST',
  path: '/api/v1/work/cases/{id}/resume',
  summary: { 'zh-CN': '继续', en: 'Go on' },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ reason: reason.optional() }),
  status: 204,
  idempotent: true,
});

export const cancelCase = defineContract({
  name: 'work.cancel_case',
  method: 'POST',
  path: '/api/v1/work/cases/{id}/cancel',
  summary: {
    'zh-CN': '取消（发起人或管理者），须写原因',
    en: 'Cancel, by whoever started or manages it, with a reason',
  },
  access: { permission: 'work.do' },
  params: idParams,
  body: z.object({ reason }),
  status: 204,
  idempotent: true,
});
