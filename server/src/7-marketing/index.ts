import type { Commerce } from '#commerce';
import type { Customers } from '#customers';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { Segments } from '#segments';
import { likingRoutes } from './liking/routes.ts';
import { createLikings } from './liking/service.ts';
import { pyramidRoutes } from './pyramid/routes.ts';
import { createPyramids } from './pyramid/service.ts';
import { recognitionRoutes } from './recognition/routes.ts';
import { createRecognition, type RecognitionOptions } from './recognition/service.ts';
import { RECOGNITION_PATIENCE } from './recognition/settings.ts';
import { learningJob } from './recommendations/jobs.ts';
import { recommendationRoutes } from './recommendations/routes.ts';
import { createRecommendations, type RecommendationOptions } from './recommendations/service.ts';
import { SUGGESTION_SETTINGS } from './recommendations/settings.ts';
import { learningTimer } from './recommendations/timers.ts';

export { type MineBasketsFileOptions, mineBasketsFile } from './baskets/file-mode/service.ts';
export { type BasketsFileSummary, basketsText } from './baskets/file-mode/summary.ts';

/** What can be set here. */
export const MARKETING_SETTINGS = [...SUGGESTION_SETTINGS, RECOGNITION_PATIENCE];

export interface Marketing {
  readonly parts: ModuleParts;
}

export interface MarketingNeeds
  extends Omit<RecommendationOptions, 'kernel' | 'naming' | 'offering' | 'customers' | 'usualDate' | 'likingOf'>,
    Pick<RecognitionOptions, 'work' | 'contact' | 'look'> {
  readonly customers: Customers;
  readonly commerce: Commerce;
  readonly segments: Segments;
}

/** What to offer to whom, and who it is that comes in. */
export function createMarketing(kernel: Kernel, needs: MarketingNeeds): Marketing {
  const { customers, commerce, segments, setting, work, contact, look } = needs;
  const { naming, offering } = commerce;
  const pyramids = createPyramids({ kernel, offering, customers, scores: segments.scores });
  const likings = createLikings({ kernel, customers, commerce, pyramids });
  const { usualDate } = segments.rfm;
  const options = { kernel, naming, offering, customers, setting, usualDate, likingOf: likings.forRecommending };
  const recommendations = createRecommendations(options);
  const advising = recommendations;
  const meeting = { kernel, customers, commerce, segments, work, contact, pyramids, advising, setting, look };
  return {
    parts: {
      name: 'marketing',
      routes: [
        ...recommendationRoutes(recommendations),
        ...pyramidRoutes(pyramids),
        ...likingRoutes(likings),
        ...recognitionRoutes(createRecognition(meeting)),
      ],
      jobs: [learningJob(options)],
      timers: [learningTimer(kernel)],
      settings: MARKETING_SETTINGS,
      // What was learned is about products, without a person in it.
      erasure: {
        name: 'marketing',
        tables: {
          learning_runs: 'none',
          product_pairs: 'none',
          product_neighbours: 'none',
          product_followers: 'none',
          product_facts: 'none',
          pyramids: 'none',
        },
      },
    },
  };
}
