import { type Route, route } from '#kernel/http/route.ts';
import {
  changeMyPassword,
  getMe,
  listMySessions,
  revokeMySession,
  SESSION_COOKIE,
  signIn,
  signOut,
  updateMe,
} from './schema.ts';
import type { Sessions } from './service.ts';

/** Sign-in, sign-out and the asker's own account over HTTP. */
export function sessionRoutes(sessions: Sessions): readonly Route[] {
  return [
    route(signIn, async ({ context, body, ip, headers, setCookie }) => {
      const userAgent = headers['user-agent'] ?? '';
      const { me, token, maxAgeSeconds } = await sessions.signIn(context, { ...body, ip, userAgent });
      setCookie(SESSION_COOKIE, token, { maxAgeSeconds });
      return me;
    }),
    route(signOut, async ({ tx, context, cookies, setCookie }) => {
      await sessions.signOut(tx, context, cookies[SESSION_COOKIE]);
      setCookie(SESSION_COOKIE, null);
    }),
    route(getMe, ({ context }) => sessions.me(context)),
    route(updateMe, ({ tx, context, body }) => sessions.updateMe(tx, context, body)),
    route(changeMyPassword, ({ context, body, ip, cookies }) =>
      sessions.changePassword(context, { ...body, ip, token: cookies[SESSION_COOKIE] }),
    ),
    route(listMySessions, ({ context, cookies }) => sessions.list(context, cookies[SESSION_COOKIE])),
    route(revokeMySession, ({ tx, context, params }) => sessions.revoke(tx, context, params.id)),
  ];
}
