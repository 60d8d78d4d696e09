import { type Route, route } from '#kernel/http/route.ts';
import { getMetric, listMetricPeople, listMetrics } from './schema.ts';
import type { Metrics } from './service.ts';

/** Metrics and the people behind them. */
export function metricRoutes(metrics: Metrics): Route[] {
  return [
    route(listMetrics, ({ context }) => metrics.list(context)),
    route(getMetric, ({ context, params, query }) => metrics.get(context, params.name, query)),
    route(listMetricPeople, ({ context, params, body }) => metrics.people(context, params.name, body)),
  ];
}
