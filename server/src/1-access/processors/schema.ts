import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** `processor`: on our behalf; `joint`: decides with us; `recipient`: for purposes of its own. */
export const PROCESSOR_ROLES = ['processor', 'joint', 'recipient'] as const;

const shared = {
  name: z.string().trim().min(1).max(200),
  role: z.enum(PROCESSOR_ROLES),
  purpose: z.string().trim().min(1).max(500),
  /** What data: 姓名、手机、订单 …. */
  dataCategories: z.array(z.string().trim().min(1).max(60)).min(1).max(30),
  /** Consent, contract, law … */
  legalBasis: z.string().trim().min(1).max(300),
  /** ISO 3166 code of where it processes. */
  country: z.string().regex(/^[A-Z]{2}$/u),
  /** By what right data leaves the country: a standard contract, an assessment …; asked for outside China. */
  transferBasis: z.string().trim().min(1).max(300).nullable(),
  contact: z.string().trim().min(1).max(200).nullable(),
  contractUntil: z.iso.date().nullable(),
};

export const processorInput = z
  .object({
    ...shared,
    transferBasis: shared.transferBasis.default(null),
    contact: shared.contact.default(null),
    contractUntil: shared.contractUntil.default(null),
  })
  .refine(({ country, transferBasis }) => country === 'CN' || transferBasis !== null, {
    path: ['transferBasis'],
    error: 'say by what right the data leaves the country',
  });
export type ProcessorInput = z.output<typeof processorInput>;

export const processorSchema = z
  .object({
    id: z.uuid(),
    ...shared,
    /** Null while it goes on. */
    endedAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Processor' });
export type Processor = z.output<typeof processorSchema>;

export const listProcessors = defineContract({
  name: 'access.list_processors',
  method: 'GET',
  path: '/api/v1/processors',
  summary: { 'zh-CN': '谁为何目的处理哪些个人信息', en: 'Who processes which data for which purpose' },
  access: { permission: 'processors.read' },
  response: z.object({ items: z.array(processorSchema), can: z.object({ write: z.boolean() }) }),
});

export const exportProcessors = defineContract({
  name: 'access.export_processors',
  method: 'GET',
  path: '/api/v1/processors.csv',
  summary: { 'zh-CN': '处理者清单（CSV）', en: 'The list of processors as CSV' },
  access: { permission: 'processors.read' },
  response: 'stream',
});

export const createProcessor = defineContract({
  name: 'access.create_processor',
  method: 'POST',
  path: '/api/v1/processors',
  summary: { 'zh-CN': '登记处理者', en: 'Register a processor' },
  access: { permission: 'processors.write' },
  body: processorInput,
  response: processorSchema,
  status: 201,
  idempotent: true,
});

export const changeProcessor = defineContract({
  name: 'access.change_processor',
  method: 'PUT',
  path: '/api/v1/processors/{id}',
  summary: { 'zh-CN': '修改处理者', en: 'Change a processor' },
  access: { permission: 'processors.write' },
  params: idParams,
  body: processorInput,
  response: processorSchema,
});

export const endProcessor = defineContract({
  name: 'access.end_processor',
  method: 'POST',
  path: '/api/v1/processors/{id}/end',
  summary: { 'zh-CN': '结束委托处理，记录保留', en: 'End the processing; the row is kept' },
  access: { permission: 'processors.write' },
  params: idParams,
  response: processorSchema,
});
