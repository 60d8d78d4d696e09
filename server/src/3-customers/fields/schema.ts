import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { FIELD_FORMATS, FIELD_TYPES, SENSITIVITIES } from './definition.ts';

export { FIELD_GROUPS, FIELD_TYPES, type FieldType, SENSITIVITIES, type Sensitivity } from './definition.ts';
export {
  DELIVERY_DAYS,
  type DeliveryDay,
  type DeliveryWindow,
  readDeliveryWindows,
  sayDeliveryWindows,
} from './delivery-window.ts';

/** Keys are words of files, rules and the API: they never change. */
export const FIELD_KEY = /^[a-z][a-zA-Z0-9]{0,39}$/;

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
/** Written in one language it stands for both. */
const givenText = z
  .object({
    'zh-CN': z.string().trim().max(200).default(''),
    en: z.string().trim().max(200).default(''),
  })
  .refine((given) => given['zh-CN'] !== '' || given.en !== '', {
    error: 'write it in one language at least',
  })
  .transform((given) => ({ 'zh-CN': given['zh-CN'] || given.en, en: given.en || given['zh-CN'] }));

export const customerFieldSchema = z
  .object({
    key: z.string(),
    label: text,
    type: z.enum(FIELD_TYPES),
    /** A known heading (see the interface) or one of the business's own. */
    group: z.string(),
    groupLabel: text,
    options: z.array(z.object({ value: z.string(), label: text })),
    openOptions: z.boolean(),
    unit: z.string().nullable(),
    /** Values are read and shown by rules of their own. */
    format: z.enum(FIELD_FORMATS).nullable(),
    sensitivity: z.enum(SENSITIVITIES),
    purpose: text.nullable(),
    source: text.nullable(),
    updateCycleDays: z.number().int().nullable(),
    builtIn: z.boolean(),
    archived: z.boolean(),
    position: z.number().int(),
  })
  .meta({ id: 'CustomerField' });
export type CustomerField = z.output<typeof customerFieldSchema>;

const optionInput = z.object({
  /** What is stored; the Chinese label when it is left out. */
  value: z.string().trim().min(1).max(60).optional(),
  label: givenText,
});

const editable = {
  label: givenText,
  group: z.string().trim().min(1).max(40),
  options: z.array(optionInput).max(500),
  openOptions: z.boolean(),
  unit: z.string().trim().min(1).max(12).nullable(),
  sensitivity: z.enum(SENSITIVITIES),
  purpose: givenText.nullable(),
  source: givenText.nullable(),
  updateCycleDays: z.number().int().min(1).max(3650).nullable(),
} as const;

export const newFieldSchema = z.object({
  /** Made from the label when it is left out. */
  key: z.string().regex(FIELD_KEY).optional(),
  type: z.enum(FIELD_TYPES),
  label: editable.label,
  group: editable.group.default('basic'),
  options: editable.options.default([]),
  openOptions: editable.openOptions.default(false),
  unit: editable.unit.default(null),
  sensitivity: editable.sensitivity.default('open'),
  purpose: editable.purpose.default(null),
  source: editable.source.default(null),
  updateCycleDays: editable.updateCycleDays.default(null),
});
export type NewField = z.output<typeof newFieldSchema>;

/** What is left out stays. Options may be renamed and added to: each one there is has to be among them. */
export const fieldChangeSchema = z.object(editable).partial();
export type FieldChange = z.output<typeof fieldChangeSchema>;

const fieldParams = z.object({ key: z.string().regex(FIELD_KEY) });

export const listFields = defineContract({
  name: 'customers.list_fields',
  method: 'GET',
  path: '/api/v1/fields',
  summary: { 'zh-CN': '客户字段', en: 'The fields of a customer, in their order' },
  access: { permission: 'customers.read' },
  query: z.object({ archived: z.enum(['true', 'false']).default('false') }),
  response: z.object({
    items: z.array(customerFieldSchema),
    can: z.object({ write: z.boolean(), level: z.boolean() }),
  }),
});

export const createField = defineContract({
  name: 'customers.create_field',
  method: 'POST',
  path: '/api/v1/fields',
  summary: { 'zh-CN': '新建客户字段', en: 'Define a field of customers' },
  access: { permission: 'fields.write' },
  body: newFieldSchema,
  response: customerFieldSchema,
  status: 201,
  idempotent: true,
});

export const changeField = defineContract({
  name: 'customers.change_field',
  method: 'PATCH',
  path: '/api/v1/fields/{key}',
  summary: { 'zh-CN': '修改客户字段', en: 'Change a field: its labels, options, group, care' },
  access: { permission: 'fields.write' },
  params: fieldParams,
  body: fieldChangeSchema,
  response: customerFieldSchema,
});

export const setFieldLevel = defineContract({
  name: 'customers.set_field_level',
  method: 'PUT',
  path: '/api/v1/fields/{key}/level',
  summary: { 'zh-CN': '设定字段的保护级别', en: 'Say how much care a field takes, built-in ones too' },
  access: { permission: 'fields.levels' },
  params: fieldParams,
  body: z.object({ sensitivity: z.enum(SENSITIVITIES), reason: z.string().trim().min(2).max(500) }),
  response: customerFieldSchema,
});

export const orderFields = defineContract({
  name: 'customers.order_fields',
  method: 'PUT',
  path: '/api/v1/fields/order',
  summary: { 'zh-CN': '排列自定义字段', en: 'Put the custom fields into an order' },
  access: { permission: 'fields.write' },
  body: z.object({ keys: z.array(z.string().regex(FIELD_KEY)).min(1).max(500) }),
  response: z.object({ items: z.array(customerFieldSchema) }),
});

export const archiveField = defineContract({
  name: 'customers.archive_field',
  method: 'POST',
  path: '/api/v1/fields/{key}/archive',
  summary: { 'zh-CN': '停用字段，其值保留', en: 'Hide a field; its values are kept' },
  access: { permission: 'fields.write' },
  params: fieldParams,
  response: customerFieldSchema,
});

export const restoreField = defineContract({
  name: 'customers.restore_field',
  method: 'POST',
  path: '/api/v1/fields/{key}/restore',
  summary: { 'zh-CN': '恢复停用的字段', en: 'Show a hidden field again' },
  access: { permission: 'fields.write' },
  params: fieldParams,
  response: customerFieldSchema,
});
