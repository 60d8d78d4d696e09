import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';

export const suggestedProductSchema = z
  .object({ id: z.uuid(), code: z.string(), name: z.string(), imageId: z.uuid().nullable() })
  .meta({ id: 'SuggestedProduct' });
export type SuggestedProduct = z.output<typeof suggestedProductSchema>;

/** What was learned, from how much and how well; null before the first time. */
export const learningSchema = z
  .object({
    asOf: z.iso.date(),
    computedAt: z.iso.datetime(),
    customers: z.number().int(),
    baskets: z.number().int(),
    products: z.number().int(),
    /** On customers held back: the mean share of their next order among the first ten recommended. */
    quality: z.object({ customers: z.number().int(), recall: z.number(), popularRecall: z.number() }).nullable(),
  })
  .meta({ id: 'SuggestionLearning' });
export type SuggestionLearning = z.output<typeof learningSchema>;

const figures = {
  baskets: z.number().int(),
  /** Of all orders. */
  support: z.number(),
  /** Of the orders with the first. */
  confidence: z.number(),
  /** 1: as often as by chance. */
  lift: z.number(),
};
export const associationSchema = z
  .object({ left: suggestedProductSchema, right: suggestedProductSchema, ...figures })
  .meta({ id: 'Association' });
export type Association = z.output<typeof associationSchema>;

export const listAssociations = defineContract({
  name: 'marketing.list_associations',
  method: 'GET',
  path: '/api/v1/associations',
  summary: {
    'zh-CN': '哪些商品常一起买，提升度高的在前',
    en: 'Which products are bought together, highest lift first',
  },
  access: { permission: 'insight.read' },
  query: z.object(pageQuery),
  response: pageOf(associationSchema).extend({ learning: learningSchema.nullable() }),
});

export const getProductAssociations = defineContract({
  name: 'marketing.get_product_associations',
  method: 'GET',
  path: '/api/v1/products/{id}/associations',
  summary: {
    'zh-CN': '与一个商品一起买、相近和随后买的商品',
    en: 'What is bought with a product, by its buyers, and after it',
  },
  access: { permission: 'products.read' },
  params: idParams,
  response: z.object({
    learning: learningSchema.nullable(),
    /** In the same order. */
    together: z.array(z.object({ product: suggestedProductSchema, ...figures })),
    /** By the same people, the closest first; 1 is the closest. */
    similar: z.array(z.object({ product: suggestedProductSchema, likeness: z.number() })),
    /** For the first time on the next day of purchase. */
    after: z.array(
      z.object({
        product: suggestedProductSchema,
        customers: z.number().int(),
        share: z.number(),
        lift: z.number(),
        days: z.number(),
      }),
    ),
    /** Usual days between two purchases by one customer. */
    intervalDays: z.number().nullable(),
  }),
});

/** Why something is recommended: bought before, bought by buyers of the things named, or bought by many. */
const reasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('again'), times: z.number().int(), lastDay: z.iso.date() }),
  z.object({ kind: z.literal('with'), products: z.array(suggestedProductSchema) }),
  z.object({ kind: z.literal('popular'), buyers: z.number().int() }),
]);
export const recommendationSchema = z
  .object({
    product: suggestedProductSchema,
    /** That the next order holds it; null where nothing is known of the customer. */
    chance: z.number().nullable(),
    reason: reasonSchema,
    /** Why it fits besides: preferred by their own word, or meant for them by the product pyramid. */
    fits: z.array(
      z.object({ kind: z.enum(['tier', 'category', 'brand']), name: z.string(), tier: z.number().int().nullable() }),
    ),
  })
  .meta({ id: 'Recommendation' });
export type Recommendation = z.output<typeof recommendationSchema>;

export const recommendationsSchema = z
  .object({
    learning: learningSchema.nullable(),
    /** Bought before, likely to be bought again. */
    again: z.array(recommendationSchema),
    /** New to the customer. */
    fresh: z.array(recommendationSchema),
    /** What is expected next, and when. */
    next: z.array(
      z.object({
        product: suggestedProductSchema,
        on: z.iso.date(),
        /** So many days earlier or later would be no surprise. */
        tolerance: z.number().int(),
        because: z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('interval'),
            everyDays: z.number().int(),
            times: z.number().int(),
            lastDay: z.iso.date(),
          }),
          z.object({ kind: z.literal('sequence'), after: suggestedProductSchema, share: z.number() }),
        ]),
      }),
    ),
    /** Lines not bought yet, with how many of the buyers of a line of theirs buy them too. */
    lines: z.array(z.object({ id: z.uuid(), name: z.string(), rate: z.number(), from: z.string() })),
    /** By what the profile says, such as the skin type. */
    advice: z.array(
      z.object({
        field: z.string(),
        label: z.object({ 'zh-CN': z.string(), en: z.string() }),
        value: z.string(),
        products: z.array(suggestedProductSchema),
      }),
    ),
    /** What would have been recommended and is not, by why not. */
    leftOut: z.object({
      /** One-time goods that the customer has. */
      owned: z.number().int(),
      outOfStock: z.number().int(),
      notOffered: z.number().int(),
      /** Marked for another skin type or the like. */
      forOthers: z.number().int(),
    }),
    keepsStock: z.boolean(),
  })
  .meta({ id: 'Recommendations' });
export type Recommendations = z.output<typeof recommendationsSchema>;

export const getRecommendations = defineContract({
  name: 'marketing.get_recommendations',
  method: 'GET',
  path: '/api/v1/customers/{id}/recommendations',
  summary: {
    'zh-CN': '给一位客户的商品建议，各有理由；预计下次买什么、何时买',
    en: 'What to recommend to a customer and why; what they are expected to buy next, and when',
  },
  access: { permission: 'orders.read' },
  params: idParams,
  response: recommendationsSchema,
});

export const getCrossSelling = defineContract({
  name: 'marketing.get_cross_selling',
  method: 'GET',
  path: '/api/v1/cross-selling',
  summary: {
    'zh-CN': '品类之间的交叉购买率，以及还没买另一类的客户规则',
    en: 'Cross-buying rates between lines, with the rule for those who have not bought the other one',
  },
  access: { permission: 'insight.read' },
  response: z.object({
    learning: learningSchema.nullable(),
    items: z.array(
      z.object({
        from: z.object({ id: z.uuid(), name: z.string() }),
        to: z.object({ id: z.uuid(), name: z.string() }),
        buyers: z.number().int(),
        both: z.number().int(),
        rate: z.number(),
        /** Whom to offer the second line: bought the first, never the second. */
        rule: ruleSchema,
      }),
    ),
  }),
});

export const learnSuggestions = defineContract({
  name: 'marketing.learn_suggestions',
  method: 'POST',
  path: '/api/v1/associations/learn',
  summary: {
    'zh-CN': '现在就重新学习商品关联和推荐',
    en: 'Learn associations and recommendations anew, now',
  },
  access: { permission: 'segments.write' },
  status: 202,
  idempotent: true,
  response: z.object({ queued: z.literal(true) }),
});
