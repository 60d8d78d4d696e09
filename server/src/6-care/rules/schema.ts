import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { LIFECYCLE_STAGES } from '#segments/pure';

export const stageSchema = z.enum(LIFECYCLE_STAGES);

/** What is done when somebody moves. */
export const moveRuleInput = z.object({
  /** Null: from wherever. */
  from: stageSchema.nullable().default(null),
  to: stageSchema,
  isActive: z.boolean().default(true),
  makesTask: z.boolean(),
  /** What the task is called, nothing about the customer; null: after the stage. */
  title: z.string().trim().min(2).max(200).nullable().default(null),
  dueDays: z.number().int().min(0).max(365).nullable().default(null),
  /** A colleague; null: the queue of customer care. */
  assigneeId: z.uuid().nullable().default(null),
  /** The segment whose strategy holds for those who move. */
  segmentId: z.uuid().nullable().default(null),
});
export type MoveRuleInput = z.output<typeof moveRuleInput>;

export const moveRuleSchema = z
  .object({
    id: z.uuid(),
    from: stageSchema.nullable(),
    to: stageSchema,
    isActive: z.boolean(),
    makesTask: z.boolean(),
    title: z.string().nullable(),
    dueDays: z.number().int().nullable(),
    assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    segment: z.object({ id: z.uuid(), name: z.string(), isHeld: z.boolean() }).nullable(),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'MoveRule' });
export type MoveRule = z.output<typeof moveRuleSchema>;

const WRITE = { permission: 'care.write' } as const;

export const createMoveRule = defineContract({
  name: 'care.create_rule',
  method: 'POST',
  path: '/api/v1/care/rules',
  summary: { 'zh-CN': '新建阶段变动规则', en: 'Say what is done on a move' },
  access: WRITE,
  body: moveRuleInput,
  response: moveRuleSchema,
  status: 201,
  idempotent: true,
});

export const changeMoveRule = defineContract({
  name: 'care.change_rule',
  method: 'PUT',
  path: '/api/v1/care/rules/{id}',
  summary: { 'zh-CN': '修改阶段变动规则', en: 'Change what is done on a move' },
  access: WRITE,
  params: idParams,
  body: moveRuleInput,
  response: moveRuleSchema,
});

export const removeMoveRule = defineContract({
  name: 'care.remove_rule',
  method: 'DELETE',
  path: '/api/v1/care/rules/{id}',
  summary: { 'zh-CN': '删除阶段变动规则', en: 'Take away what is done on a move' },
  access: WRITE,
  params: idParams,
});
