import { type Route, route } from '#kernel/http/route.ts';
import { draftRule } from './schema.ts';
import type { Drafting } from './service.ts';

export function draftRoutes(drafting: Drafting): readonly Route[] {
  return [route(draftRule, ({ context, body }) => drafting.draft(context, body))];
}
