import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';

/** Whoever is limited to scopes writes for one of them: the only one without being asked. */
export function ownScope({ actor }: Context, given: string | undefined): string | null {
  const { scopeIds } = actor;
  if (scopeIds === null) {
    return given ?? null;
  }
  const scopeId = given ?? scopeIds[0];
  if (scopeId === undefined || !scopeIds.includes(scopeId)) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '你的权限限于部分数据范围，请用 scopeId 指定其中之一',
        en: 'Your rights are limited to some scopes; name one of them as scopeId',
      },
    });
  }
  return scopeId;
}
