import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

/** The largest file that is taken in, in MB as it arrives on disk. */
export const MAX_FILE_MEGABYTES = {
  key: 'intake.max_file_megabytes',
  label: { 'zh-CN': '导入文件上限', en: 'Largest import file' },
  unit: { 'zh-CN': 'MB', en: 'MB' },
  note: {
    'zh-CN': '默认 2048 MB，约 2000 万行订单；更大的文件请拆分或先压缩。超过 4096 MB 的请求在此之前就会被拒绝',
    en: 'Default 2048 MB, some 20 million order lines; split or compress larger files. Requests over 4096 MB are refused before this',
  },
  schema: z.number().int().min(1).max(4096),
  defaultValue: 2048,
} as const satisfies SettingDefinition;

/** How long files of imports that have ended are kept. */
export const KEEP_IMPORT_FILES_DAYS: SettingDefinition = {
  key: 'intake.keep_import_files_days',
  label: { 'zh-CN': '导入文件保留多久', en: 'How long import files are kept' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: {
    'zh-CN':
      '导入结束超过此天数后删除原文件：导入记录、数量、撤销不受影响，只是不能再下载出错的原行。0 为一直保留。默认 365 天',
    en: 'After so long the file goes; the import, its figures and its undo stay, only rejected rows can no longer be downloaded. 0 keeps files for ever. Default 365 days',
  },
  schema: z.number().int().min(0).max(3660),
  defaultValue: 365,
};

/** Figures of this module that people may change. */
export const INTAKE_SETTINGS: readonly SettingDefinition[] = [MAX_FILE_MEGABYTES, KEEP_IMPORT_FILES_DAYS];
