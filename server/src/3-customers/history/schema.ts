import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { fieldValuesSchema } from '../values/schema.ts';

export const CHANGE_ORIGINS = ['hand', 'bulk', 'undo', 'import', 'record'] as const;
export type ChangeOrigin = (typeof CHANGE_ORIGINS)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const customerFieldChangeSchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    field: z.string(),
    label: text,
    /** As people read it, masked like the field; null for none. */
    before: z.string().nullable(),
    after: z.string().nullable(),
    origin: z.enum(CHANGE_ORIGINS),
    source: z.string(),
    by: z.object({ kind: z.string(), id: z.uuid().nullable(), name: z.string() }),
    /** A later change took it back. */
    undone: z.boolean(),
    /** The field was not changed since, and the asker may change it. */
    canUndo: z.boolean(),
  })
  .meta({ id: 'FieldChange' });
export type CustomerFieldChange = z.output<typeof customerFieldChangeSchema>;

export const listFieldChanges = defineContract({
  name: 'customers.list_field_changes',
  method: 'GET',
  path: '/api/v1/customers/{id}/history',
  summary: { 'zh-CN': '客户资料的修改历史，新的在前', en: 'What changed of a customer, newest first' },
  access: { permission: 'customers.read' },
  params: idParams,
  query: z.object({ ...pageQuery, field: z.string().max(40).optional() }),
  response: pageOf(customerFieldChangeSchema),
});

export const undoFieldChange = defineContract({
  name: 'customers.undo_field_change',
  method: 'POST',
  path: '/api/v1/customers/{id}/history/{changeId}/undo',
  summary: { 'zh-CN': '撤销一次修改', en: 'Put back what a field was before a change' },
  access: { permission: 'customers.write' },
  params: idParams.extend({ changeId: z.uuid() }),
  response: fieldValuesSchema,
  idempotent: true,
});
