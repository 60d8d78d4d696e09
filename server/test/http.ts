import type { FastifyInstance } from 'fastify';
import { type Actor, ANONYMOUS_ACTOR } from '#kernel/context.ts';
import type { Route } from '#kernel/http/route.ts';
import { createHttpServer, type HttpServerOptions } from '#kernel/http/server.ts';
import type { Kernel } from '#kernel/module.ts';
import { LOCALES } from '#kernel/pure/text.ts';

/** Header in which tests of the HTTP layer say who they are, in place of real sessions. */
const ACTOR_HEADER = 'x-test-actor';

/** Headers of somebody with these permissions; the same name is the same person. */
export function asActor(name: string, permissions: readonly string[] = []): Readonly<Record<string, string>> {
  return { [ACTOR_HEADER]: JSON.stringify({ name, permissions }) };
}

/** A server over the given routes that believes `asActor`; without it the caller is nobody. */
export function openTestServer(
  kernel: Kernel,
  routes: readonly Route[],
  options: Partial<HttpServerOptions> = {},
): Promise<FastifyInstance> {
  return createHttpServer({
    kernel,
    routes,
    authenticate: async ({ headers }) => {
      const locale = LOCALES.find((known) => known === headers['x-test-locale']);
      return { ...readActor(headers[ACTOR_HEADER]), ...(locale === undefined ? {} : { locale }) };
    },
    ...options,
  });
}

function readActor(header: string | undefined): Actor {
  if (header === undefined) {
    return ANONYMOUS_ACTOR;
  }
  const { name, permissions } = JSON.parse(header) as { name: string; permissions: string[] };
  return { kind: 'user', id: name, name, permissions: new Set(permissions), scopeIds: null };
}

/** The kernel with some parts exchanged; the rest stays the test file's own. */
export function withParts(kernel: Kernel, parts: Partial<Kernel>): Kernel {
  const { config, clock, log, postgres, olap, events, jobs, timers, files, sealer, metrics, transaction } = kernel;
  return { config, clock, log, postgres, olap, events, jobs, timers, files, sealer, metrics, transaction, ...parts };
}
