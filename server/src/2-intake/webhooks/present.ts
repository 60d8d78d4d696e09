import type { Context } from '#kernel/context.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Webhook, WebhookDelivery } from './schema.ts';
import type { DeliveryRow, WebhookFigures, WebhookRow } from './webhook-row.ts';

const FAULTS: Readonly<Record<string, Text>> = {
  timeout: { 'zh-CN': '接收方没有在时限内应答', en: 'The receiver did not answer in time' },
  unreachable: { 'zh-CN': '连不上接收方', en: 'The receiver could not be reached' },
  address_refused: {
    'zh-CN': '地址指向内部网络，没有发送',
    en: 'The address leads into an internal network; nothing was sent',
  },
  redirect: {
    'zh-CN': '接收方要求转到别处；不会跟随转向，请改用最终地址',
    en: 'The receiver sent it elsewhere; redirects are not followed, give the final address',
  },
  status: { 'zh-CN': '接收方拒绝了这条消息', en: 'The receiver refused the message' },
};

const GONE: Text = {
  'zh-CN': '接收方应答 410，表示不再接收',
  en: 'The receiver answered 410: it will take nothing any more',
};

/** What went wrong, in the reader's language. */
export function sayFault(fault: string | null, context: Context): string | null {
  return fault === null ? null : (FAULTS[fault]?.[context.locale] ?? fault);
}

/** A webhook as it is shown; its secrets never are. */
export function presentWebhook(
  row: WebhookRow,
  { figures, context }: { readonly figures: WebhookFigures | undefined; readonly context: Context },
): Webhook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    eventTypes: [...row.eventTypes],
    state: row.state,
    disabledReason: row.disabledReason === null ? null : GONE[context.locale],
    failingSince: row.failingSince?.toISOString() ?? null,
    retryAt: row.retryAt?.toISOString() ?? null,
    pending: figures?.pending ?? 0,
    failed: figures?.failed ?? 0,
    lastDeliveredAt: figures?.lastDeliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** One line of the log. */
export function presentDelivery(row: DeliveryRow, context: Context): WebhookDelivery {
  return {
    id: row.id,
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.state === 'pending' ? row.nextAt.toISOString() : null,
    lastStatus: row.lastStatus,
    lastFault: sayFault(row.lastFault, context),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
