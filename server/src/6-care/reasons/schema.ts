import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** Whose doing it was. */
export const SIDES = ['company', 'customer'] as const;
export type Side = (typeof SIDES)[number];

const label = z.object({ 'zh-CN': z.string().trim().min(1).max(100), en: z.string().trim().min(1).max(100) });

export const reasonInput = z.object({ side: z.enum(SIDES), label, archived: z.boolean().default(false) });
export type ReasonInput = z.output<typeof reasonInput>;

export const reasonSchema = z
  .object({
    id: z.uuid(),
    side: z.enum(SIDES),
    label: z.object({ 'zh-CN': z.string(), en: z.string() }),
    /** Not to be chosen any more; what was closed with it keeps it. */
    archived: z.boolean(),
    uses: z.number().int(),
  })
  .meta({ id: 'ChurnReason' });
export type Reason = z.output<typeof reasonSchema>;

const WRITE = { permission: 'care.write' } as const;

export const listReasons = defineContract({
  name: 'care.list_reasons',
  method: 'GET',
  path: '/api/v1/care/reasons',
  summary: { 'zh-CN': '流失原因', en: 'Reasons of leaving' },
  access: { permission: 'care.read' },
  response: z.object({ items: z.array(reasonSchema), can: z.object({ write: z.boolean() }) }),
});

export const createReason = defineContract({
  name: 'care.create_reason',
  method: 'POST',
  path: '/api/v1/care/reasons',
  summary: { 'zh-CN': '新增流失原因', en: 'Add a reason of leaving' },
  access: WRITE,
  body: reasonInput,
  response: reasonSchema,
  status: 201,
  idempotent: true,
});

export const changeReason = defineContract({
  name: 'care.change_reason',
  method: 'PUT',
  path: '/api/v1/care/reasons/{id}',
  summary: {
    'zh-CN': '改名、归类或停用流失原因',
    en: 'Rename a reason of leaving, move it to the other side, put it away',
  },
  access: WRITE,
  params: idParams,
  body: reasonInput,
  response: reasonSchema,
});
