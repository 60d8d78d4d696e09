import type { Context } from '#kernel/context.ts';
import { type Route, route } from '#kernel/http/route.ts';
import { presentTaken } from '../records/routes.ts';
import type { TakenRecord } from '../records/service.ts';
import * as contracts from './schema.ts';
import type { Segment } from './service.ts';

/** Segment's public HTTP format. */
export function segmentRoutes(segment: Segment): Route[] {
  const reply = (context: Context, taken: readonly TakenRecord[]) => ({
    success: taken.every((result) => result.outcome !== 'rejected'),
    results: taken.map((result) => presentTaken(context, result)),
  });
  return [
    route(contracts.segmentIdentify, async ({ context, body, query }) =>
      reply(context, await segment.take(context, [{ ...body, type: 'identify' }], query)),
    ),
    route(contracts.segmentTrack, async ({ context, body, query }) =>
      reply(context, await segment.take(context, [{ ...body, type: 'track' }], query)),
    ),
    route(contracts.segmentPage, async ({ context, body, query }) =>
      reply(context, await segment.take(context, [{ ...body, type: 'page' }], query)),
    ),
    route(contracts.segmentBatch, async ({ context, body, query }) =>
      reply(context, await segment.take(context, body.batch, query)),
    ),
  ];
}
