import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { FIELD_KEY } from '../fields/schema.ts';
import { fieldValuesSchema } from '../values/schema.ts';

const word = z.string().max(1000);
const attributes = z.record(z.string().regex(FIELD_KEY), z.unknown());
const identifiers = z
  .array(z.object({ type: z.string().max(40), value: z.string().max(300) }))
  .max(20)
  .default([]);

/** What staff say of a customer. Null and an empty text clear, what is left out stays. */
export const customerWordsSchema = z.object({
  name: word.nullable().optional(),
  phone: word.nullable().optional(),
  email: word.nullable().optional(),
  address: word.nullable().optional(),
  region: word.nullable().optional(),
  /** Field → value: of the field's own type, or as people write it. */
  attributes: attributes.default({}),
  /** Cards and ids that mean this person from now on: `{type: 'member_card', value}`. */
  identifiers,
});
export type CustomerWords = z.output<typeof customerWordsSchema>;

export const createCustomer = defineContract({
  name: 'customers.create',
  method: 'POST',
  path: '/api/v1/customers',
  summary: {
    'zh-CN': '手工新建客户；标识已属于某位客户时返回那一位',
    en: 'Create a customer by hand; who has one of the identifiers already is answered instead',
  },
  access: { permission: 'customers.write' },
  body: customerWordsSchema.extend({
    /** The shop, brand or region that the customer belongs to. */
    scopeId: z.uuid().optional(),
  }),
  response: z.object({
    /** False: nothing was written, because the customer was there already. */
    created: z.boolean(),
    id: z.uuid(),
    /** By which of the given identifiers whom; several when the identifiers belong to different customers. */
    matches: z.array(z.object({ id: z.uuid(), name: z.string().nullable(), by: z.array(z.string()) })),
  }),
  idempotent: true,
});

export const editCustomer = defineContract({
  name: 'customers.edit',
  method: 'PATCH',
  path: '/api/v1/customers/{id}',
  summary: {
    'zh-CN': '修改客户资料；手工填写的优先于其他来源',
    en: 'Change what is known of a customer; what staff set wins over all sources',
  },
  access: { permission: 'customers.write' },
  params: idParams,
  body: customerWordsSchema.extend({
    /** As read with the fields: a change that somebody made since to the same field is not overwritten. */
    version: z.number().int().min(0),
  }),
  response: fieldValuesSchema,
  idempotent: true,
});
