import { type Route, route } from '#kernel/http/route.ts';
import { describeRule } from './schema.ts';
import type { Profiling } from './service.ts';

export function profileRoutes(profiling: Profiling): readonly Route[] {
  return [route(describeRule, ({ context, body }) => profiling.describe(context, body))];
}
