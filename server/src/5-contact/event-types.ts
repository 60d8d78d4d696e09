import type { EventType } from '#kernel/module.ts';

/** What this module writes to the log. */
export const CONTACT_EVENT_TYPES: readonly EventType[] = [
  {
    type: 'contact.attempt_ended',
    label: { 'zh-CN': '一次触达有了结果', en: 'A message was sent, delivered, returned, or did not go' },
  },
  {
    type: 'contact.suppression_added',
    label: { 'zh-CN': '加入禁发名单', en: 'An address or customer was put on the suppression list' },
  },
];
