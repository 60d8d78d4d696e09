import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Signing after the Standard Webhooks specification 1.0 (symmetric, `v1`): https://www.standardwebhooks.com */

const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new signing secret, `whsec_` and 32 random bytes as base64. */
export function newWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface WebhookMessage {
  readonly id: string;
  /** When it is sent, not when the event happened. */
  readonly sentAt: Date;
  readonly body: string;
}

/** The three headers; one signature for each secret, so that a receiver may change over at its own pace. */
export function signWebhook(message: WebhookMessage, secrets: readonly string[]): Readonly<Record<string, string>> {
  const seconds = Math.floor(message.sentAt.getTime() / 1000);
  const signatures = secrets.map((secret) => `v1,${signatureOf(secret, `${message.id}.${seconds}.${message.body}`)}`);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}

/** How far the clocks of sender and receiver may be apart. */
export const WEBHOOK_TOLERANCE_SECONDS = 300;

export interface ReceivedWebhook {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it arrived, byte for byte. */
  readonly body: string;
  readonly now: Date;
}

/** Whether a message was signed with one of the secrets, lately; says what is wrong with it otherwise. */
export function verifyWebhook(
  { headers, body, now }: ReceivedWebhook,
  secrets: readonly string[],
): 'ok' | 'headers_missing' | 'timestamp_outside' | 'signature_wrong' {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const given = headers['webhook-signature'];
  if (id === undefined || given === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return 'headers_missing';
  }
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > WEBHOOK_TOLERANCE_SECONDS) {
    return 'timestamp_outside';
  }
  const content = `${id}.${timestamp}.${body}`;
  const signatures = given
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => part.slice(3));
  const fits = secrets.some((secret) => {
    const wanted = Buffer.from(signatureOf(secret, content));
    return signatures.some((signature) => {
      const offered = Buffer.from(signature);
      return offered.length === wanted.length && timingSafeEqual(offered, wanted);
    });
  });
  return fits ? 'ok' : 'signature_wrong';
}

function signatureOf(secret: string, content: string): string {
  const key = Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
