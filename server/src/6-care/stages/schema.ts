import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { moveRuleSchema, stageSchema } from '../rules/schema.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
export const stageRunSchema = z.object({
  asOf: z.iso.date(),
  state: z.enum(['moving', 'tasks', 'done']),
  /** The first one, or the limits had changed: people were placed, and nobody has moved. */
  isPlacing: z.boolean(),
  moves: z.number().int(),
  tasks: z.number().int(),
  /** Moves beyond what one run may make tasks of. */
  over: z.number().int(),
  endedAt: z.iso.datetime().nullable(),
});

export const stageMoveSchema = z
  .object({
    id: z.uuid(),
    customerId: z.uuid(),
    name: z.string().nullable(),
    from: stageSchema,
    to: stageSchema,
    movedOn: z.iso.date(),
    valueMinor: z.number().int(),
    currency: z.string(),
    task: z.enum(['none', 'due', 'made', 'over', 'gone']),
    caseId: z.uuid().nullable(),
  })
  .meta({ id: 'StageMove' });
export type StageMove = z.output<typeof stageMoveSchema>;

const READ = { permission: 'care.read' } as const;
const WRITE = { permission: 'care.write' } as const;

export const getCareStages = defineContract({
  name: 'care.get_stages',
  method: 'GET',
  path: '/api/v1/care/stages',
  summary: {
    'zh-CN': '各生命周期阶段的客户数、最近一次变动与对应的规则',
    en: 'How many customers are in each stage, the last look at everybody, and what is done on moves',
  },
  access: READ,
  response: z.object({
    stages: z.array(z.object({ stage: stageSchema, label: text, customers: z.number().int() })),
    /** Null before the first one. */
    run: stageRunSchema.nullable(),
    /** Between stages in the last 30 days. */
    flows: z.array(
      z.object({ from: stageSchema, to: stageSchema, customers: z.number().int(), tasks: z.number().int() }),
    ),
    rules: z.array(moveRuleSchema),
    can: z.object({ write: z.boolean() }),
  }),
});

export const listStageMoves = defineContract({
  name: 'care.list_moves',
  method: 'GET',
  path: '/api/v1/care/moves',
  summary: { 'zh-CN': '阶段变动，新的在前', en: 'Moves between stages, newest first' },
  access: READ,
  query: z.object({ ...pageQuery, from: stageSchema.optional(), to: stageSchema.optional() }),
  response: pageOf(stageMoveSchema),
});

export const followStages = defineContract({
  name: 'care.follow_stages',
  method: 'POST',
  path: '/api/v1/care/runs',
  summary: { 'zh-CN': '立即检查所有客户的阶段变动', en: 'Look at once who has moved between stages' },
  access: WRITE,
  body: z.object({}).default({}),
  response: z.object({ queued: z.boolean() }),
  status: 202,
});

export const getCustomerStage = defineContract({
  name: 'care.get_customer_stage',
  method: 'GET',
  path: '/api/v1/customers/{id}/stage',
  summary: {
    'zh-CN': '客户现在的生命周期阶段、原因、历次变动与适用策略',
    en: 'The stage of a customer now, why, the moves before, and the strategy that holds',
  },
  access: READ,
  params: idParams,
  response: z.object({
    stage: stageSchema,
    label: text,
    why: text,
    moves: z.array(stageMoveSchema.pick({ from: true, to: true, movedOn: true, caseId: true })),
    strategy: z
      .object({
        segment: z.string(),
        marketing: z.string().nullable(),
        service: z.string().nullable(),
        channels: z.string().nullable(),
      })
      .nullable(),
  }),
});
