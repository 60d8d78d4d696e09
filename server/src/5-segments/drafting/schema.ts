import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';

export const draftRule = defineContract({
  name: 'segments.draft_rule',
  method: 'POST',
  path: '/api/v1/rules/draft',
  summary: {
    'zh-CN': '把一句话起草成规则：只给草稿，不保存；哪些话没有读进去会说明',
    en: 'Draft a rule from a sentence: offered, never saved; what of the sentence is not in it is told',
  },
  access: { permission: 'segments.write' },
  body: z.object({ sentence: z.string().trim().min(2).max(500), locale: z.enum(['zh-CN', 'en']) }),
  response: z.object({
    rule: ruleSchema,
    /** How the rule reads, in both languages. */
    sentence: z.object({ 'zh-CN': z.string(), en: z.string() }),
    /** Parts of the sentence that are not in the rule. */
    unread: z.array(z.string()),
    /** Which model wrote it. */
    model: z.string(),
  }),
  transaction: 'own',
});
