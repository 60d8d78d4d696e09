import type { LearningRun } from './learned-content.ts';
import type { SuggestedProduct, SuggestionLearning } from './schema.ts';

/** A year: every season once, and what is not sold any more is forgotten. */
export const WINDOW_DAYS = 365;

/** A product as suggestions show it; nothing for one that is gone from the catalogue. */
export function withProduct<T>(
  products: ReadonlyMap<string, SuggestedProduct>,
  wanted: string,
  make: (product: SuggestedProduct) => T,
): T[] {
  const product = products.get(wanted);
  if (product === undefined) {
    return [];
  }
  const { id, code, name, imageId } = product;
  return [make({ id, code, name, imageId })];
}

/** What was learned, as everybody is told. */
export function learningOf({ content, computedAt, ...run }: LearningRun): SuggestionLearning {
  const { asOf, customers, baskets, products } = run;
  return { asOf, computedAt: computedAt.toISOString(), customers, baskets, products, quality: content.quality };
}
