import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import { verifyWebhook } from '#kernel/http/standard-webhooks.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { Records } from '../../records/service.ts';
import type { ConnectorKind, SignatureRule } from '../kind.ts';
import { secretsInForce } from '../secrets/service.ts';
import * as store from '../store.ts';

export interface ReceivedMessage {
  readonly connectorId: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
  readonly requestId: string;
}

export interface Receiving {
  /**
   * Takes a message of a connected system in. Throws 401 `signature_invalid` for one that it did not sign, or signed
   * too long ago; a message that comes again is answered as the first time.
   */
  receive(message: ReceivedMessage): Promise<{ duplicate: boolean; accepted: number; rejected: number }>;
}

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_ROWS = 1000;

export interface ReceivingNeeds {
  readonly records: Pick<Records, 'take'>;
  readonly secrets: SecretBox;
  readonly kindOf: (connector: store.ConnectorRow) => { readonly kind: ConnectorKind; readonly settings: unknown };
}

type Needs = Pick<Kernel, 'postgres' | 'clock'>;

/** Messages of connected systems. */
export function createReceiving(kernel: Needs, { records, secrets, kindOf }: ReceivingNeeds): Receiving {
  const { db } = kernel.postgres;
  return {
    receive: async ({ connectorId, headers, body, requestId }) => {
      const connector = await store.findConnector(db, connectorId);
      if (connector === undefined || !connector.enabled) {
        throw notFound({ 'zh-CN': '接入', en: 'connector' }, connectorId);
      }
      const { kind, settings } = kindOf(connector);
      const now = kernel.clock.now();
      const bytes = await readBody(body);
      const topicHeader = kind.topicHeaderOf(settings);
      const topic = topicHeader === null ? null : (headers[topicHeader] ?? null);
      const noted = { id: newId(), connectorId, way: 'webhook', topic: topic?.slice(0, 100) ?? null, at: now } as const;
      const signing = await secretsInForce(secrets, connector, { name: 'signing', now });
      const check = checkSignature(kind.signatureOf(settings), { headers, bytes, signing, now });
      if (!check.ok) {
        const none = { deliveryKey: null, status: 'refused', records: 0, rejected: 0 } as const;
        await store.noteRefusal(db, { ...noted, ...none, reason: { code: 'signature_invalid', ...check.reason } });
        throw new AppError('signature_invalid', 401, { message: check.reason });
      }
      const { deliveryKey } = check;
      const before = await store.findDelivery(db, connectorId, deliveryKey);
      if (before !== undefined && before.status !== 'refused') {
        return { duplicate: true, accepted: before.records - before.rejected, rejected: before.rejected };
      }
      const translation = kind.translate({ topic, body: parseBody(bytes) }, { settings, source: connector.source });
      if (!translation.ok || translation.rows.length > MAX_ROWS) {
        const reason = translation.ok ? TOO_MANY : { code: translation.code, ...translation.reason };
        await store.noteDelivery(db, { ...noted, deliveryKey, status: 'rejected', records: 0, rejected: 0, reason });
        return { duplicate: false, accepted: 0, rejected: 0 };
      }
      const context = systemContext(requestId);
      const taken = await records.take(context, translation.rows, { scopeId: connector.scopeId ?? undefined });
      const faults = taken.flatMap((row) => (row.outcome === 'rejected' ? [row.fault] : []));
      const [first] = faults;
      await store.noteDelivery(db, {
        ...noted,
        deliveryKey,
        status: faults.length === 0 ? 'accepted' : faults.length < taken.length ? 'partly' : 'rejected',
        records: taken.length,
        rejected: faults.length,
        reason: first === undefined ? null : reasonOf(first),
      });
      return { duplicate: false, accepted: taken.length - faults.length, rejected: faults.length };
    },
  };
}

function reasonOf(fault: { readonly field: string | null; readonly code: string; readonly reason: Text }): Text & {
  readonly code: string;
} {
  // Faults of a schema name their fields themselves.
  const field = fault.field === null || fault.reason.en.startsWith(fault.field) ? '' : `${fault.field}: `;
  return { code: fault.code, 'zh-CN': field + fault.reason['zh-CN'], en: field + fault.reason.en };
}

interface Signed {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  readonly signing: readonly string[];
  readonly now: Date;
}

type Checked = { readonly ok: true; readonly deliveryKey: string } | { readonly ok: false; readonly reason: Text };

function checkSignature(rule: SignatureRule, { headers, bytes, signing, now }: Signed): Checked {
  if (signing.length === 0) {
    return refused('尚未填写签名密钥', 'No signing secret was given yet');
  }
  if (rule.style === 'standard') {
    const verdict = verifyWebhook({ headers, body: bytes.toString('utf8'), now }, signing);
    return verdict === 'ok'
      ? { ok: true, deliveryKey: (headers['webhook-id'] ?? '').slice(0, 200) }
      : VERDICTS[verdict];
  }
  const given = headers[rule.header];
  if (given === undefined) {
    return refused(`缺少请求头 ${rule.header}`, `The header ${rule.header} is missing`);
  }
  const offered = Buffer.from(given, 'base64');
  const fits = signing.some((secret) => {
    const wanted = createHmac('sha256', secret).update(bytes).digest();
    return offered.length === wanted.length && timingSafeEqual(offered, wanted);
  });
  if (!fits) {
    return VERDICTS.signature_wrong;
  }
  const id = rule.idHeader === null ? undefined : headers[rule.idHeader];
  // Without a number of its own a message is named by its content.
  return { ok: true, deliveryKey: id?.slice(0, 200) ?? `body:${hash('sha256', bytes, 'base64url')}` };
}

function refused(zh: string, en: string): Checked {
  return { ok: false, reason: { 'zh-CN': zh, en } };
}

const VERDICTS = {
  headers_missing: refused(
    '缺少请求头 webhook-id、webhook-timestamp 或 webhook-signature',
    'One of the headers webhook-id, webhook-timestamp, webhook-signature is missing',
  ),
  timestamp_outside: refused(
    '签名时间与现在相差 5 分钟以上；请检查发送方的时钟',
    "Signed more than 5 minutes from now; check the sender's clock",
  ),
  signature_wrong: refused(
    '签名不符；请核对双方的签名密钥，并确认中间没有改写内容',
    'The signature does not fit; compare the signing secrets, and make sure nothing on the way rewrites the body',
  ),
} as const;

const TOO_MANY = {
  code: 'rows_too_many',
  'zh-CN': `一次最多 ${MAX_ROWS} 条`,
  en: `At most ${MAX_ROWS} at once`,
} as const;

async function readBody(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    // Readable bodies of requests give buffers.
    const part = chunk as Buffer;
    size += part.length;
    if (size > MAX_BYTES) {
      throw new AppError('body_too_large', 413, {
        message: { 'zh-CN': '一次最多 5 MB', en: 'At most 5 MB at once' },
      });
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function parseBody(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    const message = { 'zh-CN': '应为 JSON', en: 'should be JSON' };
    throw invalidInput([{ field: 'body', code: 'json_invalid', message }], error);
  }
}
