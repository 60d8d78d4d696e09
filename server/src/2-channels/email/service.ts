import { createTransport } from 'nodemailer';
import type { Accounts, SmtpAccount } from '../accounts/service.ts';
import type { Channel, ChannelMessage, SendOutcome } from '../channel.ts';
import type { Outbox } from '../outbox/service.ts';
import { headerFault, messageIdOf, unsubscribeHeaders } from './headers.ts';
import { judgeFailure, type MailFailure } from './judge.ts';

export interface EmailOptions {
  readonly accounts: Pick<Accounts, 'smtp'>;
  /** Takes what is written while no server is set. */
  readonly outbox: Outbox;
  /** For connecting, greeting and each silence (default 30 s). */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** E-mail over SMTP; into the file outbox while no server is set. */
export function createEmail({ accounts, outbox, timeoutMs = TIMEOUT_MS }: EmailOptions): Channel {
  return {
    name: 'email',
    label: { 'zh-CN': '邮件', en: 'E-mail' },
    send: async (message) => {
      const subject = message.subject ?? '';
      const fault = headerFault({ to: message.to, subject, unsubscribeUrl: message.unsubscribeUrl });
      if (fault !== null) {
        return { outcome: 'refused', isAddressFault: fault === 'address_invalid', detail: fault };
      }
      const account = await accounts.smtp();
      return account === null ? outbox.write(message) : sendBySmtp(message, account, timeoutMs);
    },
    forget: outbox.forget,
  };
}

async function sendBySmtp(message: ChannelMessage, account: SmtpAccount, timeoutMs: number): Promise<SendOutcome> {
  const talk = { isHandedOver: false };
  const transport = openTransport(account, { timeoutMs, talk });
  const messageId = messageIdOf(message.id, account.fromAddress);
  try {
    await transport.sendMail({
      from: { name: account.fromName, address: account.fromAddress },
      to: { name: '', address: message.to },
      subject: message.subject ?? '',
      text: message.text,
      ...(message.html === null ? {} : { html: message.html }),
      messageId,
      headers: {
        ...unsubscribeHeaders(message.unsubscribeUrl),
        'Content-Language': message.language,
        'Auto-Submitted': 'auto-generated',
      },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return { outcome: 'sent', providerId: messageId };
  } catch (error) {
    return judgeFailure({ ...failureOf(error), ...talk });
  } finally {
    transport.close();
  }
}

interface Talk {
  isHandedOver: boolean;
}

/** The library says of a lost connection only that it was lost; what the server said last tells what it means. */
function listenerOf(talk: Talk) {
  const nothing = (): void => undefined;
  const hear = (entry: unknown, text: unknown): void => {
    const isServer = typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'server';
    talk.isHandedOver ||= isServer && typeof text === 'string' && text.startsWith('354');
  };
  return { level: nothing, trace: nothing, debug: hear, info: nothing, warn: nothing, error: nothing, fatal: nothing };
}

function openTransport(account: SmtpAccount, { timeoutMs, talk }: { readonly timeoutMs: number; readonly talk: Talk }) {
  const { host, port, security, user, password } = account;
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    debug: true,
    logger: listenerOf(talk),
  });
}

function failureOf(error: unknown): Omit<MailFailure, 'isHandedOver'> {
  const known: Readonly<Record<string, unknown>> =
    error instanceof Error ? Object.fromEntries(Object.entries(error)) : {};
  const text = (key: string): string | undefined => (typeof known[key] === 'string' ? known[key] : undefined);
  const { responseCode } = known;
  return {
    code: text('code'),
    command: text('command'),
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: text('response'),
  };
}
