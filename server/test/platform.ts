import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import type { RoleName } from '#access';
import { systemContext } from '#kernel/context.ts';
import { createHttpServer } from '#kernel/http/server.ts';
import type { Kernel } from '#kernel/module.ts';
import { createPlatform, type Platform } from '../src/wiring.ts';
import { CHEAP_PASSWORDS } from './access.ts';
import { openTestServer } from './http.ts';

export interface TestPlatform {
  readonly platform: Platform;
  /** All of it behind the real HTTP server, without rate limits. */
  readonly app: FastifyInstance;
  /** Headers of an API key of the role, made at first use. */
  as(role: RoleName): Promise<Readonly<Record<string, string>>>;
}

export interface UsePlatformOptions {
  /** Believes made-up actors (`asActor`) instead of asking for keys and sessions. */
  readonly isTrusting?: boolean;
}

/** Gives the test file the whole platform as `wiring.ts` puts it together, over its kernel. */
export function usePlatform(kernel: Kernel, { isTrusting = false }: UsePlatformOptions = {}): TestPlatform {
  let current: { readonly platform: Platform; readonly app: FastifyInstance } | null = null;
  const keys = new Map<RoleName, Promise<{ key: string }>>();
  beforeAll(async () => {
    const platform = createPlatform(kernel, { passwordCost: CHEAP_PASSWORDS });
    const { routes, access } = platform;
    const app = isTrusting
      ? await openTestServer(kernel, routes)
      : await createHttpServer({ kernel, routes, authenticate: access.authenticate, rateLimits: false });
    current = { platform, app };
  });
  afterAll(async () => {
    await current?.app.close();
    current = null;
    keys.clear();
  });
  const opened = () => {
    if (current === null) {
      throw new Error('The platform exists only while the tests and hooks of the file run');
    }
    return current;
  };
  return {
    get platform() {
      return opened().platform;
    },
    get app() {
      return opened().app;
    },
    as: async (role) => {
      const made = keys.get(role) ?? opened().platform.access.createApiKey(systemContext('test'), { name: role, role });
      keys.set(role, made);
      return { authorization: `Bearer ${(await made).key}` };
    },
  };
}
