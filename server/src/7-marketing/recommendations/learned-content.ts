import { z } from 'zod';
import type { LogisticModel } from '#segments/pure';
import type { Ranking } from './ranking.ts';

const shapeSchema = z.object({
  features: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('number'),
        name: z.string(),
        mean: z.number(),
        spread: z.number(),
        bends: z.array(z.number()),
        hasMissing: z.boolean(),
      }),
      z.object({ kind: z.literal('word'), name: z.string(), words: z.array(z.string()) }),
    ]),
  ),
  starts: z.array(z.number().int()),
  columns: z.number().int(),
});
const modelSchema = z
  .object({ shape: shapeSchema, intercept: z.number(), weights: z.array(z.number()), means: z.array(z.number()) })
  .nullable();

/** What of the learning is kept beside the tables of products. */
export const learnedContentSchema = z.object({
  own: modelSchema,
  fresh: modelSchema,
  quality: z.object({ customers: z.number().int(), recall: z.number(), popularRecall: z.number() }).nullable(),
  lines: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      buyers: z.number().int(),
      both: z.number().int(),
      rate: z.number(),
    }),
  ),
});
export type LearnedContent = z.output<typeof learnedContentSchema>;

/** What was learned in one go. */
export interface LearningRun {
  readonly id: string;
  readonly asOf: string;
  readonly customers: number;
  readonly baskets: number;
  readonly products: number;
  readonly content: LearnedContent;
  readonly computedAt: Date;
}

/** A model as it is kept. */
export function keptModel(model: LogisticModel | null): LearnedContent['own'] {
  if (model === null) {
    return null;
  }
  const { shape, intercept, weights, means } = model;
  const features = shape.features.map((feature) =>
    feature.kind === 'number' ? { ...feature, bends: [...feature.bends] } : { ...feature, words: [...feature.words] },
  );
  return {
    shape: { features, starts: [...shape.starts], columns: shape.columns },
    intercept,
    weights: [...weights],
    means: [...means],
  };
}

/** How chances follow from features, as it was kept. */
export function rankingOf({ own, fresh }: Pick<LearnedContent, 'own' | 'fresh'>): Ranking {
  const model = (kept: LearnedContent['own']): LogisticModel | null =>
    kept === null ? null : { ...kept, weights: Float64Array.from(kept.weights), means: Float64Array.from(kept.means) };
  return { own: model(own), fresh: model(fresh) };
}
