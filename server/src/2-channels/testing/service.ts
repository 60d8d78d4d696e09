import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Channel } from '../channel.ts';
import type { TEST_OUTCOMES } from './schema.ts';

export interface Testing {
  /** Throws `no_own_address` for who has none, such as an API key. */
  email(context: Context): Promise<{
    outcome: (typeof TEST_OUTCOMES)[number];
    detail: string | null;
    to: string;
    tookMs: number;
  }>;
}

export interface TestingNeeds {
  readonly access: Pick<Access, 'audit' | 'staff'>;
  readonly accounts: Pick<Accounts, 'smtp'>;
  readonly email: Channel;
}

const MESSAGES: Readonly<Record<Locale, { readonly subject: string; readonly text: string }>> = {
  'zh-CN': { subject: '知客测试邮件', text: '收到这封邮件，说明发信服务器可以使用。' },
  en: { subject: 'A test message of Zhike', text: 'That you read this says that the mail server works.' },
};

/**
 * Messages to whoever asks for them, about nothing: the one thing that leaves past the gate, since it goes to no
 * customer. The address is that of the account; no other can be given.
 */
export function createTesting(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'transaction'>,
  needs: TestingNeeds,
): Testing {
  const { access, accounts, email } = needs;
  return {
    email: async (context) => {
      requirePermission(context, 'channels.manage');
      const to = await access.staff.emailOf(kernel.postgres.db, context.actor);
      if (to === null) {
        throw noAddress();
      }
      const way = (await accounts.smtp()) === null ? 'outbox' : 'smtp';
      const begun = performance.now();
      const sent = await email.send({
        ...MESSAGES[context.locale],
        id: newId(),
        to,
        html: null,
        unsubscribeUrl: null,
        language: context.locale,
      });
      const outcome = sent.outcome === 'sent' && way === 'outbox' ? 'written' : sent.outcome;
      await kernel.transaction(context, (tx) =>
        access.audit(tx, context, {
          action: 'channels.email_tested',
          subjectType: 'channel',
          subjectId: 'email',
          detail: { outcome },
        }),
      );
      const detail = sent.outcome === 'sent' ? null : sent.detail;
      return { outcome, detail, to, tookMs: Math.round(performance.now() - begun) };
    },
  };
}

function noAddress(): AppError {
  return new AppError('no_own_address', 409, {
    message: {
      'zh-CN': '测试邮件发往登录账号自己的邮箱，API 密钥没有邮箱，请登录后再试',
      en: 'A test message goes to the address of whoever is signed in; an API key has none, so sign in and try again',
    },
  });
}
