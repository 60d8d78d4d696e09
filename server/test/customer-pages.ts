import { COMMERCE_PERMISSIONS, createCommerce } from '#commerce';
import { CUSTOMERS_PERMISSIONS, createCustomers, MATCH_SETTINGS } from '#customers';
import { systemContext } from '#kernel/context.ts';
import type { Route } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import { type TestAccess, useAccess } from './access.ts';

/** A JSON answer, and its text for what must not be in it anywhere. */
export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
  readonly body: any;
  readonly text: string;
}

export interface CustomerPages {
  readonly access: TestAccess;
  /** The routes themselves, for a server that believes made-up actors. */
  routes(): readonly Route[];
  /** Headers of a key of the role that holds only in the scope. */
  inScope(role: 'agent' | 'store' | 'manager', scopeId: string): Promise<Readonly<Record<string, string>>>;
  scope(name: string): Promise<string>;
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(url: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(url: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  put(url: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** The endpoints of customers and orders behind the real server and the real access module. */
export function useCustomerPages(kernel: Kernel): CustomerPages {
  let routes: readonly Route[] = [];
  const access = useAccess(kernel, {
    permissions: [...CUSTOMERS_PERMISSIONS, ...COMMERCE_PERMISSIONS],
    settings: MATCH_SETTINGS,
    routes: (real) => {
      const customers = createCustomers(kernel, real);
      const commerce = createCommerce(kernel, customers);
      for (const owner of commerce.factOwners) {
        customers.registerFacts(owner);
      }
      for (const belonging of commerce.belongings) {
        customers.registerBelonging(belonging);
      }
      routes = [...(customers.parts.routes ?? []), ...(commerce.parts.routes ?? [])];
      return routes;
    },
  });
  const send = async (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    url: string,
    headers: object,
    payload?: object,
  ): Promise<Answer> => {
    const reply = await access.app.inject({
      method,
      url,
      headers: { ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: reply.statusCode, body: JSON.parse(reply.body), text: reply.body };
  };
  return {
    access,
    routes: () => routes,
    get: (url, headers = {}) => send('GET', url, headers),
    post: (url, body, headers = {}) => send('POST', url, headers, body),
    patch: (url, body, headers = {}) => send('PATCH', url, headers, body),
    put: (url, body, headers = {}) => send('PUT', url, headers, body),
    scope: async (name) => {
      const { body } = await send('POST', '/api/v1/scopes', await access.as('admin'), { type: 'shop', name });
      return body.id;
    },
    inScope: async (role, scopeId) => {
      const name = `${role} of ${scopeId}`;
      const { key } = await access.access.createApiKey(systemContext('test'), { name, role, scopeId });
      return { authorization: `Bearer ${key}` };
    },
  };
}
