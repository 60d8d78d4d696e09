import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { learningJob } from './recommendations/jobs.ts';
import { recommendationRoutes } from './recommendations/routes.ts';
import { createRecommendations, type RecommendationOptions } from './recommendations/service.ts';
import { SUGGESTION_SETTINGS } from './recommendations/settings.ts';
import { learningTimer } from './recommendations/timers.ts';

export { type MineBasketsFileOptions, mineBasketsFile } from './baskets/file-mode/service.ts';
export { type BasketsFileSummary, basketsText } from './baskets/file-mode/summary.ts';
export { SUGGESTION_SETTINGS } from './recommendations/settings.ts';

export interface Marketing {
  readonly parts: ModuleParts;
}

/** What to offer to whom. */
export function createMarketing(kernel: Kernel, needs: Omit<RecommendationOptions, 'kernel'>): Marketing {
  const options = { kernel, ...needs };
  return {
    parts: {
      name: 'marketing',
      routes: recommendationRoutes(createRecommendations(options)),
      jobs: [learningJob(options)],
      timers: [learningTimer(kernel)],
      settings: SUGGESTION_SETTINGS,
      // What was learned is about products, without a person in it.
      erasure: {
        name: 'marketing',
        tables: {
          learning_runs: 'none',
          product_pairs: 'none',
          product_neighbours: 'none',
          product_followers: 'none',
          product_facts: 'none',
        },
      },
    },
  };
}
