import type { AppError } from '#kernel/errors.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';

/** One field at fault, in the asker's language. `row` counts from 1 at the first line of a file. */
export interface ProblemFault {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly row?: number;
}

/** What an error reply holds (RFC 9457, `application/problem+json`). */
export interface ProblemDocument {
  /** `urn:zhike:problem:<code>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly ProblemFault[];
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** Titles of the statuses that the platform answers with; detail says the rest. */
const TITLES: Readonly<Record<number, Text>> = {
  400: { 'zh-CN': '请求内容有误', en: 'The request is not right' },
  401: { 'zh-CN': '需要登录', en: 'Sign-in needed' },
  403: { 'zh-CN': '没有权限', en: 'Not allowed' },
  404: { 'zh-CN': '找不到', en: 'Not found' },
  405: { 'zh-CN': '不支持的方法', en: 'Method not allowed' },
  409: { 'zh-CN': '与现有数据冲突', en: 'In conflict with what is there' },
  410: { 'zh-CN': '已经不存在', en: 'Gone' },
  413: { 'zh-CN': '内容过大', en: 'Too large' },
  415: { 'zh-CN': '不支持的内容类型', en: 'Unsupported content type' },
  422: { 'zh-CN': '无法处理', en: 'Cannot be processed' },
  429: { 'zh-CN': '请求过于频繁', en: 'Too many requests' },
  500: { 'zh-CN': '系统内部错误', en: 'Internal error' },
  503: { 'zh-CN': '服务暂时不可用', en: 'Temporarily unavailable' },
};

const OTHER_TITLE: Text = { 'zh-CN': '请求失败', en: 'The request failed' };

/** The document of an error for one asker. */
export function presentProblem(
  error: AppError,
  asker: { readonly locale: Locale; readonly requestId: string },
): ProblemDocument {
  return {
    type: `urn:zhike:problem:${error.code}`,
    title: (TITLES[error.status] ?? OTHER_TITLE)[asker.locale],
    status: error.status,
    detail: error.say(asker.locale),
    code: error.code,
    requestId: asker.requestId,
    ...(error.faults.length === 0
      ? {}
      : {
          errors: error.faults.map((fault) => ({
            field: fault.field,
            code: fault.code,
            message: fault.message[asker.locale],
            ...(fault.row === undefined ? {} : { row: fault.row }),
          })),
        }),
  };
}
