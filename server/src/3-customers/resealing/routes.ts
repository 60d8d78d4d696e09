import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Resealing } from './service.ts';

/** How far sealing is. */
export function resealingRoutes(resealing: Pick<Resealing, 'list'>): Route[] {
  return [route(contracts.listSealings, ({ context }) => resealing.list(context))];
}
