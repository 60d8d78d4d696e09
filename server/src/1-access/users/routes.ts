import { type Route, route } from '#kernel/http/route.ts';
import { digestSecret } from '../credentials/service.ts';
import { SESSION_COOKIE } from '../sessions/schema.ts';
import { createUser, endUserSessions, getUser, listUsers, resetUserPassword, updateUser } from './schema.ts';
import type { Users } from './service.ts';

/** Users over HTTP. */
export function userRoutes(users: Users): readonly Route[] {
  return [
    route(listUsers, ({ context, query }) => users.list(context, query)),
    route(createUser, ({ tx, context, body }) => users.create(tx, context, body)),
    route(getUser, ({ context, params }) => users.get(context, params.id)),
    route(updateUser, ({ tx, context, params, body }) => users.update(tx, context, { ...body, id: params.id })),
    route(resetUserPassword, ({ tx, context, params }) => users.resetPassword(tx, context, params.id)),
    route(endUserSessions, ({ tx, context, params, cookies }) => {
      const token = cookies[SESSION_COOKIE];
      const exceptHash = token === undefined ? null : digestSecret(token);
      return users.endSessions(tx, context, { id: params.id, exceptHash });
    }),
  ];
}
