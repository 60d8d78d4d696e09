import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Tags } from './service.ts';

/** Tags and who has them. */
export function tagRoutes(tags: Tags): Route[] {
  return [
    route(contracts.listTags, ({ context }) => tags.list(context)),
    route(contracts.tagCustomers, ({ tx, context, body }) => tags.apply(tx, context, body)),
    route(contracts.renameTag, ({ tx, context, params, body }) => tags.rename(tx, context, { ...params, ...body })),
    route(contracts.mergeTags, ({ tx, context, params, body }) =>
      tags.merge(tx, context, { fromId: params.id, intoId: body.into }),
    ),
    route(contracts.removeTag, ({ tx, context, params }) => tags.remove(tx, context, params.id)),
  ];
}
