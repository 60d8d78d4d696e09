import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { REQUEST_KINDS, REQUEST_STATES, REQUEST_WAYS } from './words.ts';

export { REQUEST_KINDS, REQUEST_WAYS } from './words.ts';

export const receiptLineSchema = z.object({
  /** `schema.table`, or `files:<what>`. */
  what: z.string(),
  did: z.enum(['deleted', 'emptied']),
  rows: z.number().int(),
});

export const erasureSchema = z
  .object({
    erasedAt: z.iso.datetime(),
    /** Null while files and the analytic store are being gone over. */
    finishedAt: z.iso.datetime().nullable(),
    lines: z.array(receiptLineSchema),
    /** Tables whose rows stay: ids, figures and times only. */
    kept: z.array(z.string()),
  })
  .meta({ id: 'ErasureReceipt' });
export type ShownErasure = z.output<typeof erasureSchema>;

export const dataRequestSchema = z
  .object({
    id: z.uuid(),
    /** People call it by this. */
    number: z.number().int(),
    kind: z.enum(REQUEST_KINDS),
    way: z.enum(REQUEST_WAYS),
    state: z.enum(REQUEST_STATES),
    customer: z.object({ id: z.uuid(), name: z.string().nullable(), isErased: z.boolean() }),
    /** Null for whoever may not see the case. */
    caseId: z.uuid().nullable(),
    reason: z.string().nullable(),
    receivedAt: z.iso.datetime(),
    dueAt: z.iso.datetime(),
    isOverdue: z.boolean(),
    closedAt: z.iso.datetime().nullable(),
    createdBy: z.string(),
  })
  .meta({ id: 'DataRequest' });
export type DataRequest = z.output<typeof dataRequestSchema>;

export const dataRequestDetailSchema = dataRequestSchema
  .extend({
    /** In the words of whoever asked; phones and e-mails in it are masked. */
    note: z.string().nullable(),
    /** The copy can be downloaded. */
    hasCopy: z.boolean(),
    erasure: erasureSchema.nullable(),
  })
  .meta({ id: 'DataRequestDetail' });
export type DataRequestDetail = z.output<typeof dataRequestDetailSchema>;

export const newDataRequestSchema = z.object({
  customerId: z.uuid(),
  kind: z.enum(REQUEST_KINDS),
  way: z.enum(REQUEST_WAYS),
  note: z.string().trim().min(1).max(2000).optional(),
  /** The time runs from here; now when left out. */
  receivedAt: z.iso.datetime({ offset: true }).optional(),
});
export type NewDataRequest = z.output<typeof newDataRequestSchema>;

const READ = { permission: 'privacy.read' } as const;
const HANDLE = { permission: 'privacy.handle' } as const;

export const listDataRequests = defineContract({
  name: 'customers.list_data_requests',
  method: 'GET',
  path: '/api/v1/data-requests',
  summary: { 'zh-CN': '个人信息请求，新的在前', en: 'Requests about people’s own data, newest first' },
  access: READ,
  query: z.object({
    ...pageQuery,
    state: z.enum(REQUEST_STATES).optional(),
    kind: z.enum(REQUEST_KINDS).optional(),
    customerId: z.uuid().optional(),
  }),
  response: pageOf(dataRequestSchema).extend({ can: z.object({ handle: z.boolean() }) }),
});

export const receiveDataRequest = defineContract({
  name: 'customers.receive_data_request',
  method: 'POST',
  path: '/api/v1/data-requests',
  summary: { 'zh-CN': '登记个人信息请求', en: 'Take down a request about somebody’s own data' },
  access: HANDLE,
  body: newDataRequestSchema,
  response: dataRequestSchema,
  status: 201,
  idempotent: true,
});

export const getDataRequest = defineContract({
  name: 'customers.get_data_request',
  method: 'GET',
  path: '/api/v1/data-requests/{id}',
  summary: { 'zh-CN': '一项个人信息请求，含删除回执', en: 'One request, with the receipt of an erasure' },
  access: READ,
  params: idParams,
  response: dataRequestDetailSchema,
});

export const downloadReceipt = defineContract({
  name: 'customers.download_erasure_receipt',
  method: 'GET',
  path: '/api/v1/data-requests/{id}/receipt.json',
  summary: { 'zh-CN': '下载删除回执', en: 'Download the receipt of an erasure' },
  access: READ,
  params: idParams,
  response: 'stream',
});

export const downloadCopy = defineContract({
  name: 'customers.download_data_copy',
  method: 'GET',
  path: '/api/v1/data-requests/{id}/copy.json',
  summary: {
    'zh-CN': '下载本人资料副本（机器可读，未脱敏；记入审计）',
    en: 'Download the copy of somebody’s data: machine readable, unmasked, logged',
  },
  access: HANDLE,
  params: idParams,
  response: 'stream',
});

export const downloadReadableCopy = defineContract({
  name: 'customers.download_readable_copy',
  method: 'GET',
  path: '/api/v1/data-requests/{id}/copy.html',
  summary: {
    'zh-CN': '下载本人资料副本（可阅读、可打印；记入审计）',
    en: 'Download the copy of somebody’s data to read and print; unmasked, logged',
  },
  access: HANDLE,
  params: idParams,
  response: 'stream',
});
