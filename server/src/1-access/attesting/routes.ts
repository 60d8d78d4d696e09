import { type Route, route } from '#kernel/http/route.ts';
import { SESSION_COOKIE } from '../sessions/schema.ts';
import { attest, getAttestation } from './schema.ts';
import type { Attesting } from './service.ts';

/** Attestations over HTTP. */
export function attestationRoutes(attesting: Attesting): readonly Route[] {
  return [
    route(getAttestation, ({ context, cookies }) => attesting.state(context, cookies[SESSION_COOKIE])),
    route(attest, ({ context, body, cookies, ip }) =>
      attesting.attest(context, { given: body, token: cookies[SESSION_COOKIE], ip }),
    ),
  ];
}
