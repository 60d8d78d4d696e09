import type { Context } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';

/** For what belongs to the whole installation. Throws 403 `scope_missing` for whoever is limited to some scopes. */
export function requireEverywhere(context: Context): void {
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '这涉及整个系统，仅限不受数据范围限制的账号',
        en: 'This concerns the whole installation; your rights are limited to some scopes',
      },
    });
  }
}
