import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';
import { TRAITS } from './traits.ts';

export { TRAITS as SEGMENT_TRAITS, type Trait as SegmentTrait } from './traits.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const describeRule = defineContract({
  name: 'segments.describe_rule',
  method: 'POST',
  path: '/api/v1/segments/profile',
  summary: {
    'zh-CN': '规则所选的人是谁：性别、年龄、城市、来源、购买等的分布；与另一群人相比的倍数和区间',
    en: 'Who a rule holds for: gender, age, cities, sources, purchases; against others with lift and interval',
  },
  access: { permission: 'segments.read' },
  body: z.object({
    rule: ruleSchema,
    asOf: z.iso.date().optional(),
    /** Those they are compared with; `{all: []}` is everybody. */
    against: ruleSchema.optional(),
    /** The usual ones unless told otherwise. */
    traits: z.array(z.enum(TRAITS)).min(1).max(TRAITS.length).optional(),
  }),
  response: z.object({
    count: z.number().int(),
    /** Of those they are compared with. */
    baseCount: z.number().int().optional(),
    asOf: z.iso.date(),
    /** What sets them apart for sure, the most telling first, by what it is at least. */
    differences: z.array(z.object({ trait: z.enum(TRAITS), value: z.string() })).optional(),
    traits: z.array(
      z.object({
        name: z.enum(TRAITS),
        label: text,
        /** A customer may be in several parts; else the parts add up to the count. */
        overlaps: z.boolean(),
        parts: z.array(
          z.object({
            value: z.string(),
            label: text,
            customers: z.number().int(),
            base: z
              .object({
                customers: z.number().int(),
                /** Share here ÷ share there; null where one of them is empty. */
                lift: z.number().nullable(),
                /** The interval in which the lift lies 99 % of the time. */
                low: z.number().nullable(),
                high: z.number().nullable(),
                /** The interval does not hold 1. */
                isClear: z.boolean(),
              })
              .optional(),
          }),
        ),
      }),
    ),
  }),
  transaction: 'own',
});
