import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '#kernel/errors.ts';
import { isPublicAddress } from '#kernel/pure/public-address.ts';

export interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of the whole exchange: resolving, connecting, sending, reading. */
  readonly timeoutMs: number;
  /** Of the answer; what is longer is cut off there. */
  readonly maxBytes: number;
}

export interface GuardedReply {
  readonly status: number;
  /** Names in lower case; of headers that came several times, the values joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly isCut: boolean;
}

/** Requests to addresses that people type in: never into an internal network, never after a redirect. */
export interface GuardedFetch {
  /**
   * Throws `address_refused` (422: nothing was sent), `host_timeout` (504) and `host_unreachable` (502). Redirects
   * come back as they are.
   */
  (url: string, request: GuardedRequest): Promise<GuardedReply>;
  /** Throws `address_refused` (422) for addresses that nothing would be sent to. A host that does not resolve passes. */
  requireAllowed(url: string): Promise<void>;
}

export interface GuardedFetchOptions {
  /** `host` or `host:port`, which may be internal and without TLS. */
  readonly allowedHosts: () => Promise<readonly string[]>;
  /** Every address of a host; tests bring their own. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

interface Target {
  readonly url: URL;
  /** Checked, and the only ones that are connected to: a name that changes its answer gains nothing. */
  readonly addresses: readonly string[];
}

/** Guarded requests. */
export function createGuardedFetch({ allowedHosts, resolve = resolveAll }: GuardedFetchOptions): GuardedFetch {
  const aim = async (text: string): Promise<Target> => {
    const url = readUrl(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const allowed = await allowedHosts();
    const isAllowed = allowed.includes(url.host) || allowed.includes(host);
    if (!isAllowed && url.protocol !== 'https:') {
      throw refused('只支持 https 地址', 'must begin with https://');
    }
    const addresses = isIP(host) === 0 ? await resolve(host) : [host];
    if (!isAllowed && !addresses.every(isPublicAddress)) {
      throw refused('地址指向内部网络', 'leads into an internal network');
    }
    return { url, addresses };
  };
  const fetch = async (text: string, request: GuardedRequest): Promise<GuardedReply> => {
    const signal = AbortSignal.timeout(request.timeoutMs);
    try {
      return await exchange(await raced(aim(text), signal), request, signal);
    } catch (error) {
      throw error instanceof AppError ? error : unreachable(error, signal);
    }
  };
  return Object.assign(fetch, {
    requireAllowed: async (text: string): Promise<void> => {
      try {
        await aim(text);
      } catch (error) {
        if (error instanceof AppError) {
          throw error;
        }
        // Not resolved now; it is checked again before anything is sent.
      }
    },
  });
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) {
    throw refused('不是有效的网址', 'is not a web address');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused('只支持 https 地址', 'must begin with https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('网址中不能带用户名或密码', 'must not carry a user name or password');
  }
  return url;
}

function refused(zh: string, en: string): AppError {
  return new AppError('address_refused', 422, {
    message: { 'zh-CN': `不会向这个地址发送：${zh}`, en: `Nothing is sent there: the address ${en}` },
    faults: [{ field: 'url', code: 'address_refused', message: { 'zh-CN': zh, en } }],
  });
}

function unreachable(error: unknown, signal: AbortSignal): AppError {
  return signal.aborted
    ? new AppError('host_timeout', 504, {
        message: { 'zh-CN': '对方没有在时限内应答', en: 'The host did not answer in time' },
        cause: error,
      })
    : new AppError('host_unreachable', 502, {
        message: { 'zh-CN': '连不上对方', en: 'The host could not be reached' },
        cause: error,
      });
}

/** Name servers that never answer must not outlast the time limit either. */
async function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const timeUp = Promise.withResolvers<never>();
  const give = (): void => timeUp.reject(signal.reason);
  signal.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([work, timeUp.promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

function exchange({ url, addresses }: Target, request: GuardedRequest, signal: AbortSignal): Promise<GuardedReply> {
  const { promise, resolve, reject } = Promise.withResolvers<GuardedReply>();
  const send = url.protocol === 'https:' ? https.request : http.request;
  const outgoing = send(
    url,
    { method: request.method, headers: request.headers ?? {}, signal, agent: false, lookup: pinned(addresses) },
    (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = (isCut: boolean): void =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
          ),
          body: Buffer.concat(chunks).subarray(0, request.maxBytes),
          isCut,
        });
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > request.maxBytes) {
          done(true);
          outgoing.destroy();
        }
      });
      incoming.on('end', () => done(false));
      incoming.on('error', reject);
    },
  );
  outgoing.on('error', reject);
  outgoing.end(request.body);
  return promise;
}

function pinned(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, answer) => {
    const first = answers[0];
    if (first === undefined) {
      answer(new Error('The host has no address'), '', 0);
    } else if (options.all === true) {
      answer(null, answers);
    } else {
      answer(null, first.address, first.family);
    }
  };
}
