import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { FIELD_KEY } from '../fields/schema.ts';

export const BULK_ACTIONS = ['set', 'clear', 'add', 'remove'] as const;
export const MAX_BULK = 1000;

const bulkResult = z.object({
  id: z.uuid(),
  outcome: z.enum(['changed', 'same', 'rejected']),
  reason: z.string().nullable(),
});

const bulkReply = z.object({
  /** Names the changes together, to take them back. */
  batchId: z.uuid(),
  changed: z.number().int(),
  same: z.number().int(),
  rejected: z.number().int(),
  items: z.array(bulkResult),
});

export const bulkEditCustomers = defineContract({
  name: 'customers.bulk_edit',
  method: 'POST',
  path: '/api/v1/customers/bulk-edit',
  summary: {
    'zh-CN': '批量修改一个字段，每位客户各有结果',
    en: 'Change one field of many customers, with a result for each',
  },
  access: { permission: 'customers.write' },
  body: z.object({
    ids: z.array(z.uuid()).min(1).max(MAX_BULK),
    /** Any field beside name, phone, e-mail and address. */
    field: z.string().regex(FIELD_KEY),
    /** `add` and `remove` are for fields of several choices. */
    action: z.enum(BULK_ACTIONS),
    value: z.unknown(),
  }),
  response: bulkReply,
  // In parts: a thousand customers are too many for one short transaction. Saying the same again changes nothing.
  transaction: 'own',
});

export const undoBulkEdit = defineContract({
  name: 'customers.undo_bulk_edit',
  method: 'POST',
  path: '/api/v1/customers/bulk-edit/{id}/undo',
  summary: {
    'zh-CN': '撤销一次批量修改；之后又改过的保持不变',
    en: 'Take a bulk edit back; what was changed since stays as it is',
  },
  access: { permission: 'customers.write' },
  params: idParams,
  response: bulkReply,
  transaction: 'own',
});
