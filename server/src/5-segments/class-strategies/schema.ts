import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { saveStrategySchema, strategySchema } from '../strategies/schema.ts';

const kind = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/u);
const band = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/u);

/** What is done for a class of a score: the strategy of the segment that is exactly this class. */
export const classStrategySchema = z
  .object({
    kind,
    band,
    /** Null while no segment stands for the class. */
    segment: z.object({ id: z.uuid(), name: z.string(), members: z.number().int() }).nullable(),
    /** Null while there is none; one that is planned or over is there, with its state. */
    strategy: strategySchema.nullable(),
    /** Of the last change, for `baseRevision`; 0 before the first. */
    revision: z.number().int(),
  })
  .meta({ id: 'ClassStrategy' });
export type ClassStrategy = z.output<typeof classStrategySchema>;

export const listClassStrategies = defineContract({
  name: 'segments.list_class_strategies',
  method: 'GET',
  path: '/api/v1/class-strategies',
  summary: {
    'zh-CN': '各评分每一级的策略与负责人；没有的也列出',
    en: 'What is done for each class of the scores, and by whom; those without anything too',
  },
  access: { permission: 'segments.read' },
  query: z.object({
    /** One score; all of them without it. */
    kind: kind.optional(),
  }),
  response: z.object({ items: z.array(classStrategySchema), can: z.object({ write: z.boolean() }) }),
});

export const saveClassStrategy = defineContract({
  name: 'segments.save_class_strategy',
  method: 'PUT',
  path: '/api/v1/scores/{kind}/bands/{band}/strategy',
  summary: {
    'zh-CN': '写下或修改评分某一级的策略；还没有对应客群时一并建立',
    en: 'Write down what is done for a class of a score, or change it; the segment of the class is made with it',
  },
  access: { permission: 'segments.write' },
  params: z.object({ kind, band }),
  body: saveStrategySchema,
  response: classStrategySchema,
});
