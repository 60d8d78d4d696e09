import type { Text } from '#kernel/pure/text.ts';
import { REASON_TEXTS } from '../gate/reasons.ts';
import type { AttemptState } from './states.ts';

/** What can go wrong once the gate has said yes. */
const SENDING_REASONS = {
  provider_refused: { 'zh-CN': '服务商拒绝了这条消息', en: 'The provider refused the message' },
  provider_busy: { 'zh-CN': '服务商暂时不接收，稍后重试', en: 'The provider does not take it now; tried again later' },
  gave_up: { 'zh-CN': '多次重试后放弃', en: 'Given up after several tries' },
  ended_on_its_way: {
    'zh-CN': '发送途中中断，无法确定对方是否收到，不会自动重发',
    en: 'Interrupted on its way; nobody knows whether it arrived, and it is not sent again by itself',
  },
  content_invalid: { 'zh-CN': '模板缺少要填的内容', en: 'Something to fill in was missing' },
  customer_gone: { 'zh-CN': '客户已不存在', en: 'The customer is gone' },
} as const satisfies Readonly<Record<string, Text>>;
export type SendingReason = keyof typeof SENDING_REASONS;

const TEXTS: ReadonlyMap<string, Text> = new Map(Object.entries({ ...REASON_TEXTS, ...SENDING_REASONS }));

/** A reason as people read it; null where there is none. */
export function reasonText(reason: string | null): Text | null {
  return reason === null ? null : (TEXTS.get(reason) ?? { 'zh-CN': reason, en: reason });
}

/** The states as people read them. */
export const STATE_TEXTS: Readonly<Record<AttemptState, Text>> = {
  requested: { 'zh-CN': '已提交', en: 'Requested' },
  suppressed: { 'zh-CN': '未发送', en: 'Not sent' },
  deferred: { 'zh-CN': '稍后发送', en: 'Sent later' },
  queued: { 'zh-CN': '等待发送', en: 'Waiting' },
  in_flight: { 'zh-CN': '发送中', en: 'On its way' },
  sent: { 'zh-CN': '已发出', en: 'Sent' },
  delivered: { 'zh-CN': '已送达', en: 'Delivered' },
  bounced: { 'zh-CN': '被退回', en: 'Bounced' },
  failed: { 'zh-CN': '发送失败', en: 'Failed' },
  outcome_unknown: { 'zh-CN': '结果未知', en: 'Outcome unknown' },
};
