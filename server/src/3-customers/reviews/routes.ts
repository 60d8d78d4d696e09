import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Reviews } from './service.ts';

/** The review queue. */
export function reviewRoutes(reviews: Reviews): Route[] {
  return [
    route(contracts.listReviews, ({ context, query }) => reviews.list(context, query)),
    route(contracts.getReviewSummary, ({ context }) => reviews.summary(context)),
    route(contracts.nextReview, async ({ context, query }) => ({ pair: await reviews.next(context, query) })),
    route(contracts.getReview, ({ context, params }) => reviews.get(context, params.id)),
    route(contracts.acceptReview, ({ context, params, body, tx }) =>
      reviews.accept(tx, context, params.id, body.reason),
    ),
    route(contracts.rejectReview, ({ context, params, body, tx }) =>
      reviews.reject(tx, context, params.id, body.reason),
    ),
    route(contracts.undoReview, ({ context, params, body, tx }) => reviews.undo(tx, context, params.id, body.reason)),
    route(contracts.decideReviews, async ({ context, body, tx }) => ({
      results: await reviews.decide(tx, context, body),
    })),
    route(contracts.scanForDuplicates, ({ context, tx }) => reviews.requestScan(tx, context)),
  ];
}
