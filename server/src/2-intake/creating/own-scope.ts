import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';

/** Throws 403 `scope_missing` unless the asker may write to the scope; whoever is limited to some has to name one. */
export function requireOwnScope({ actor }: Context, scopeId: string | null): void {
  if (actor.scopeIds !== null && (scopeId === null || !actor.scopeIds.includes(scopeId))) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '你的权限限于部分数据范围，请用 scopeId 指定其中之一',
        en: 'Your rights are limited to some scopes; name one of them as scopeId',
      },
    });
  }
}
