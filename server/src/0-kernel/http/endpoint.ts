import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import {
  type Authenticate,
  anonymousContext,
  headersOf,
  identifyCaller,
  pathOf,
  requireAccess,
} from '#kernel/http/caller.ts';
import type { Contract } from '#kernel/http/contract.ts';
import {
  claimIdempotency,
  fingerprintOf,
  type IdempotentRequest,
  readIdempotencyKey,
  storeReply,
} from '#kernel/http/idempotency.ts';
import { type ParsedInput, parseInput } from '#kernel/http/input.ts';
import type { Limiter } from '#kernel/http/rate-limit.ts';
import type { Download, Route } from '#kernel/http/route.ts';
import { requireSameOrigin } from '#kernel/http/same-origin.ts';
import { openBodyStream, refusePackedJson, type StreamLimits, sendDownload } from '#kernel/http/streams.ts';
import type { Kernel } from '#kernel/module.ts';

export interface EndpointOptions {
  readonly kernel: Pick<Kernel, 'clock' | 'transaction'>;
  readonly authenticate: Authenticate;
  readonly limit: Limiter;
  readonly streamLimits: StreamLimits;
}

interface CookieToSet {
  readonly name: string;
  readonly value: string | null;
  readonly maxAgeSeconds: number | undefined;
}

/** A finished reply: its text (null: no body) or a download, and what goes with it. */
interface Outcome {
  readonly status: number;
  readonly body: { readonly text: string | null } | { readonly download: Download };
  readonly replayed: boolean;
}

/** Registers one route: who → may they → is it well-formed → do it in one transaction → fit the reply → send. */
export function addEndpoint(app: FastifyInstance, route: Route, options: EndpointOptions): void {
  const { contract } = route;
  app.route({
    method: contract.method,
    url: contract.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { contract },
    ...(contract.maxBodyBytes === undefined ? {} : { bodyLimit: contract.maxBodyBytes }),
    // Before the body is read: nobody uploads what they may not.
    onRequest: async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await admit(contract, request, reply, options);
      if (contract.body !== 'stream') {
        refusePackedJson(request);
      }
    },
    handler: (request, reply) => answer(route, request, reply, options),
  });
}

async function admit(
  contract: Contract,
  request: FastifyRequest,
  reply: FastifyReply,
  options: EndpointOptions,
): Promise<void> {
  if (contract.crossOrigin === true) {
    request.caller = anonymousContext(request);
    await options.limit(contract, request, reply, request.caller.actor);
    requireAccess(contract, request.caller);
    return;
  }
  try {
    request.caller = await identifyCaller(request, options.authenticate);
  } catch (error) {
    // Bad credentials count too, by address: keys must not be guessed at full speed.
    await options.limit(contract, request, reply, anonymousContext(request).actor);
    throw error;
  }
  await options.limit(contract, request, reply, request.caller.actor);
  requireAccess(contract, request.caller);
  requireSameOrigin(request);
}

async function answer(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: EndpointOptions,
): Promise<FastifyReply> {
  const { contract } = route;
  const context = request.caller ?? anonymousContext(request);
  const input = parseInput(contract, request);
  const cookies: CookieToSet[] = [];
  const call = {
    ...input,
    ...(contract.body === 'stream' ? { body: openBodyStream(request, options.streamLimits) } : {}),
    context,
    headers: headersOf(request),
    ip: request.ip,
    path: pathOf(request),
    isSecure: request.protocol === 'https',
    cookies: request.cookies,
    setCookie: (name: string, value: string | null, cookie: { readonly maxAgeSeconds?: number } = {}) => {
      cookies.push({ name, value, maxAgeSeconds: cookie.maxAgeSeconds });
    },
    allowOrigin: (origin: string) => {
      if (contract.crossOrigin === true) {
        reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
      }
    },
  };
  const outcome = isTransactional(contract)
    ? await options.kernel.transaction(context, (tx) =>
        write(route, { request, input, context, tx, now: options.kernel.clock.now() }, { ...call, tx }),
      )
    : fitReply(contract, await route.handler(call));
  for (const cookie of cookies) {
    applyCookie(request, reply, cookie);
  }
  return send(reply, outcome);
}

/** Streams are read at the sender's pace, far longer than a transaction may last: those services open their own, as do contracts that say so. */
function isTransactional(contract: Contract): boolean {
  return contract.method !== 'GET' && contract.body !== 'stream' && contract.transaction !== 'own';
}

interface Write {
  readonly request: FastifyRequest;
  readonly input: ParsedInput;
  readonly context: Context;
  readonly tx: Tx;
  readonly now: Date;
}

/** The handler under the claim of its Idempotency-Key. The reply is fitted inside: one that does not fit undoes the write. */
async function write(route: Route, work: Write, call: unknown): Promise<Outcome> {
  const { contract } = route;
  const claim = contract.idempotent === true ? idempotentRequest(work) : null;
  if (claim === null) {
    return fitReply(contract, await route.handler(call));
  }
  const answered = await claimIdempotency(work.tx, claim);
  if (answered.kind === 'replay') {
    return { status: answered.status, body: { text: answered.reply }, replayed: true };
  }
  const outcome = fitReply(contract, await route.handler(call));
  const text = 'text' in outcome.body ? outcome.body.text : null;
  await storeReply(work.tx, claim, { status: outcome.status, reply: text });
  return outcome;
}

function idempotentRequest(work: Write): IdempotentRequest | null {
  const key = readIdempotencyKey(headersOf(work.request)['idempotency-key']);
  if (key === null) {
    return null;
  }
  const path = pathOf(work.request);
  return {
    actor: work.context.actor,
    method: work.request.method,
    path,
    key,
    fingerprint: fingerprintOf([work.request.url.slice(path.length), work.request.bodyBytes ?? '']),
    now: work.now,
  };
}

/** Fields that the response schema does not name are stripped; a reply that does not fit is our fault, a 500. */
function fitReply(contract: Contract, value: unknown): Outcome {
  if (contract.response === 'stream') {
    // The handler's type promises a Download where the contract says stream.
    return { status: contract.status ?? 200, body: { download: value as Download }, replayed: false };
  }
  if (contract.response === undefined) {
    return { status: contract.status ?? 204, body: { text: null }, replayed: false };
  }
  const fitted = contract.response.safeParse(value);
  if (!fitted.success) {
    throw new Error(`The reply of ${contract.name} does not fit its contract`, { cause: fitted.error });
  }
  return { status: contract.status ?? 200, body: { text: JSON.stringify(fitted.data) }, replayed: false };
}

function send(reply: FastifyReply, outcome: Outcome): FastifyReply {
  reply.code(outcome.status);
  if (outcome.replayed) {
    reply.header('idempotency-replayed', 'true');
  }
  if ('download' in outcome.body) {
    return sendDownload(reply, outcome.body.download);
  }
  const { text } = outcome.body;
  return text === null ? reply.send() : reply.type('application/json; charset=utf-8').send(text);
}

/** Not readable by scripts, not sent with other sites' requests, only by https where there is https. */
function applyCookie(request: FastifyRequest, reply: FastifyReply, cookie: CookieToSet): void {
  const fixed = { httpOnly: true, sameSite: 'lax', path: '/', secure: request.protocol === 'https' } as const;
  if (cookie.value === null) {
    reply.clearCookie(cookie.name, fixed);
    return;
  }
  reply.setCookie(cookie.name, cookie.value, {
    ...fixed,
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds }),
  });
}

/** The body of a `stream` contract, whatever its type, is left unread for the handler. */
export function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request: FastifyRequest, _payload: Readable, done) => {
    done(null, undefined);
  });
}

/** JSON, kept as received too: the fingerprint of an Idempotency-Key is over the bytes. An empty body is no body. */
export function readJsonBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    request.bodyBytes = bytes;
    if (bytes.length === 0) {
      done(null, undefined);
      return;
    }
    // It calls back; the declared promise is the other form that Fastify allows.
    void parseJson(request, bytes.toString('utf8'), done);
  });
}
