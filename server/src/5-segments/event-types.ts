import type { EventType } from '#kernel/module.ts';

/** What this module writes to the log. */
export const SEGMENT_EVENT_TYPES: readonly EventType[] = [
  {
    type: 'segments.membership_changed',
    label: { 'zh-CN': '客户进入或离开客群', en: 'Customers entered or left a segment' },
  },
  {
    type: 'segments.list_changed',
    label: { 'zh-CN': '名单有增减', en: 'Somebody was put on a list or taken off' },
  },
];
