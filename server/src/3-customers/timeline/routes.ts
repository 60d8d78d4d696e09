import { type Route, route } from '#kernel/http/route.ts';
import { getTimeline } from './schema.ts';
import type { Timeline } from './service.ts';

/** The time-line of a customer. */
export function timelineRoutes(timeline: Timeline): Route[] {
  return [route(getTimeline, ({ context, params, query }) => timeline.get(context, params.id, query))];
}
