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

/** Figures of this module that people may change. */
export const INTAKE_SETTINGS: readonly SettingDefinition[] = [MAX_FILE_MEGABYTES];
