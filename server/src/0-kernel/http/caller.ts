import type { FastifyRequest } from 'fastify';
import { type Actor, ANONYMOUS_ACTOR, type Context, requireActor, requirePermission } from '#kernel/context.ts';
import type { Contract } from '#kernel/http/contract.ts';
import { type Locale, negotiateLocale } from '#kernel/pure/text.ts';

/** What authentication is given of a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly ip: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** Who asks; `locale` when the account chose one. Answers the anonymous actor, or throws, when the credentials are not good. */
export type Authenticate = (request: Credentials) => Promise<Actor & { readonly locale?: Locale }>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once authentication has run. */
    caller: Context | null;
    /** The JSON body as received. */
    bodyBytes: Buffer | null;
  }
  interface FastifyContextConfig {
    contract?: Contract;
  }
}

/** Request headers; Node joins repeated ones, except set-cookie, which requests do not have. */
export function headersOf(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return request.headers as Readonly<Record<string, string | undefined>>;
}

export function pathOf(request: FastifyRequest): string {
  const query = request.url.indexOf('?');
  return query === -1 ? request.url : request.url.slice(0, query);
}

/** The asker before, or without, authentication: nobody, in the language of the browser. */
export function anonymousContext(request: FastifyRequest): Context {
  return {
    actor: ANONYMOUS_ACTOR,
    requestId: request.id,
    locale: negotiateLocale(request.headers['accept-language']),
  };
}

/** Asks who it is. The language the account chose wins over the browser's. */
export async function identifyCaller(request: FastifyRequest, authenticate: Authenticate): Promise<Context> {
  const { locale, ...actor } = await authenticate({
    headers: headersOf(request),
    cookies: request.cookies,
    ip: request.ip,
    method: request.method,
    path: pathOf(request),
  });
  const nobody = anonymousContext(request);
  return { actor, requestId: request.id, locale: locale ?? nobody.locale };
}

/** Deny by default: throws 401 for nobody, 403 for somebody without the permission. */
export function requireAccess(contract: Contract, context: Context): void {
  if (contract.access === 'public') {
    return;
  }
  if (contract.access === 'signed-in') {
    requireActor(context);
    return;
  }
  requirePermission(context, contract.access.permission);
}
