import type { Purpose } from '../consent-purposes/purpose.ts';
import { CONTACT_CHANNELS, type ConsentAct, type ContactChannel } from '../consents/state.ts';
import { CHANNEL_LABELS } from '../consents/titles.ts';

const ACTS: Readonly<Record<ConsentAct, readonly string[]>> = {
  given: ['given', 'yes', 'y', '1', 'true', 'opt-in', 'optin', 'subscribed', '是', '同意', '已同意', '接受', '订阅'],
  withdrawn: [
    'withdrawn',
    'no',
    'n',
    '0',
    'false',
    'opt-out',
    'optout',
    'unsubscribed',
    '否',
    '不同意',
    '拒绝',
    '撤回',
    '退订',
  ],
  expired: ['expired', '过期', '到期', '已过期'],
};

const CHANNEL_WORDS: Readonly<Record<ContactChannel, readonly string[]>> = {
  email: ['mail', 'edm', '邮箱', '电子邮件'],
  sms: ['text', 'text message', '手机短信'],
  wechat: ['weixin', '公众号', '服务号'],
  wecom: ['work wechat'],
  phone: ['call', 'tel', '外呼', '电话回访'],
  post: ['letter', 'dm', '直邮', '邮寄'],
  app: ['push', 'app push', '推送'],
};

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** What files mean by yes and no; null for anything else. */
export function actOf(text: string): ConsentAct | null {
  const word = plain(text);
  return (Object.keys(ACTS) as ConsentAct[]).find((act) => ACTS[act].includes(word)) ?? null;
}

/** The channel by its code, its name or what files call it. */
export function channelOf(text: string): ContactChannel | null {
  const word = plain(text);
  return (
    CONTACT_CHANNELS.find((channel) => {
      const label = CHANNEL_LABELS[channel];
      return (
        channel === word || plain(label['zh-CN']) === word || label.en === word || CHANNEL_WORDS[channel].includes(word)
      );
    }) ?? null
  );
}

/** The purpose by its key or its name in either language. */
export function purposeOf(text: string, purposes: readonly Purpose[]): Purpose | null {
  const word = plain(text);
  const found = purposes.find(
    ({ key, label }) => key === word || plain(label['zh-CN']) === word || plain(label.en) === word,
  );
  return found ?? null;
}
