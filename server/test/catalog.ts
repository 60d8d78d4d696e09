import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type { Route } from '#kernel/http/route.ts';
import type { TestKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

/** A manager of the catalogue, somebody who keeps it without seeing costs, and a reader. */
export const CATALOG_ACTORS = {
  manager: asActor('陈经理', ['products.read', 'products.write', 'costs.read']),
  marketer: asActor('小林', ['products.read', 'products.write']),
  reader: asActor('小赵', ['products.read']),
} as const;
export type CatalogActor = keyof typeof CATALOG_ACTORS;

export interface CatalogReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into replies of every shape
  readonly json: any;
  readonly bytes: Buffer;
}

/** Calls the catalogue over HTTP as one of its people. */
export interface CatalogClient {
  readonly app: FastifyInstance;
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, options?: CallOptions): Promise<CatalogReply>;
  /** As `call`, expecting success. */
  ok(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    options?: CallOptions,
  ): Promise<CatalogReply['json']>;
}

export interface CallOptions {
  readonly as?: CatalogActor;
  readonly body?: unknown;
  readonly file?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function openCatalogClient(kernel: TestKernel, routes: readonly Route[]): Promise<CatalogClient> {
  const app = await openTestServer(kernel, routes);
  const call: CatalogClient['call'] = async (method, url, { as = 'manager', body, file, headers = {} } = {}) => {
    const sent = file === undefined ? {} : { 'content-type': 'application/octet-stream' };
    const payload = file === undefined ? body : Buffer.from(file);
    const reply = await app.inject({
      method,
      url: `/api/v1${url}`,
      headers: { ...CATALOG_ACTORS[as], ...sent, ...headers },
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    const isJson = String(reply.headers['content-type'] ?? '').includes('json');
    return {
      status: reply.statusCode,
      headers: reply.headers,
      json: isJson ? reply.json() : null,
      bytes: reply.rawPayload,
    };
  };
  return {
    app,
    call,
    ok: async (method, url, options) => {
      const reply = await call(method, url, options);
      expect(reply.status, JSON.stringify(reply.json)).toBeLessThan(300);
      return reply.json;
    },
  };
}

/** A PNG of one colour and this size, as small as it gets. */
export function pngOf(width: number, height: number, fill = 0): Buffer {
  const head = Buffer.alloc(33);
  head.write('\x89PNG\r\n\x1a\n', 0, 'latin1');
  head.writeUInt32BE(13, 8);
  head.write('IHDR', 12, 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.writeUInt8(8, 24);
  head.writeUInt8(2, 25);
  return Buffer.concat([head, Buffer.from([fill])]);
}
