import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const SOURCE_KINDS = ['own', 'third_party'] as const;

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const line = z.string().trim().max(300);

export const sourceSchema = z
  .object({
    source: z.string(),
    label: text,
    kind: z.enum(SOURCE_KINDS),
    /** Whose data it is. */
    provider: z.string().nullable(),
    /** Licence or legal basis. */
    basis: z.string().nullable(),
    obtainedOn: z.iso.date().nullable(),
    contact: z.string().nullable(),
    note: z.string().nullable(),
    /** Whether somebody described it, rather than data having come under its name. */
    described: z.boolean(),
    records: z.number().int(),
    customers: z.number().int(),
    /** The last removal of its data. */
    removal: z
      .object({
        status: z.enum(['running', 'done']),
        records: z.number().int(),
        done: z.number().int(),
        requestedAt: z.iso.datetime(),
        finishedAt: z.iso.datetime().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Source' });
export type Source = z.output<typeof sourceSchema>;

const sourceParams = z.object({
  source: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}_.-]+$/u),
});

export const listSources = defineContract({
  name: 'customers.list_sources',
  method: 'GET',
  path: '/api/v1/sources',
  summary: {
    'zh-CN': '数据来源及其提供方、依据和数量',
    en: 'Where data comes from: providers, legal basis, how much',
  },
  access: { permission: 'customers.read' },
  response: z.object({ items: z.array(sourceSchema), can: z.object({ write: z.boolean() }) }),
});

export const describeSource = defineContract({
  name: 'customers.describe_source',
  method: 'PUT',
  path: '/api/v1/sources/{source}',
  summary: { 'zh-CN': '登记一个数据来源', en: 'Say what a source is, and by which right it is used' },
  access: { permission: 'sources.write' },
  params: sourceParams,
  body: z
    .object({
      label: z.object({ 'zh-CN': line.default(''), en: line.default('') }).default({ 'zh-CN': '', en: '' }),
      kind: z.enum(SOURCE_KINDS),
      provider: line.nullable().default(null),
      basis: line.nullable().default(null),
      obtainedOn: z.iso.date().nullable().default(null),
      contact: line.nullable().default(null),
      note: z.string().trim().max(2000).nullable().default(null),
    })
    .meta({ id: 'SourceDescription' }),
  response: sourceSchema,
});

const dataCounts = z.object({
  /** What the source said of whom; with them go all its words. */
  records: z.number().int(),
  customers: z.number().int(),
  /** Customers whom nobody else knows: they go with it, unless they have orders or the like. */
  onlyHere: z.number().int(),
  /** Records that orders and the like came with: they are emptied and stay nameless. */
  emptied: z.number().int(),
  identifiers: z.number().int(),
  values: z.number().int(),
});

export const previewSourceRemoval = defineContract({
  name: 'customers.preview_source_removal',
  method: 'GET',
  path: '/api/v1/sources/{source}/data',
  summary: { 'zh-CN': '删除一个来源的数据会影响多少', en: 'How much would go with the data of a source' },
  access: { permission: 'sources.write' },
  params: sourceParams,
  response: dataCounts,
});

export const removeSourceData = defineContract({
  name: 'customers.remove_source_data',
  method: 'POST',
  path: '/api/v1/sources/{source}/remove-data',
  summary: {
    'zh-CN': '删除一个来源提供的全部客户资料，其他来源的保留',
    en: 'Remove all that a source said of customers; what others said stays',
  },
  access: { permission: 'sources.write' },
  params: sourceParams,
  body: z.object({ reason: z.string().trim().min(2).max(500) }),
  response: sourceSchema,
  status: 202,
  idempotent: true,
});
