import { type Route, route } from '#kernel/http/route.ts';
import { getPack, listPacks, makePack, writePackComment } from './schema.ts';
import type { Packs } from './service.ts';

/** Monthly packs for managers. */
export function packRoutes(packs: Packs): Route[] {
  return [
    route(listPacks, ({ context, query }) => packs.list(context, query)),
    route(getPack, ({ context, params }) => packs.get(context, params.id)),
    route(makePack, ({ context, body }) => packs.make(context, body.month)),
    route(writePackComment, ({ tx, context, params, body }) => packs.write(tx, context, { ...params, ...body })),
  ];
}
