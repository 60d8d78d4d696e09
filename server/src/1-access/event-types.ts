import type { EventType } from '#kernel/module.ts';

export const USER_DISABLED = 'access.user_disabled';
export const USER_ENABLED = 'access.user_enabled';

/** What this module writes to the log. */
export const ACCESS_EVENT_TYPES: readonly EventType[] = [
  { type: USER_DISABLED, label: { 'zh-CN': '员工账号停用', en: 'An account of the staff was disabled' } },
  { type: USER_ENABLED, label: { 'zh-CN': '员工账号重新启用', en: 'An account of the staff was enabled again' } },
];
