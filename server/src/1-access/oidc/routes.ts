import { type Route, route } from '#kernel/http/route.ts';
import { SESSION_COOKIE } from '../sessions/schema.ts';
import { beginOidc, finishOidc, getOidcProvider, getSignInOptions, OIDC_COOKIE, putOidcProvider } from './schema.ts';
import type { Oidc } from './service.ts';

const ATTEMPT_SECONDS = 600;

/** The company sign-in over HTTP. */
export function oidcRoutes(oidc: Oidc): readonly Route[] {
  return [
    route(getSignInOptions, () => oidc.options()),
    route(beginOidc, async ({ context, body, setCookie }) => {
      const { url, browserToken } = await oidc.begin(context, body.next);
      setCookie(OIDC_COOKIE, browserToken, { maxAgeSeconds: ATTEMPT_SECONDS });
      return { url };
    }),
    route(finishOidc, async ({ context, body, cookies, ip, headers, setCookie }) => {
      const userAgent = headers['user-agent'] ?? '';
      const { me, token, maxAgeSeconds, next } = await oidc.finish(context, {
        parameters: body.parameters,
        browserToken: cookies[OIDC_COOKIE],
        visit: { ip, userAgent },
      });
      setCookie(OIDC_COOKIE, null);
      setCookie(SESSION_COOKIE, token, { maxAgeSeconds });
      return { me, next };
    }),
    route(getOidcProvider, ({ context }) => oidc.settings(context)),
    route(putOidcProvider, ({ tx, context, body }) => oidc.change(tx, context, body)),
  ];
}
