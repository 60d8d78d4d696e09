import { type Route, route } from '#kernel/http/route.ts';
import { addSuppressions, findSuppressions } from './schema.ts';
import type { SuppressionsDesk } from './service.ts';

/** Many at once, and by address. */
export function suppressionsDeskRoutes(desk: SuppressionsDesk): Route[] {
  return [
    route(findSuppressions, ({ context, body }) => desk.find(context, body.address)),
    route(addSuppressions, ({ tx, context, body }) => desk.addMany(tx, context, body)),
  ];
}
