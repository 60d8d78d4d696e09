import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** How long an exported file can be fetched. */
export const KEEP_HOURS = {
  key: 'intake.export_keep_hours',
  label: { 'zh-CN': '导出文件保存时长', en: 'How long exported files are kept' },
  unit: { 'zh-CN': '小时', en: 'hours' },
  note: {
    'zh-CN': '默认 24 小时，之后删除文件；谁在何时导出了什么，记录一直保留',
    en: 'Default 24 hours, then the file goes; who took what and when stays on record',
  },
  schema: z.number().int().min(1).max(720),
  defaultValue: 24,
} as const satisfies SettingDefinition;

/** The largest file that an export may become. */
export const MAX_EXPORT_MEGABYTES = {
  key: 'intake.max_export_megabytes',
  label: { 'zh-CN': '导出文件上限', en: 'Largest exported file' },
  unit: { 'zh-CN': 'MB', en: 'MB' },
  note: { 'zh-CN': '默认 4096 MB，避免占满磁盘', en: 'Default 4096 MB, so that no export fills the disk' },
  schema: z.number().int().min(1).max(100_000),
  defaultValue: 4096,
} as const satisfies SettingDefinition;

/** How many rows anybody may take alone. */
export const ALONE_ROWS = {
  key: 'intake.export_alone_rows',
  label: { 'zh-CN': '超过多少行的导出须第二人同意', en: 'Exports of more rows need a second person' },
  unit: { 'zh-CN': '行', en: 'rows' },
  note: {
    'zh-CN': '默认 10000 行：日常名单不受影响，整库带走要有另一人同意；0 表示每次导出都要',
    en: 'Default 10,000: everyday lists go as before, taking the whole base away needs somebody else; 0 asks for every export',
  },
  schema: z.number().int().min(0).max(100_000_000),
  defaultValue: 10_000,
} as const satisfies SettingDefinition;

/** Figures of exports that people may change. */
export const EXPORT_SETTINGS: readonly SettingDefinition[] = [KEEP_HOURS, MAX_EXPORT_MEGABYTES, ALONE_ROWS];
