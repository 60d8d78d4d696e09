import type { EventType } from '#kernel/module.ts';

/** What this module writes to the log. */
export const EVENT_TYPES: readonly EventType[] = [
  { type: 'behaviour.events_recorded', label: { 'zh-CN': '记录了新的行为', en: 'New behaviour was recorded' } },
  {
    type: 'behaviour.events_changed',
    label: { 'zh-CN': '行为有变更或归属了客户', en: 'Behaviour changed or found its customer' },
  },
  { type: 'behaviour.events_removed', label: { 'zh-CN': '撤销了导入的行为', en: 'Imported behaviour was undone' } },
];
