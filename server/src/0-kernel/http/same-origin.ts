import { AppError } from '#kernel/errors.ts';

/** What the check needs of a request. `host` and `protocol` are as the browser saw them (behind a trusted proxy: forwarded). */
export interface OriginFacts {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly host: string;
  readonly protocol: string;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that another site's page makes a browser send (403 `origin_foreign`). Bearer requests pass: no
 * page can attach that header to a foreign request. Without Sec-Fetch-Site and Origin it is not a browser (every
 * current one sends Origin with a POST), so there are no cookies to abuse.
 */
export function requireSameOrigin(facts: OriginFacts): void {
  if (SAFE_METHODS.has(facts.method) || /^bearer /i.test(one(facts.headers['authorization']) ?? '')) {
    return;
  }
  const site = one(facts.headers['sec-fetch-site']);
  if (site !== undefined) {
    return site === 'same-origin' || site === 'none' ? undefined : refuse();
  }
  const origin = one(facts.headers['origin']);
  if (origin !== undefined && origin !== `${facts.protocol}://${facts.host}`) {
    refuse();
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function refuse(): never {
  throw new AppError('origin_foreign', 403, {
    message: {
      'zh-CN': '请求来自其他网站的页面，已拒绝。程序调用请使用 API 密钥',
      en: 'The request comes from a page of another site and was refused. Programs use an API key',
    },
  });
}
