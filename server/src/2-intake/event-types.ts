import type { EventType } from '#kernel/module.ts';

/** What this module writes to the log. */
export const INTAKE_EVENT_TYPES: readonly EventType[] = [
  { type: 'intake.import_finished', label: { 'zh-CN': '导入完成', en: 'An import finished' } },
  { type: 'intake.import_undone', label: { 'zh-CN': '导入被撤销', en: 'An import was undone' } },
];
