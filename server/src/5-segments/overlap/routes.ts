import { type Route, route } from '#kernel/http/route.ts';
import { listOverlapPeople, overlapSegments } from './schema.ts';
import type { Overlap } from './service.ts';

export function overlapRoutes(overlap: Overlap): readonly Route[] {
  return [
    route(overlapSegments, ({ context, body }) => overlap.overlap(context, body)),
    route(listOverlapPeople, ({ context, body }) => overlap.people(context, body)),
  ];
}
