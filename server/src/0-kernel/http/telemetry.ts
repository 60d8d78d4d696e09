import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newId } from '#kernel/clock.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';

export const REQUEST_ID_HEADER = 'x-request-id';
const SANE_REQUEST_ID = /^[A-Za-z0-9_.:-]{8,64}$/;
const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
/** Asked every few seconds by machines: not worth a line each. */
const QUIET_ROUTES = new Set(['/api/v1/health', '/api/v1/ready', '/metrics']);

/** The caller's request id when it is short and plain enough to be logged, else a new one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && SANE_REQUEST_ID.test(header) ? header : newId();
}

/** The route as written in its contract, never the URL with its values; `static` and `unmatched` for the rest. */
export function routeTemplate(request: FastifyRequest): string {
  return (
    request.routeOptions.config.contract?.path ?? (request.routeOptions.url === undefined ? 'unmatched' : 'static')
  );
}

/** Request ids in every reply, one access line and two figures per request. */
export function addTelemetry(app: FastifyInstance, metrics: Metrics): void {
  const labels = ['route', 'method', 'status'];
  const requests = metrics.counter(
    'zhike_http_requests_total',
    'Requests answered, by route, method and status',
    labels,
  );
  const seconds = metrics.histogram(
    'zhike_http_request_duration_seconds',
    'Seconds from the first byte of a request to the last of its reply',
    ['route', 'method'],
    DURATION_BUCKETS,
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = routeTemplate(request);
    const { method } = request;
    const status = reply.statusCode;
    requests.inc({ route, method, status: String(status) });
    seconds.observe({ route, method }, reply.elapsedTime / 1000);
    const level = QUIET_ROUTES.has(route) && status < 500 ? 'debug' : 'info';
    request.log[level]({ method, route, status, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'request');
  });
}
