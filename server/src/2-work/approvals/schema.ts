import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const approvalSchema = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    kind: z.string(),
    kindLabel: text,
    title: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }).nullable(),
    caseId: z.uuid().nullable(),
    /** What is asked for, in words and figures. */
    facts: z.array(z.object({ label: text, value: text })),
    status: z.enum(APPROVAL_STATUSES),
    askedBy: z.string(),
    reason: z.string().nullable(),
    groups: z.array(z.object({ name: z.string(), label: text, count: z.number().int(), agreed: z.number().int() })),
    decisions: z.array(
      z.object({
        name: z.string(),
        /** Who was away and is decided for. */
        forName: z.string().nullable(),
        group: z.string(),
        decision: z.enum(['approve', 'reject']),
        reason: z.string().nullable(),
        at: z.iso.datetime(),
      }),
    ),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    can: z.object({
      decide: z.boolean(),
      withdraw: z.boolean(),
      /** Why the asker may not decide, where that helps. */
      because: z.enum(['own', 'done', 'filled']).nullable(),
    }),
  })
  .meta({ id: 'Approval' });
export type Approval = z.output<typeof approvalSchema>;

export const APPROVAL_BOXES = ['mine', 'asked', 'decided'] as const;
export type ApprovalBox = (typeof APPROVAL_BOXES)[number];

export const listApprovals = defineContract({
  name: 'work.list_approvals',
  method: 'GET',
  path: '/api/v1/work/approvals',
  summary: {
    'zh-CN': '待我审批（mine）、我申请的（asked）、我批过的（decided）',
    en: 'Approvals that wait for the asker, that they asked for, that they decided',
  },
  access: { permission: 'work.read' },
  query: z.object({ ...pageQuery, box: z.enum(APPROVAL_BOXES).default('mine') }),
  response: pageOf(approvalSchema),
});

export const getApproval = defineContract({
  name: 'work.get_approval',
  method: 'GET',
  path: '/api/v1/work/approvals/{id}',
  summary: { 'zh-CN': '一项审批', en: 'One approval' },
  access: { permission: 'work.read' },
  params: idParams,
  response: approvalSchema,
});

const reason = z.string().trim().min(1).max(2000);

export const decideApproval = defineContract({
  name: 'work.decide_approval',
  method: 'POST',
  path: '/api/v1/work/approvals/{id}/decision',
  summary: {
    'zh-CN': '同意或拒绝（拒绝须写原因）；自己的申请不能自己批',
    en: 'Agree or refuse (with a reason); never what one asked for oneself',
  },
  access: { permission: 'work.read' },
  params: idParams,
  body: z.object({ decision: z.enum(['approve', 'reject']), reason: reason.optional() }),
  response: approvalSchema,
  idempotent: true,
});

export const withdrawApproval = defineContract({
  name: 'work.withdraw_approval',
  method: 'POST',
  path: '/api/v1/work/approvals/{id}/withdraw',
  summary: { 'zh-CN': '撤回自己的申请', en: 'Take back what one asked for' },
  access: { permission: 'work.read' },
  params: idParams,
  body: z.object({ reason: reason.optional() }),
  response: approvalSchema,
  idempotent: true,
});
