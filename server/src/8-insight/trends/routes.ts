import { type Route, route } from '#kernel/http/route.ts';
import { getTrends } from './schema.ts';
import type { Trends } from './service.ts';

export function trendRoutes(trends: Trends): Route[] {
  return [route(getTrends, ({ context, query }) => trends.get(context, query))];
}
