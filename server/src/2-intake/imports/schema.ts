import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const IMPORT_STATUSES = ['queued', 'running', 'done', 'failed', 'undoing', 'undone'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

/** Which column of the file feeds which field: field → header name. */
export const mappingSchema = z.record(z.string().max(100), z.string().max(500));
export type Mapping = z.output<typeof mappingSchema>;

/** How to read a file, where the guess would be wrong. */
const layoutChoice = {
  /** Name of the sheet of a workbook; the first with content otherwise. */
  sheet: z.string().max(100).optional(),
  /** Number of the row that names the columns; 0 when there is none. */
  headerRow: z.coerce.number().int().min(0).max(200).optional(),
  /** Of a CSV file. */
  delimiter: z.string().length(1).optional(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
};
export type LayoutChoice = z.output<z.ZodObject<typeof layoutChoice>>;

const sourceSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}_.-]+$/u);

export const importFieldSchema = z
  .object({
    name: z.string(),
    label: text,
    required: z.boolean(),
    /** What a right value looks like. */
    example: z.string(),
  })
  .meta({ id: 'ImportField' });

export const importSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    source: z.string(),
    fileName: z.string(),
    status: z.enum(IMPORT_STATUSES),
    bytes: z.number().int(),
    /** How far the file has been read, 0 to 1. */
    progress: z.number().min(0).max(1),
    rowsPerSecond: z.number().nullable(),
    /** Data rows read so far (without the header); accepted + rejected. */
    rows: z.number().int(),
    accepted: z.number().int(),
    rejected: z.number().int(),
    /** How the accepted rows changed what was there. */
    added: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    /** Accepted rows that repeat the key of an earlier row of the file. */
    repeated: z.number().int(),
    mapping: mappingSchema,
    /** Goes over the file and keeps nothing: what an import would do. */
    dryRun: z.boolean(),
    /** The import that a dry run was started as. */
    startedAs: z.uuid().nullable(),
    format: z.enum(['csv', 'xlsx', 'json']),
    /** Of a workbook. */
    sheet: z.string().nullable(),
    /** The field by which rows find what is there. */
    key: z.string().nullable(),
    /** Why it failed, in the asker's language. */
    failure: z.string().nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    undoneAt: z.iso.datetime().nullable(),
    canUndo: z.boolean(),
    canResume: z.boolean(),
    canCancel: z.boolean(),
    /** A dry run can be started for real, with the same file. */
    canStart: z.boolean(),
  })
  .meta({ id: 'Import' });

export const faultSchema = z
  .object({
    /** As people see it in the file: the header is row 1 where nothing stands above it. */
    row: z.number().int(),
    column: z.string().nullable(),
    code: z.string(),
    /** What is wrong and what would be right, in the asker's language. */
    reason: z.string(),
    value: z.string().nullable(),
  })
  .meta({ id: 'ImportFault' });

export const listImportKinds = defineContract({
  name: 'intake.list_import_kinds',
  method: 'GET',
  path: '/api/v1/import-kinds',
  summary: { 'zh-CN': '可导入的数据种类及其字段', en: 'Kinds of data that can be imported, with their fields' },
  access: { permission: 'imports.read' },
  response: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        label: text,
        /** Fields that can be chosen as the key by which rows find what is there; the first is the usual one. */
        keyFields: z.array(z.string()),
        fields: z.array(importFieldSchema),
      }),
    ),
  }),
});

export const guessImport = defineContract({
  name: 'intake.guess_import',
  method: 'POST',
  path: '/api/v1/imports/guess',
  summary: {
    'zh-CN': '看一份文件：格式、表头行、列对应关系、前 20 行及其问题',
    en: 'Look at a file: format, header row, columns, the first 20 rows and their faults',
  },
  access: { permission: 'imports.write' },
  query: z.object({
    kind: z.string().max(50),
    /** Its saved mapping is proposed where it fits. */
    source: z.string().max(100).optional(),
    /** A file that was uploaded before; the body is then empty. */
    upload: z.uuid().optional(),
    /** JSON: field → header name; faults are told under it. */
    mapping: z.string().max(20_000).optional(),
    ...layoutChoice,
  }),
  body: 'stream',
  response: z.object({
    format: z.enum(['csv', 'xlsx', 'json']),
    /** Of a CSV file, else empty. */
    delimiter: z.string(),
    /** Empty for a workbook. */
    encoding: z.string(),
    /** Visible sheets of a workbook that hold anything. */
    sheets: z.array(z.string()),
    sheet: z.string().nullable(),
    /** Number of the row that names the columns; null when there is none. */
    headerRow: z.number().int().nullable(),
    columns: z.array(
      z.object({
        header: z.string(),
        /** The field this column seems to be, or null. */
        field: z.string().nullable(),
        /** 0 to 1. */
        confidence: z.number(),
      }),
    ),
    /** Whether the columns are those that were mapped the last time for this source. */
    isSaved: z.boolean(),
    /** The first rows, at most 20, each as long as the header. */
    rows: z.array(z.array(z.string())),
    /** Their numbers, as people see them in the file. */
    rowNumbers: z.array(z.number().int()),
    /** Faults that these rows would have under the mapping. */
    faults: z.array(faultSchema),
    missing: z.array(z.string()),
  }),
});

export const suggestImportKind = defineContract({
  name: 'intake.suggest_import_kind',
  method: 'GET',
  path: '/api/v1/imports/uploads/{id}/kind',
  summary: {
    'zh-CN': '这份上传的文件看起来是哪一种数据，为什么',
    en: 'Which kind of data an uploaded file seems to hold, and why',
  },
  access: { permission: 'imports.write' },
  params: idParams,
  response: z.object({
    /** Null when the columns do not say. */
    kind: z.string().nullable(),
    /** In the asker's language. */
    reason: z.string().nullable(),
  }),
});

export const createImport = defineContract({
  name: 'intake.create_import',
  method: 'POST',
  path: '/api/v1/imports',
  summary: { 'zh-CN': '导入一个文件（请求体即文件）', en: 'Import a file (the body is the file itself)' },
  access: { permission: 'imports.write' },
  query: z.object({
    kind: z.string().max(50),
    source: sourceSchema,
    /** A file that was uploaded before; the body is then empty. */
    upload: z.uuid().optional(),
    /** JSON: field → header name; guessed when absent. */
    mapping: z.string().max(20_000).optional(),
    fileName: z.string().max(300).optional(),
    /** The shop, brand or region that the rows belong to. */
    scopeId: z.uuid().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    /** The field by which rows find what is there (one of the kind's key fields). */
    key: z.string().max(100).optional(),
    /** `true` goes over the whole file, counts what would happen, and keeps nothing. */
    dryRun: z.enum(['true', 'false']).optional(),
    ...layoutChoice,
  }),
  body: 'stream',
  response: z.object({ id: z.uuid() }),
  status: 202,
  idempotent: true,
});

export const listImports = defineContract({
  name: 'intake.list_imports',
  method: 'GET',
  path: '/api/v1/imports',
  summary: { 'zh-CN': '导入记录', en: 'Imports, newest first' },
  access: { permission: 'imports.read' },
  query: z.object({ ...pageQuery, status: z.enum(IMPORT_STATUSES).optional() }),
  response: pageOf(importSchema),
});

export const getImport = defineContract({
  name: 'intake.get_import',
  method: 'GET',
  path: '/api/v1/imports/{id}',
  summary: { 'zh-CN': '一次导入及其进度', en: 'One import and its progress' },
  access: { permission: 'imports.read' },
  params: idParams,
  response: importSchema,
});

export const listImportFaults = defineContract({
  name: 'intake.list_import_faults',
  method: 'GET',
  path: '/api/v1/imports/{id}/faults',
  summary: { 'zh-CN': '被拒绝的行及原因', en: 'Rejected rows with their reasons' },
  access: { permission: 'imports.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(faultSchema),
});

export const downloadImportErrors = defineContract({
  name: 'intake.download_import_errors',
  method: 'GET',
  path: '/api/v1/imports/{id}/errors.csv',
  summary: { 'zh-CN': '下载被拒绝的行', en: 'Download the rejected rows' },
  access: { permission: 'imports.read' },
  params: idParams,
  response: 'stream',
});

export const downloadImportDuplicates = defineContract({
  name: 'intake.download_import_duplicates',
  method: 'GET',
  path: '/api/v1/imports/{id}/duplicates.csv',
  summary: { 'zh-CN': '下载文件里重复的行', en: 'Download the rows that repeat another row of the file' },
  access: { permission: 'imports.read' },
  params: idParams,
  response: 'stream',
});

export const startImport = defineContract({
  name: 'intake.start_import',
  method: 'POST',
  path: '/api/v1/imports/{id}/start',
  summary: { 'zh-CN': '试运行之后正式导入同一份文件', en: 'Import the file of a dry run for real' },
  access: { permission: 'imports.write' },
  params: idParams,
  response: z.object({ id: z.uuid() }),
  status: 202,
  idempotent: true,
});

export const cancelImport = defineContract({
  name: 'intake.cancel_import',
  method: 'POST',
  path: '/api/v1/imports/{id}/cancel',
  summary: { 'zh-CN': '停下正在进行的导入', en: 'Stop an import that is running' },
  access: { permission: 'imports.write' },
  params: idParams,
  response: importSchema,
  idempotent: true,
});

export const undoImport = defineContract({
  name: 'intake.undo_import',
  method: 'POST',
  path: '/api/v1/imports/{id}/undo',
  summary: { 'zh-CN': '整体撤销一次导入', en: 'Undo an import as a whole' },
  access: { permission: 'imports.write' },
  params: idParams,
  response: importSchema,
  status: 202,
  idempotent: true,
});

export const resumeImport = defineContract({
  name: 'intake.resume_import',
  method: 'POST',
  path: '/api/v1/imports/{id}/resume',
  summary: { 'zh-CN': '从中断处继续导入', en: 'Resume an import where it stopped' },
  access: { permission: 'imports.write' },
  params: idParams,
  response: importSchema,
  status: 202,
  idempotent: true,
});
