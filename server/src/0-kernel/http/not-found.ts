import { AppError } from '#kernel/errors.ts';
import type { Contract } from '#kernel/http/contract.ts';

/** Finds which methods a path would take, so that a wrong one gets 405 with Allow instead of 404. */
export function createMethodFinder(contracts: readonly Contract[]): (path: string) => readonly string[] {
  const byPath = Map.groupBy(contracts, (contract) => contract.path);
  const templates = [...byPath].map(([path, group]) => ({
    parts: path.split('/'),
    methods: group.flatMap((contract) => (contract.method === 'GET' ? ['GET', 'HEAD'] : [contract.method])),
  }));
  return (path) => {
    const asked = path.split('/');
    return [...new Set(templates.filter(({ parts }) => fits(parts, asked)).flatMap(({ methods }) => methods))];
  };
}

function fits(template: readonly string[], asked: readonly string[]): boolean {
  return (
    template.length === asked.length &&
    template.every((part, index) => (part.startsWith('{') ? asked[index] !== '' : part === asked[index]))
  );
}

export function methodNotAllowed(method: string, allowed: readonly string[]): AppError {
  return new AppError('method_not_allowed', 405, {
    message: {
      'zh-CN': `这个地址不支持 ${method}，可用：${allowed.join('、')}`,
      en: `${method} is not available here; use ${allowed.join(' or ')}`,
    },
  });
}

/** The address is not repeated in the reply: it may hold personal values. */
export function routeNotFound(): AppError {
  return new AppError('route_not_found', 404, {
    message: { 'zh-CN': '没有这个地址', en: 'There is nothing at this address' },
  });
}
