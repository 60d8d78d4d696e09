import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

/** Rows of one request. */
export const MAX_RECORDS = 1000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** One record as it is sent; `data` is checked by the kind that `type` names. */
export const recordSchema = z.object({
  /** The system it comes from: letters, digits, `_`, `.`, `-`. */
  source: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}_.-]+$/u),
  /** Names the record at its source for good. */
  key: z.string().min(1).max(300),
  type: z.string().min(1).max(50),
  /** When it happened or was said there; now when absent. */
  occurredAt: z.iso.datetime({ offset: true }).nullish(),
  customer: z
    .object({
      identifiers: z
        .array(z.object({ type: z.string().min(1).max(50), value: z.string().min(1).max(300) }))
        .max(20)
        .default([]),
      attributes: z.record(z.string().min(1).max(100), z.unknown()).default({}),
    })
    .nullish(),
  data: z.unknown().optional(),
});
export type SentRecord = z.output<typeof recordSchema>;

/** Any value, described as a record: each row is checked by itself, so that a bad one never spoils the others. */
const uncheckedRow = z.unknown().meta(withoutDialect(z.toJSONSchema(recordSchema, { io: 'input' })));

function withoutDialect({ $schema, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}

export const recordResultSchema = z
  .object({
    /** Place in the request, from 0. */
    index: z.number().int(),
    /** `same`: it was there already, or something newer was. */
    outcome: z.enum(['added', 'changed', 'same', 'rejected']),
    /** What it made or changed. */
    id: z.uuid().nullable(),
    /** The customer it is about; when it comes again, as of the first time. */
    customerId: z.uuid().nullable(),
    /** What is wrong and what would be right, in the asker's language. */
    fault: z.object({ field: z.string().nullable(), code: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'RecordResult' });
export type RecordResult = z.output<typeof recordResultSchema>;

const rows = z.array(uncheckedRow).min(1).max(MAX_RECORDS);

export const takeRecords = defineContract({
  name: 'intake.take_records',
  method: 'POST',
  path: '/api/v1/records',
  summary: {
    'zh-CN': '批量写入记录：逐行给出结果，重复发送得到同样的结果',
    en: 'Take records in: a result per row, and the same result when a row is sent again',
  },
  access: { permission: 'records.write' },
  query: z.object({
    /** The shop, brand or region that the rows belong to. */
    scopeId: z.uuid().optional(),
  }),
  body: z.union([z.object({ records: rows }), rows]),
  response: z.object({ results: z.array(recordResultSchema) }),
  maxBodyBytes: MAX_BODY_BYTES,
  transaction: 'own',
});

export const listRecordKinds = defineContract({
  name: 'intake.list_record_kinds',
  method: 'GET',
  path: '/api/v1/record-kinds',
  summary: { 'zh-CN': '可写入的记录种类及其字段', en: 'Kinds of records that can be sent, with what they hold' },
  access: { permission: 'records.write' },
  response: z.object({
    items: z.array(
      z.object({
        type: z.string(),
        label: z.object({ 'zh-CN': z.string(), en: z.string() }),
        /** JSON Schema of `data`. */
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
});
