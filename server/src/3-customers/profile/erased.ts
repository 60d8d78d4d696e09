import { AppError } from '#kernel/errors.ts';

/** The one who was erased is not there any more: 410 tells since when. */
export function customerErased(id: string, at: Date): AppError {
  const since = at.toISOString();
  return new AppError('customer_erased', 410, {
    message: {
      'zh-CN': `客户 ${id} 的资料已于 ${since} 删除`,
      en: `The customer ${id} was erased on ${since}`,
    },
  });
}
