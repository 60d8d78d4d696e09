import { type Route, route } from '#kernel/http/route.ts';
import { computeScore, getCustomerScoreValues, getScore, listScoreCustomers, listScores } from './schema.ts';
import type { Scores } from './service.ts';

export function scoreRoutes(scores: Scores): readonly Route[] {
  return [
    route(listScores, ({ context }) => scores.list(context)),
    route(getScore, ({ context, params, query }) => scores.get(context, params.kind, query.against)),
    route(listScoreCustomers, ({ context, params, query }) => scores.customers(context, params.kind, query)),
    route(computeScore, ({ tx, context, params }) => scores.requestCompute(tx, context, params.kind)),
    route(getCustomerScoreValues, ({ context, params }) => scores.ofCustomer(context, params.id)),
  ];
}
