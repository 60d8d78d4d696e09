import { type Route, route } from '#kernel/http/route.ts';
import { getHome } from './schema.ts';
import type { createHome } from './service.ts';

/** The home page. */
export function homeRoutes(home: ReturnType<typeof createHome>): Route[] {
  return [route(getHome, ({ context }) => home.read(context))];
}
