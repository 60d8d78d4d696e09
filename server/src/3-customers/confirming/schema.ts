import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const confirmationsSchema = z
  .object({
    /** Groups that are asked for again and that something is known in. */
    groups: z.array(
      z.object({
        group: z.string(),
        label: text,
        /** The newest word or confirmation. */
        heardAt: z.iso.datetime(),
        confirmedAt: z.iso.datetime().nullable(),
        confirmedBy: z.string().nullable(),
        dueAt: z.iso.datetime(),
        isDue: z.boolean(),
      }),
    ),
    /** The task that staff have about it. */
    open: z.object({ caseId: z.uuid(), requestedAt: z.iso.datetime() }).nullable(),
    can: z.object({ confirm: z.boolean() }),
  })
  .meta({ id: 'Confirmations' });
export type Confirmations = z.output<typeof confirmationsSchema>;

export const listConfirmations = defineContract({
  name: 'customers.list_confirmations',
  method: 'GET',
  path: '/api/v1/customers/{id}/confirmations',
  summary: {
    'zh-CN': '客户资料何时确认过、何时该再核对',
    en: 'When the data of a customer were confirmed, and are due again',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  response: confirmationsSchema,
});

export const confirmData = defineContract({
  name: 'customers.confirm_data',
  method: 'POST',
  path: '/api/v1/customers/{id}/confirmations',
  summary: { 'zh-CN': '确认这些资料仍然有效', en: 'Say that what is known still holds' },
  access: { permission: 'customers.write' },
  params: idParams,
  body: z.object({ groups: z.array(z.string().min(1).max(40)).min(1).max(20) }),
  response: confirmationsSchema,
  idempotent: true,
});

export const askForConfirmations = defineContract({
  name: 'customers.ask_for_confirmations',
  method: 'POST',
  path: '/api/v1/quality/confirm-tasks',
  summary: {
    'zh-CN': '立即生成今天的资料核对任务（后台进行，每天有上限）',
    en: 'Make today’s tasks to confirm data now, in the background; there is a bound for each day',
  },
  access: { permission: 'quality.manage' },
  response: z.object({ queued: z.boolean() }),
  status: 202,
});
