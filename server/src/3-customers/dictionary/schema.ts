import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { customerFieldSchema } from '../fields/schema.ts';

/** How a business comes to know its customers, step by step; the same five for every installation. */
export const PROCESS_STEPS = ['define', 'collect', 'integrate', 'update', 'protect'] as const;
export type ProcessStep = (typeof PROCESS_STEPS)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const count = z.number().int();
const FIELD_KEY = /^[a-zA-Z][a-zA-Z0-9]{0,39}$/u;

export const dictionaryFieldSchema = customerFieldSchema
  .pick({
    key: true,
    label: true,
    type: true,
    group: true,
    groupLabel: true,
    unit: true,
    sensitivity: true,
    purpose: true,
    source: true,
    updateCycleDays: true,
    builtIn: true,
  })
  .extend({
    /** Name, phone, e-mail, address, region. */
    basic: z.boolean(),
    /** Sources that have said something of it. */
    sources: z.array(z.object({ source: z.string(), label: text })),
    /** Who answers for it. */
    owner: z.string().nullable(),
    /** After how many days customers are asked to confirm its group; null: never. */
    confirmDays: count.nullable(),
    /** How many customers have it; null for those who see only some. */
    customers: count.nullable(),
    updatedAt: z.iso.datetime().nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'DictionaryField' });
export type DictionaryField = z.output<typeof dictionaryFieldSchema>;

export const processStepSchema = z
  .object({
    step: z.enum(PROCESS_STEPS),
    owner: z.string().nullable(),
    note: z.string().nullable(),
    reviewedAt: z.iso.datetime().nullable(),
    reviewedBy: z.string().nullable(),
    /** What there is to say of it in figures, by name. */
    figures: z.record(z.string(), count),
  })
  .meta({ id: 'ProcessStep' });
export type ProcessStepState = z.output<typeof processStepSchema>;

export const dictionarySchema = z
  .object({
    steps: z.array(processStepSchema),
    fields: z.array(dictionaryFieldSchema),
    /** All customers; null for those who see only some. */
    customers: count.nullable(),
    /** Large bases are counted every hour. */
    countedAt: z.iso.datetime().nullable(),
    can: z.object({ manage: z.boolean() }),
  })
  .meta({ id: 'DataDictionary' });
export type DataDictionary = z.output<typeof dictionarySchema>;

export const getDictionary = defineContract({
  name: 'customers.get_dictionary',
  method: 'GET',
  path: '/api/v1/fields/dictionary',
  summary: {
    'zh-CN': '数据字典与识别客户的五步流程',
    en: 'The data dictionary, and the five steps of knowing customers',
  },
  access: { permission: 'customers.read' },
  response: dictionarySchema,
});

const givenText = z
  .object({ 'zh-CN': z.string().trim().min(1).max(200), en: z.string().trim().min(1).max(200) })
  .nullable()
  .optional();

export const putSteward = defineContract({
  name: 'customers.put_field_steward',
  method: 'PUT',
  path: '/api/v1/fields/{key}/steward',
  summary: {
    'zh-CN': '登记字段的负责人；自带字段还可登记用途、来源与更新周期',
    en: 'Say who answers for a field; of built-in ones also purpose, source and update cycle',
  },
  access: { permission: 'quality.manage' },
  params: z.object({ key: z.string().regex(FIELD_KEY) }),
  body: z.object({
    owner: z.string().trim().min(1).max(60).nullable(),
    /** Left out: as it is defined. Of fields of one's own the definition says these. */
    purpose: givenText,
    source: givenText,
    updateCycleDays: z.number().int().min(1).max(3650).nullable().optional(),
  }),
  response: dictionarySchema,
});

export const putProcessStep = defineContract({
  name: 'customers.put_process_step',
  method: 'PUT',
  path: '/api/v1/fields/steps/{step}',
  summary: { 'zh-CN': '登记一步的负责人，并记为已检查', en: 'Say who runs a step, and that it was looked at today' },
  access: { permission: 'quality.manage' },
  params: z.object({ step: z.enum(PROCESS_STEPS) }),
  body: z.object({
    owner: z.string().trim().min(1).max(60).nullable(),
    note: z.string().trim().min(1).max(500).nullable().default(null),
  }),
  response: dictionarySchema,
});
