import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { IDENTIFIER_KINDS } from '../identity/trusted-identifiers.ts';
import { mergeReason } from '../merging/schema.ts';

const MAX_RECORDS = 500;
const text = z.object({ 'zh-CN': z.string(), en: z.string() });

const what = {
  /** A merge that is taken back … */
  mergeId: z.uuid().optional(),
  /** … or the records that leave. */
  recordIds: z.array(z.uuid()).min(1).max(MAX_RECORDS).optional(),
  /** With whom phones, cards and ids stay that both sides state; of the other side they join nobody any more. */
  sharedGoTo: z.enum(['staying', 'leaving']).default('staying'),
} as const;
const ONE_WAY = {
  error: 'give either mergeId or recordIds · 请提供 mergeId 或 recordIds 之一',
  path: ['mergeId'],
};
const isOneWay = (given: { mergeId?: string | undefined; recordIds?: readonly string[] | undefined }): boolean =>
  (given.mergeId === undefined) !== (given.recordIds === undefined);

export const partingPreviewSchema = z
  .object({
    /** Who there will be; `id` is null for one who gets a new number. */
    customers: z.array(
      z.object({
        id: z.uuid().nullable(),
        name: z.string().nullable(),
        recordIds: z.array(z.uuid()),
        belongings: z.array(z.object({ name: z.string(), label: text, what: text, count: z.number().int() })),
      }),
    ),
    /** What will join a record to nobody any more. */
    withheld: z.array(z.object({ recordId: z.uuid(), kind: z.string(), label: text, shown: z.string() })),
    /** What holds the records together all the same; then nobody is parted. */
    stillJoinedBy: z.array(
      z.object({ kind: z.string(), label: text, shown: z.string(), recordIds: z.array(z.uuid()) }),
    ),
  })
  .meta({ id: 'UnmergePreview' });
export type PartingPreview = z.output<typeof partingPreviewSchema>;

export const previewUnmerge = defineContract({
  name: 'customers.preview_unmerge',
  method: 'POST',
  path: '/api/v1/customers/{id}/unmerge/preview',
  summary: { 'zh-CN': '预览拆分客户的结果', en: 'What parting a customer would come to' },
  // Reads, though it is asked by POST.
  transaction: 'own',
  access: { permission: 'customers.merge' },
  params: idParams,
  body: z.object(what).refine(isOneWay, ONE_WAY),
  response: partingPreviewSchema,
});

export const partedSchema = z
  .object({
    /** Who there is now, the one that was asked about first where it is still there. */
    customers: z.array(z.uuid()),
  })
  .meta({ id: 'Parted' });

export const unmergeCustomer = defineContract({
  name: 'customers.unmerge',
  method: 'POST',
  path: '/api/v1/customers/{id}/unmerge',
  summary: {
    'zh-CN': '撤销合并，或让部分来源记录成为另一位客户；此后的往来随来源记录归还',
    en: 'Take a merge back, or let some records be another customer; what happened since goes with its record',
  },
  access: { permission: 'customers.merge' },
  params: idParams,
  body: z
    .object({
      ...what,
      reason: mergeReason,
      /** Nothing joins them again by itself. */
      keepApart: z.boolean().default(false),
    })
    .refine(isOneWay, ONE_WAY),
  response: partedSchema,
  idempotent: true,
});

const identifier = z.object({
  recordId: z.uuid(),
  kind: z.enum(IDENTIFIER_KINDS),
  /** As `explain` shows it. */
  shown: z.string().min(1).max(300),
  reason: mergeReason,
});

export const detachIdentifier = defineContract({
  name: 'customers.detach_identifier',
  method: 'POST',
  path: '/api/v1/customers/{id}/detach',
  summary: {
    'zh-CN': '从来源记录上去掉一个错误的手机、卡号或账号；只靠它相连的记录会分开',
    en: 'Take a wrong phone, card or id off a record; records that only it joined fall apart',
  },
  access: { permission: 'customers.merge' },
  params: idParams,
  body: identifier,
  response: partedSchema,
  idempotent: true,
});

export const attachIdentifier = defineContract({
  name: 'customers.attach_identifier',
  method: 'POST',
  path: '/api/v1/customers/{id}/attach',
  summary: {
    'zh-CN': '恢复来源记录上被去掉或停用的标识；它所指的客户会再次合为一位',
    en: 'Let an identifier of a record count again; the customers whom it means become one again',
  },
  access: { permission: 'customers.merge' },
  params: idParams,
  body: identifier,
  response: z.object({ id: z.uuid() }).meta({ id: 'Attached' }),
  idempotent: true,
});

export const setApart = defineContract({
  name: 'customers.set_apart',
  method: 'POST',
  path: '/api/v1/customers/{id}/apart',
  summary: {
    'zh-CN': '标记两位客户不是同一人，此后不会自动合并',
    en: 'Say that two customers are not one person; nothing joins them by itself then',
  },
  access: { permission: 'customers.merge' },
  params: idParams,
  body: z.object({ from: z.uuid(), reason: mergeReason }),
  response: z.object({ apartId: z.uuid() }).meta({ id: 'SetApart' }),
  idempotent: true,
});

export const revokeApart = defineContract({
  name: 'customers.revoke_apart',
  method: 'POST',
  path: '/api/v1/customers/{id}/apart/revoke',
  summary: { 'zh-CN': '取消“不是同一人”标记', en: 'Take back that two customers are not one person' },
  access: { permission: 'customers.merge' },
  params: idParams,
  body: z.object({ apartId: z.uuid(), reason: mergeReason }),
});
