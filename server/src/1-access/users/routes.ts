import { type Route, route } from '#kernel/http/route.ts';
import { createUser, getUser, listUsers, updateUser } from './schema.ts';
import type { Users } from './service.ts';

/** Users over HTTP. */
export function userRoutes(users: Users): readonly Route[] {
  return [
    route(listUsers, ({ context, query }) => users.list(context, query)),
    route(createUser, ({ tx, context, body }) => users.create(tx, context, body)),
    route(getUser, ({ context, params }) => users.get(context, params.id)),
    route(updateUser, ({ tx, context, params, body }) => users.update(tx, context, { ...body, id: params.id })),
  ];
}
