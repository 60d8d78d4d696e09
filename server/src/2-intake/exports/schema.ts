import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const EXPORT_STATUSES = ['queued', 'running', 'waiting', 'done', 'failed', 'expired'] as const;

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const exportSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    format: z.enum(EXPORT_FORMATS),
    columns: z.array(z.string()),
    unmasked: z.boolean(),
    reason: z.string().nullable(),
    status: z.enum(EXPORT_STATUSES),
    /** Written so far. */
    rows: z.number().int(),
    bytes: z.number().int().nullable(),
    /** Why it failed, in the asker's language. */
    failure: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    /** The file goes then. */
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Export' });
export type Export = z.output<typeof exportSchema>;

export const newExportSchema = z.object({
  kind: z.string().max(50),
  format: z.enum(EXPORT_FORMATS).default('csv'),
  /** Keys of columns; the usual ones when absent. */
  columns: z.array(z.string().max(100)).min(1).max(300).optional(),
  filter: z.record(z.string().max(50), z.unknown()).default({}),
  /** Personal values as they are: needs `exports.unmask` and a reason. */
  unmasked: z.boolean().default(false),
  reason: z.string().trim().min(2).max(500).optional(),
});
export type NewExport = z.output<typeof newExportSchema>;

export const listExportKinds = defineContract({
  name: 'intake.list_export_kinds',
  method: 'GET',
  path: '/api/v1/export-kinds',
  summary: { 'zh-CN': '可导出的数据种类及其列', en: 'Kinds of data that can be exported, with their columns' },
  access: { permission: 'exports.write' },
  response: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        label: text,
        columns: z.array(z.object({ key: z.string(), label: text, usual: z.boolean() })),
      }),
    ),
  }),
});

export const createExport = defineContract({
  name: 'intake.create_export',
  method: 'POST',
  path: '/api/v1/exports',
  summary: { 'zh-CN': '导出为文件', en: 'Export to a file' },
  access: { permission: 'exports.write' },
  body: newExportSchema,
  response: exportSchema,
  status: 202,
  idempotent: true,
});

export const listExports = defineContract({
  name: 'intake.list_exports',
  method: 'GET',
  path: '/api/v1/exports',
  summary: { 'zh-CN': '我的导出', en: 'Exports of the asker, newest first' },
  access: { permission: 'exports.write' },
  query: z.object(pageQuery),
  response: pageOf(exportSchema),
});

export const getExport = defineContract({
  name: 'intake.get_export',
  method: 'GET',
  path: '/api/v1/exports/{id}',
  summary: { 'zh-CN': '一次导出及其进度', en: 'One export and its progress' },
  access: { permission: 'exports.write' },
  params: idParams,
  response: exportSchema,
});

export const downloadExport = defineContract({
  name: 'intake.download_export',
  method: 'GET',
  path: '/api/v1/exports/{id}/file',
  summary: { 'zh-CN': '下载导出的文件（记入审计）', en: 'Download the file (logged)' },
  access: { permission: 'exports.write' },
  params: idParams,
  response: 'stream',
});
