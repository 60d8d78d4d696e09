import { type Route, route } from '#kernel/http/route.ts';
import { listGapPeople, listGaps } from './schema.ts';
import type { Gaps } from './service.ts';

export function gapRoutes(gaps: Gaps): readonly Route[] {
  return [
    route(listGaps, ({ context, body }) => gaps.list(context, body)),
    route(listGapPeople, ({ context, body }) => gaps.people(context, body)),
  ];
}
