import type { ContactChannel } from '#customers/pure';

/** The ways of reaching somebody, once more for contracts: the browser takes these without all that `#customers/pure` brings. */
export const CONTACT_CHANNELS = [
  'email',
  'sms',
  'wechat',
  'wecom',
  'phone',
  'post',
  'app',
] as const satisfies readonly ContactChannel[];
