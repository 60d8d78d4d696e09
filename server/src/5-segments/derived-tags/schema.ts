import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const derivedTagSchema = z
  .object({
    key: z.string(),
    label: text,
    /** Whether it holds of this customer. */
    yes: z.boolean(),
    /** The limits of each condition in words, and what was found. */
    conditions: z.array(z.object({ yes: z.boolean(), sentence: text, found: text })),
    /** For a segment of everybody of whom it holds. */
    rule: ruleSchema,
  })
  .meta({ id: 'DerivedTag' });
export type DerivedTagShown = z.output<typeof derivedTagSchema>;

export const listDerivedTags = defineContract({
  name: 'segments.list_derived_tags',
  method: 'GET',
  path: '/api/v1/customers/{id}/derived-tags',
  summary: {
    'zh-CN': '由行为推出的标签，每个都附规则、限值与依据',
    en: 'Tags that follow from behaviour, each with its rule, its limits and what was found',
  },
  access: { permission: 'scores.read' },
  params: idParams,
  response: z.object({
    /** The business date that the rules were asked about. */
    asOf: z.iso.date(),
    items: z.array(derivedTagSchema),
  }),
});
