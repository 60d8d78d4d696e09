import type { Text } from '#kernel/pure/text.ts';

/** Why a message does not go. */
export const GATE_REASONS = [
  'purpose_unknown',
  'message_expired',
  'channel_not_for_purpose',
  'channel_closed',
  'no_address',
  'opted_out',
  'bounced',
  'complained',
  'do_not_contact',
  'no_consent',
  'consent_withdrawn',
  'consent_expired',
  'consent_unconfirmed',
  'guardian_missing',
  'open_complaint',
  'held_out',
  'frequency_capped',
  'quiet_hours',
  'preferred_hours',
] as const;
export type GateReason = (typeof GATE_REASONS)[number];

/** The reasons as people read them. */
export const REASON_TEXTS: Readonly<Record<GateReason, Text>> = {
  purpose_unknown: { 'zh-CN': '没有这个目的，或已停用', en: 'The purpose is unknown or archived' },
  message_expired: { 'zh-CN': '消息已过有效期', en: 'The message was of no use any more' },
  channel_not_for_purpose: { 'zh-CN': '该目的不使用这个渠道', en: 'The purpose does not use this channel' },
  channel_closed: { 'zh-CN': '该渠道尚未开通', en: 'The channel is not set up' },
  no_address: { 'zh-CN': '没有可用的地址或号码', en: 'No address or number is known' },
  opted_out: { 'zh-CN': '该地址已退订', en: 'The address opted out' },
  bounced: { 'zh-CN': '该地址曾被退回', en: 'Mail to the address came back' },
  complained: { 'zh-CN': '收件人曾举报为垃圾信息', en: 'The recipient reported it as spam' },
  do_not_contact: { 'zh-CN': '客户要求不要联系', en: 'The customer asked not to be contacted' },
  no_consent: { 'zh-CN': '客户没有同意', en: 'The customer gave no consent' },
  consent_withdrawn: { 'zh-CN': '客户已撤回同意', en: 'The customer withdrew consent' },
  consent_expired: { 'zh-CN': '授权已到期', en: 'The consent has expired' },
  consent_unconfirmed: { 'zh-CN': '邮箱尚未确认订阅', en: 'The address has not confirmed the subscription' },
  guardian_missing: { 'zh-CN': '未满 14 周岁，缺少监护人同意', en: 'Under 14, and no guardian agreed' },
  open_complaint: { 'zh-CN': '有未了结的投诉，暂停营销', en: 'A complaint is open, so nothing is sold' },
  held_out: { 'zh-CN': '属于对照组', en: 'Part of the hold-out' },
  frequency_capped: { 'zh-CN': '达到发送频率上限', en: 'As many messages as the caps allow were sent already' },
  quiet_hours: { 'zh-CN': '处于免打扰时段，稍后发送', en: 'Quiet hours; it goes later' },
  preferred_hours: {
    'zh-CN': '不在客户方便联系的时段，稍后发送',
    en: 'Outside the hours in which the customer would rather be reached; it goes later',
  },
};
