import { type Route, route } from '#kernel/http/route.ts';
import { previewLimits } from './schema.ts';
import type { Limits } from './service.ts';

/** What limits mean before they hold. */
export function limitRoutes(limits: Limits): Route[] {
  return [route(previewLimits, ({ context, body }) => limits.preview(context, body))];
}
