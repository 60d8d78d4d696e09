import { type Route, route } from '#kernel/http/route.ts';
import { listRetention } from './schema.ts';
import type { Retention } from './service.ts';

/** Periods of retention over HTTP; they are changed as settings. */
export function retentionRoutes(retention: Pick<Retention, 'list'>): readonly Route[] {
  return [route(listRetention, ({ context }) => retention.list(context))];
}
