import type { RecordKind, RecordOutcome } from '#intake';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type AttemptState, mayFollow } from '../attempts/states.ts';
import { lockByReceipt, moveAttempts } from '../attempts/store.ts';
import { endedEvent } from '../sending/service.ts';
import type { Suppressions } from '../suppressions/service.ts';
import { parseDsn } from './parse-dsn.ts';
import { type Delivery, deliverySchema } from './schema.ts';

interface Receipt {
  readonly attemptId: string | null;
  readonly providerId: string | null;
  readonly status: 'delivered' | 'bounced' | 'complained' | 'delayed';
  readonly isPermanent: boolean;
  readonly code: string | null;
}

/** Receipts of providers as records: `type: "delivery"`. */
export function deliveryRecordKind(
  kernel: Pick<Kernel, 'clock' | 'events'>,
  suppressions: Pick<Suppressions, 'suppress'>,
): RecordKind<Delivery> {
  return {
    type: 'delivery',
    label: { 'zh-CN': '送达回执', en: 'Delivery receipt' },
    data: deliverySchema,
    apply: async (tx, context, items) => {
      const outcomes: RecordOutcome[] = [];
      for (const { data } of items) {
        const receipt = receiptOf(data);
        outcomes.push(
          receipt === null
            ? rejected('data.dsn', 'dsn_unreadable', NOT_A_DSN)
            : await take(tx, context, { receipt, kernel, suppressions }),
        );
      }
      return outcomes;
    },
  };
}

const NOT_A_DSN: Text = {
  'zh-CN': '不是投递状态通知（RFC 3464），或缺少 Action',
  en: 'is no delivery status notification (RFC 3464), or has no Action',
};

const UNKNOWN: Text = {
  'zh-CN': '没有这样的已发消息，请核对 attemptId 或 providerId（邮件为 Message-ID）',
  en: 'no message of ours has this id; check attemptId or providerId (for e-mail the Message-ID)',
};

function rejected(field: string, code: string, reason: Text): RecordOutcome {
  return { outcome: 'rejected', fault: { field, code, reason } };
}

function receiptOf(data: Delivery): Receipt | null {
  if (data.dsn === undefined) {
    return {
      attemptId: data.attemptId ?? null,
      providerId: data.providerId ?? null,
      status: data.status ?? 'delivered',
      isPermanent: data.isPermanent,
      code: data.code ?? null,
    };
  }
  const report = parseDsn(data.dsn);
  if (report === null) {
    return null;
  }
  const { action, status, messageId } = report;
  return {
    attemptId: data.attemptId ?? null,
    providerId: messageId ?? data.providerId ?? null,
    status: action === 'failed' ? 'bounced' : action === 'delivered' ? 'delivered' : 'delayed',
    isPermanent: status === null || status.startsWith('5.1.') || status === '5.2.1',
    code: status,
  };
}

interface Taking {
  readonly receipt: Receipt;
  readonly kernel: Pick<Kernel, 'clock' | 'events'>;
  readonly suppressions: Pick<Suppressions, 'suppress'>;
}

async function take(tx: Tx, context: Context, { receipt, kernel, suppressions }: Taking): Promise<RecordOutcome> {
  const attempt = await lockByReceipt(tx, receipt);
  if (attempt === undefined) {
    return rejected('data.providerId', 'attempt_unknown', UNKNOWN);
  }
  const { id, customerId, addressDigest, addressShown, channel } = attempt;
  const same: RecordOutcome = { outcome: 'same', id, customerId };
  const { status, isPermanent, code } = receipt;
  if (status === 'delayed') {
    return same;
  }
  if (status === 'complained' || (status === 'bounced' && isPermanent)) {
    if (addressDigest !== null) {
      const about = { addressDigest, addressShown, channel, purpose: null, attemptId: id };
      await suppressions.suppress(tx, context, { ...about, reason: status });
    }
  }
  const to: AttemptState = status === 'bounced' ? 'bounced' : 'delivered';
  if (!mayFollow(attempt.state, to)) {
    return same;
  }
  const reason = status === 'bounced' ? 'bounced' : null;
  await moveAttempts(tx, [{ id, to, reason, detail: code }], kernel.clock.now());
  await kernel.events.append(tx, context, [endedEvent(attempt, { state: to, reason })]);
  return { outcome: 'changed', id, customerId };
}
