import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

/** What became of a thrown value: the error to answer with, and whether it was foreseen (then it is not logged as an error). */
export interface Failure {
  readonly error: AppError;
  readonly expected: boolean;
}

interface Mapping {
  readonly code: string;
  readonly status: number;
  readonly message: Text;
  readonly retryAfterSeconds?: number;
}

const JSON_MALFORMED: Mapping = {
  code: 'json_malformed',
  status: 400,
  message: { 'zh-CN': '请求体不是有效的 JSON', en: 'The body is not valid JSON' },
};
const CONTENT_TYPE_UNSUPPORTED: Mapping = {
  code: 'content_type_unsupported',
  status: 415,
  message: {
    'zh-CN': '请求体的内容类型应为 application/json',
    en: 'The content type of the body should be application/json',
  },
};
const REQUEST_MALFORMED: Mapping = {
  code: 'request_malformed',
  status: 400,
  message: { 'zh-CN': '请求格式不正确', en: 'The request is malformed' },
};

const GZIP_MALFORMED: Mapping = {
  code: 'gzip_malformed',
  status: 400,
  message: { 'zh-CN': '内容不是完整的 gzip', en: 'The content is not complete gzip' },
};

/** Codes of Fastify, zlib and streams that mean the sender's fault. */
const CLIENT_FAILURES: Readonly<Record<string, Mapping>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: JSON_MALFORMED,
  FST_ERR_CTP_EMPTY_JSON_BODY: JSON_MALFORMED,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: CONTENT_TYPE_UNSUPPORTED,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: REQUEST_MALFORMED,
  FST_ERR_BAD_URL: REQUEST_MALFORMED,
  FST_ERR_MAX_PARAM_LENGTH: REQUEST_MALFORMED,
  Z_DATA_ERROR: GZIP_MALFORMED,
  Z_BUF_ERROR: GZIP_MALFORMED,
  ERR_STREAM_PREMATURE_CLOSE: {
    code: 'request_incomplete',
    status: 400,
    message: { 'zh-CN': '请求在传完之前中断了', en: 'The request broke off before its end' },
  },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'body_too_large',
    status: 413,
    message: { 'zh-CN': '请求体超过了允许的大小', en: 'The body is larger than allowed' },
  },
};

const BUSY: Mapping = {
  code: 'store_busy',
  status: 503,
  message: { 'zh-CN': '系统繁忙，操作没有执行，请稍后重试', en: 'Busy: nothing was done, please try again' },
  retryAfterSeconds: 1,
};
const STORE_UNAVAILABLE: Mapping = {
  code: 'store_unavailable',
  status: 503,
  message: { 'zh-CN': '数据库暂时无法使用，请稍后重试', en: 'The database cannot be reached, please try again' },
  retryAfterSeconds: 5,
};

const TEXT_UNSTORABLE: Mapping = {
  code: 'text_unstorable',
  status: 400,
  message: {
    'zh-CN': '文字里有不能保存的字符（U+0000），请去掉后重试',
    en: 'A text holds a character that cannot be stored (U+0000); take it out and try again',
  },
};
/** SQLSTATEs of texts that PostgreSQL cannot hold. */
const UNSTORABLE_STATES = new Set(['22021', '22P05']);

/** SQLSTATEs after which the same request may well succeed: serialization, deadlock, lock, statement and transaction time-outs. */
const BUSY_STATES = new Set(['40001', '40P01', '55P03', '57014', '25P04']);
/** Shut down, starting, too many connections, or the connection itself (class 08). */
const UNAVAILABLE_STATES = new Set(['57P01', '57P02', '57P03', '53300']);
const UNAVAILABLE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);

/** The one place that maps what was thrown to HTTP. Unique violations are left to the services, which know what they mean. */
export function classifyFailure(thrown: unknown): Failure {
  if (thrown instanceof AppError) {
    return { error: thrown, expected: thrown.status < 500 || thrown.status === 503 };
  }
  const code = codeOf(thrown);
  const ofClient = code === null ? undefined : CLIENT_FAILURES[code];
  if (ofClient !== undefined) {
    return { error: fromMapping(ofClient, thrown), expected: true };
  }
  if (isRefusalOfPlugin(thrown)) {
    return { error: fromMapping(REQUEST_MALFORMED, thrown), expected: true };
  }
  if (code !== null && UNSTORABLE_STATES.has(code)) {
    return { error: fromMapping(TEXT_UNSTORABLE, thrown), expected: true };
  }
  if (isPostgresFailure(thrown, code)) {
    const mapping = code !== null && BUSY_STATES.has(code) ? BUSY : STORE_UNAVAILABLE;
    return { error: fromMapping(mapping, thrown), expected: mapping === BUSY };
  }
  return { error: unknownFailure(thrown), expected: false };
}

function unknownFailure(cause: unknown): AppError {
  return new AppError('internal_error', 500, {
    message: {
      'zh-CN': '系统内部错误，已记录。请提供请求编号以便查找',
      en: 'Something went wrong on our side and was recorded. Quote the request id to have it looked up',
    },
    cause,
  });
}

function fromMapping(mapping: Mapping, cause: unknown): AppError {
  return new AppError(mapping.code, mapping.status, {
    message: mapping.message,
    cause,
    ...(mapping.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: mapping.retryAfterSeconds }),
  });
}

function codeOf(thrown: unknown): string | null {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) {
    return null;
  }
  return typeof thrown.code === 'string' ? thrown.code : null;
}

/** Fastify and its plugins mark what the sender did wrong by a status. */
function isRefusalOfPlugin(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) {
    return false;
  }
  return typeof thrown.statusCode === 'number' && thrown.statusCode >= 400 && thrown.statusCode < 500;
}

/** Errors of the server carry a severity; those of the connection a system call (`connect`) or pg's own words. */
function isPostgresFailure(thrown: unknown, code: string | null): boolean {
  if (!(thrown instanceof Error)) {
    return false;
  }
  if (code !== null && 'severity' in thrown) {
    return BUSY_STATES.has(code) || UNAVAILABLE_STATES.has(code) || code.startsWith('08');
  }
  if (code !== null && 'syscall' in thrown) {
    return UNAVAILABLE_CODES.has(code) && (thrown.syscall === 'connect' || thrown.syscall === 'read');
  }
  return /^(Connection terminated|timeout exceeded when trying to connect)/.test(thrown.message);
}
