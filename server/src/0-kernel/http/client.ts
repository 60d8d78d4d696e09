import type { z } from 'zod';
import type { Contract, ReceivedOf, SentBodyOf, SentParamsOf, SentQueryOf } from '#kernel/http/contract.ts';
import type { ProblemDocument } from '#kernel/http/problem.ts';

/** An error reply: the problem document, and `message` in the asker's language. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemDocument;
  /** Seconds after which trying again makes sense; null when the server did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: ProblemDocument, retryAfterSeconds: number | null = null) {
    super(problem.detail);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A body that is the file itself. */
export type StreamBody = Blob | ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;

type IsOptional<T> = Record<never, never> extends T ? true : false;

type ParamsInput<C extends Contract> = C['params'] extends z.ZodType
  ? { readonly params: SentParamsOf<C> }
  : { readonly params?: never };

type QueryInput<C extends Contract> = C['query'] extends z.ZodType
  ? IsOptional<SentQueryOf<C>> extends true
    ? { readonly query?: SentQueryOf<C> }
    : { readonly query: SentQueryOf<C> }
  : { readonly query?: never };

type BodyInput<C extends Contract> = C['body'] extends 'stream'
  ? { readonly body: StreamBody }
  : C['body'] extends z.ZodType
    ? { readonly body: SentBodyOf<C> }
    : { readonly body?: never };

interface CommonInput {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** Over those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one call takes: exactly the parts that its contract names. */
export type CallInput<C extends Contract> = ParamsInput<C> & QueryInput<C> & BodyInput<C> & CommonInput;

type CallArgs<C extends Contract> =
  IsOptional<CallInput<C>> extends true ? [input?: CallInput<C>] : [input: CallInput<C>];

/** What a call gives back: the parsed reply, the Response itself for a download, undefined without a body. */
export type CallResult<C extends Contract> = C['response'] extends 'stream' ? Response : ReceivedOf<C>;

export interface ClientOptions {
  /** Where the server is, without a slash at the end; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /** Headers of every call (Authorization, Accept-Language); a function is asked each time. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
}

export interface Client {
  /** Throws ProblemError for an error reply; whatever fetch throws when there is no reply at all. */
  call<const C extends Contract>(contract: C, ...input: CallArgs<C>): Promise<CallResult<C>>;
}

interface LooseInput extends CommonInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A typed client over contracts, for the browser and for Node. */
export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  return {
    async call<const C extends Contract>(contract: C, ...input: CallArgs<C>): Promise<CallResult<C>> {
      // The conditional types above have checked it; inside, only the loose shape matters.
      const loose = (input[0] ?? {}) as LooseInput;
      const common = typeof options.headers === 'function' ? options.headers() : options.headers;
      const response = await send(
        options.baseUrl + addressOf(contract, loose),
        requestOf(contract, loose, common ?? {}),
      );
      if (!response.ok) {
        throw await readProblem(response);
      }
      // The server has fitted the reply to the same contract.
      return (await readReply(contract, response)) as CallResult<C>;
    },
  };
}

function addressOf(contract: Contract, input: LooseInput): string {
  const path = contract.path.replace(/\{(\w+)\}/g, (_place, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) {
        query.append(name, item instanceof Date ? item.toISOString() : String(item));
      }
    }
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function requestOf(contract: Contract, input: LooseInput, common: Readonly<Record<string, string>>): RequestInit {
  const isStream = contract.body === 'stream';
  const hasJson = !isStream && input.body !== undefined;
  return {
    method: contract.method,
    headers: {
      accept: contract.response === 'stream' ? '*/*' : 'application/json',
      ...common,
      ...(hasJson ? { 'content-type': 'application/json' } : {}),
      ...(isStream ? { 'content-type': 'application/octet-stream' } : {}),
      ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
      ...input.headers,
    },
    ...(hasJson ? { body: JSON.stringify(input.body) } : {}),
    ...(isStream ? streamBody(input.body as StreamBody) : {}),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  };
}

/** fetch wants to be told that a stream is sent before the reply begins. */
function streamBody(body: StreamBody): RequestInit {
  return body instanceof ReadableStream ? ({ body, duplex: 'half' } as RequestInit) : { body };
}

async function readReply(contract: Contract, response: Response): Promise<unknown> {
  if (contract.response === 'stream') {
    return response;
  }
  return contract.response === undefined ? undefined : response.json();
}

/** Errors that a proxy wrote have no document; they get one, so that callers know a single shape. */
async function readProblem(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : null;
  const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
  if (isProblem) {
    // Only the server writes this type, always in this shape.
    return new ProblemError((await response.json()) as ProblemDocument, retryAfterSeconds);
  }
  const detail = `HTTP ${response.status} ${response.statusText}`.trim();
  return new ProblemError(
    {
      type: 'about:blank',
      title: detail,
      status: response.status,
      detail,
      code: 'reply_unknown',
      requestId: response.headers.get('x-request-id') ?? '',
    },
    retryAfterSeconds,
  );
}
