import { type Actor, type Context, requireActor } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';

/** The user who asks about themselves. Throws 401 for nobody, 403 for keys and the platform, which have no account. */
export function ownId(context: Context): string {
  requireActor(context);
  const { actor } = context;
  if (!isUser(actor)) {
    throw new AppError('user_required', 403, {
      message: {
        'zh-CN': '只有登录的人可以这样做，API 密钥不行',
        en: 'Only a signed-in person can do this, not an API key',
      },
    });
  }
  return actor.id;
}

/** Whether it is somebody with an account. */
export function isUser(actor: Actor): actor is Actor & { readonly id: string } {
  return actor.kind === 'user' && actor.id !== null;
}
