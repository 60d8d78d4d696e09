import cookiePlugin from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { AppError } from '#kernel/errors.ts';
import { type Authenticate, anonymousContext, pathOf } from '#kernel/http/caller.ts';
import { addEndpoint, type EndpointOptions, leaveBodiesUnread, readJsonBodies } from '#kernel/http/endpoint.ts';
import { classifyFailure } from '#kernel/http/failure.ts';
import { layerRoutes } from '#kernel/http/health.ts';
import { createMethodFinder, methodNotAllowed, routeNotFound } from '#kernel/http/not-found.ts';
import { PROBLEM_MEDIA_TYPE, presentProblem } from '#kernel/http/problem.ts';
import { createLimiter, DEFAULT_RATE_LIMITS, type RateLimitOptions } from '#kernel/http/rate-limit.ts';
import type { Route } from '#kernel/http/route.ts';
import { checkRoutes } from '#kernel/http/route-check.ts';
import { addSecurityHeaders } from '#kernel/http/security-headers.ts';
import { addStaticFiles, type StaticFiles } from '#kernel/http/static-files.ts';
import { DEFAULT_STREAM_LIMITS, type StreamLimits } from '#kernel/http/streams.ts';
import { addTelemetry, REQUEST_ID_HEADER, requestIdFrom } from '#kernel/http/telemetry.ts';
import type { Kernel } from '#kernel/module.ts';

export type { Authenticate, Credentials } from '#kernel/http/caller.ts';

export interface HttpServerOptions {
  readonly kernel: Kernel;
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  /** The built web folder; null or absent serves the API alone. */
  readonly webDir?: string | null;
  /** false turns limits off (benchmarks). */
  readonly rateLimits?: Partial<RateLimitOptions> | false;
  readonly streamLimits?: Partial<StreamLimits>;
  /** Proxies whose X-Forwarded-* headers are believed; those on this machine unless told. */
  readonly trustProxy?: boolean | string | readonly string[];
  /** Shown by health and OpenAPI. */
  readonly version?: string;
}

const JSON_BODY_BYTES = 1024 ** 2;
/** An unread body up to this size is read to its end, so that the connection can go on; beyond it is cut. */
const DRAINED_BYTES = 64 * 1024;

/** Builds the server and registers every route; does not listen yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { kernel } = options;
  const app = createFastify(options);
  app.decorateRequest('caller', null);
  app.decorateRequest('bodyBytes', null);
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply));
  addTelemetry(app, kernel.metrics);
  await app.register(cookiePlugin);
  await addSecurityHeaders(app);
  const files = options.webDir ? await addStaticFiles(app, options.webDir) : null;
  const routes = [
    ...layerRoutes({ kernel, routes: options.routes, version: options.version ?? '0.0.0' }),
    ...options.routes,
  ];
  checkRoutes(routes.map((route) => route.contract));
  addNotFound(app, routes, files);
  const limit =
    options.rateLimits === false
      ? async () => undefined
      : await createLimiter(app, { ...DEFAULT_RATE_LIMITS, ...options.rateLimits });
  const endpoint: EndpointOptions = {
    kernel,
    authenticate: options.authenticate,
    limit,
    streamLimits: { ...DEFAULT_STREAM_LIMITS, ...options.streamLimits },
  };
  await app.register(async (scope) => {
    readJsonBodies(scope);
    addAll(
      scope,
      routes.filter((route) => route.contract.body !== 'stream'),
      endpoint,
    );
  });
  await app.register(async (scope) => {
    leaveBodiesUnread(scope);
    addAll(
      scope,
      routes.filter((route) => route.contract.body === 'stream'),
      endpoint,
    );
  });
  await app.ready();
  return app;
}

function addAll(app: FastifyInstance, routes: readonly Route[], options: EndpointOptions): void {
  for (const route of routes) {
    addEndpoint(app, route, options);
  }
}

function createFastify(options: HttpServerOptions): FastifyInstance {
  const trustProxy = options.trustProxy ?? 'loopback';
  const app = fastify({
    loggerInstance: options.kernel.log,
    // The access line is ours: Fastify's holds the raw URL.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: (request) => requestIdFrom(request.headers[REQUEST_ID_HEADER]),
    requestIdHeader: false,
    bodyLimit: JSON_BODY_BYTES,
    trustProxy: Array.isArray(trustProxy) ? [...trustProxy] : (trustProxy as boolean | string),
    frameworkErrors: (error, request, reply) => {
      reply.header(REQUEST_ID_HEADER, request.id);
      // Both are the framework's own, before any hook has run; only their generics differ.
      sendFailure(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    },
  });
  // Only the logger's type differs from the default instance.
  return app as unknown as FastifyInstance;
}

function addNotFound(app: FastifyInstance, routes: readonly Route[], files: StaticFiles | null): void {
  const methodsOf = createMethodFinder(routes.map((route) => route.contract));
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const allowed = methodsOf(path);
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '));
      return sendProblem(methodNotAllowed(request.method, allowed), request, reply);
    }
    if (files?.isPage(request, path) === true) {
      return files.sendPage(reply);
    }
    return sendProblem(routeNotFound(), request, reply);
  });
}

function sendFailure(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { error, expected } = classifyFailure(thrown);
  if (!expected) {
    request.log.error({ err: thrown, code: error.code }, 'request failed');
  } else if (error.status === 503 && error.cause !== undefined) {
    request.log.warn({ err: error, code: error.code }, 'request turned away');
  }
  return sendProblem(error, request, reply);
}

function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(error.retryAfterSeconds));
  }
  if (error.status === 401) {
    reply.header('www-authenticate', 'Bearer realm="zhike"');
  }
  if (hasLongUnreadBody(request)) {
    reply.header('connection', 'close');
  }
  return reply
    .code(error.status)
    .header('cache-control', 'no-store')
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(presentProblem(error, request.caller ?? anonymousContext(request))));
}

function hasLongUnreadBody(request: FastifyRequest): boolean {
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  return !request.raw.complete && (isChunked || Number(request.headers['content-length'] ?? 0) > DRAINED_BYTES);
}
