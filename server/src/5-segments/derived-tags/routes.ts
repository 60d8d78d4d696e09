import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { DerivedTags } from './service.ts';

/** Derived tags over HTTP. */
export function derivedTagRoutes(tags: DerivedTags): Route[] {
  return [route(contracts.listDerivedTags, ({ context, params }) => tags.of(context, params.id))];
}
