import type { FastifyInstance } from 'fastify';

/** What came back. */
export interface BrowserReply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
  readonly body: any;
}

/** Somebody at a browser: sends calls, keeps cookies. */
export interface Browser {
  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object): Promise<BrowserReply>;
  readonly cookies: ReadonlyMap<string, string>;
  /** From then on. */
  moveTo(ip: string): void;
}

/** A browser of its own, without cookies, at an address. */
export function openBrowser(app: FastifyInstance, ip: string): Browser {
  const cookies = new Map<string, string>();
  let address = ip;
  return {
    cookies,
    moveTo: (next) => {
      address = next;
    },
    send: async (method, url, payload) => {
      const reply = await app.inject({
        method,
        url,
        remoteAddress: address,
        cookies: Object.fromEntries(cookies),
        ...(payload === undefined ? {} : { payload }),
      });
      for (const { name, value } of reply.cookies) {
        cookies.set(name, value);
      }
      return { status: reply.statusCode, body: reply.body === '' ? null : JSON.parse(reply.body) };
    },
  };
}
