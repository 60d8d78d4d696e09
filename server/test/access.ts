import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { type Access, type AccessOptions, createAccess, type RoleName } from '#access';
import { systemContext } from '#kernel/context.ts';
import type { Route } from '#kernel/http/route.ts';
import { createHttpServer } from '#kernel/http/server.ts';
import type { Kernel } from '#kernel/module.ts';

/** Checked in a millisecond. */
export const CHEAP_PASSWORDS = { N: 1024, r: 8, p: 1 } as const;

export interface UseAccessOptions extends Partial<AccessOptions> {
  /** Beside those of the module. */
  readonly routes?: (access: Access) => readonly Route[];
}

export interface TestAccess {
  readonly access: Access;
  /** The module behind the real HTTP server, without rate limits. */
  readonly app: FastifyInstance;
  /** Headers of an API key of the role, made at first use. */
  as(role: RoleName): Promise<Readonly<Record<string, string>>>;
}

/** Gives the test file the real `1-access` over its kernel, behind the real HTTP server. */
export function useAccess(kernel: Kernel, options: UseAccessOptions = {}): TestAccess {
  let current: { readonly access: Access; readonly app: FastifyInstance } | null = null;
  const keys = new Map<RoleName, Promise<{ key: string }>>();
  beforeAll(async () => {
    const access = createAccess(kernel, { permissions: [], settings: [], passwordCost: CHEAP_PASSWORDS, ...options });
    const routes = [...(access.parts.routes ?? []), ...(options.routes?.(access) ?? [])];
    const app = await createHttpServer({ kernel, routes, authenticate: access.authenticate, rateLimits: false });
    current = { access, app };
  });
  afterAll(async () => {
    await current?.app.close();
    current = null;
    keys.clear();
  });
  const opened = () => {
    if (current === null) {
      throw new Error('Access exists only while the tests and hooks of the file run');
    }
    return current;
  };
  return {
    get access() {
      return opened().access;
    },
    get app() {
      return opened().app;
    },
    as: async (role) => {
      const made = keys.get(role) ?? opened().access.createApiKey(systemContext('test'), { name: role, role });
      keys.set(role, made);
      return { authorization: `Bearer ${(await made).key}` };
    },
  };
}
