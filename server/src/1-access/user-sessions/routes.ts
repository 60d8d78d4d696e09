import { type Route, route } from '#kernel/http/route.ts';
import { SESSION_COOKIE } from '../sessions/schema.ts';
import { endUserSession, listUserSessions } from './schema.ts';
import type { UserSessions } from './service.ts';

/** Sessions of others over HTTP. */
export function userSessionRoutes(sessions: UserSessions): readonly Route[] {
  return [
    route(listUserSessions, ({ context, params, cookies }) =>
      sessions.list(context, params.id, cookies[SESSION_COOKIE]),
    ),
    route(endUserSession, ({ tx, context, params }) => sessions.end(tx, context, params)),
  ];
}
