import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { AnalyticException } from './exception.ts';

/** What a request asks for, in the words of ClickHouse's HTTP interface. */
export interface Asked {
  readonly query: string;
  readonly database: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
  readonly defaultFormat: string | null;
  readonly queryId: string | null;
}

/** Names in the address that are neither settings nor parameters; what they ask for is harmless to leave out. */
const OTHER_NAMES = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'wait_end_of_query',
  'buffer_size',
  'stacktrace',
  'enable_http_compression',
  'http_zlib_compression_level',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
]);
/** Asked for, they would change the meaning of the answer, so they are refused rather than left out. */
const REFUSED_NAMES = new Set(['session_id', 'role', 'compress', 'decompress', 'external']);

/** Puts together address, headers and the fields of a form. Later fields win over the address. */
export function readAsked(url: URL, request: IncomingMessage, form: ReadonlyMap<string, string>): Asked {
  const entries = new Map([...url.searchParams, ...form]);
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  for (const [name, value] of entries) {
    if (REFUSED_NAMES.has(name)) {
      throw new AnalyticException(48, 'NOT_IMPLEMENTED', `${name} is not supported by the built-in analytic store`);
    }
    if (name.startsWith('param_')) {
      params.set(name.slice('param_'.length), value);
    } else if (!OTHER_NAMES.has(name)) {
      settings.set(name, value);
    }
  }
  return {
    query: entries.get('query') ?? '',
    database: entries.get('database') ?? header(request, 'x-clickhouse-database') ?? 'default',
    settings,
    params,
    defaultFormat: entries.get('default_format') ?? header(request, 'x-clickhouse-format') ?? null,
    queryId: entries.get('query_id') ?? null,
  };
}

/** Throws code 194 without credentials and 516 with wrong ones. Compares in constant time. */
export function checkCredentials(url: URL, request: IncomingMessage, expected: { user: string; token: string }): void {
  const [scheme = '', encoded = ''] = (header(request, 'authorization') ?? '').split(' ');
  const basic = scheme.toLowerCase() === 'basic' ? Buffer.from(encoded, 'base64').toString('utf8') : null;
  const user = header(request, 'x-clickhouse-user') ?? url.searchParams.get('user');
  const token = header(request, 'x-clickhouse-key') ?? url.searchParams.get('password');
  const given = basic ?? (user === null && token === null ? null : `${user ?? 'default'}:${token ?? ''}`);
  if (given === null) {
    throw new AnalyticException(194, 'REQUIRED_PASSWORD', 'Authentication is required');
  }
  if (!timingSafeEqual(digest(given), digest(`${expected.user}:${expected.token}`))) {
    throw new AnalyticException(516, 'AUTHENTICATION_FAILED', 'Authentication failed: user or token is wrong');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

/** The body without its Content-Encoding. Errors of the source reach the returned stream. */
export function decodedBody(request: IncomingMessage): Readable {
  const encoding = header(request, 'content-encoding') ?? 'identity';
  const decoder = {
    identity: null,
    gzip: createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
    zstd: createZstdDecompress,
  }[encoding];
  if (decoder === undefined) {
    throw new AnalyticException(89, 'UNKNOWN_COMPRESSION_METHOD', `Content-Encoding ${encoding} is not supported`);
  }
  if (decoder === null) {
    return request;
  }
  const stream = decoder();
  request.on('error', (error) => stream.destroy(error));
  return request.pipe(stream);
}

/** The whole body as bytes; throws code 623 above the bound. */
export async function readAll(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBytes) {
      throw new AnalyticException(62, 'SYNTAX_ERROR', `The statement is longer than ${maxBytes} bytes`);
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** The fields of a multipart form (RFC 7578) without files; null when the body is no such form. */
export function formBoundary(request: IncomingMessage): string | null {
  const type = header(request, 'content-type') ?? '';
  const found = /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^;\s]+))/iu.exec(type);
  return found?.[1] ?? found?.[2] ?? null;
}

/** Reads such a form. Parts without a name are refused. */
export function readForm(body: Buffer, boundary: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    const next = body.indexOf(delimiter, start);
    if (next === -1) {
      break;
    }
    const headEnd = body.indexOf('\r\n\r\n', start);
    const name = /;\s*name="([^"]*)"/iu.exec(body.subarray(start, Math.max(headEnd, start)).toString('utf8'))?.[1];
    if (name === undefined || headEnd === -1 || headEnd > next) {
      throw new AnalyticException(36, 'BAD_ARGUMENTS', 'The form in the body cannot be read');
    }
    // Two bytes of line break belong to the delimiter that follows.
    fields.set(name, body.subarray(headEnd + 4, next - 2).toString('utf8'));
    at = next;
  }
  return fields;
}
