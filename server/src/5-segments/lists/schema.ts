import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { personSchema } from '../preview/schema.ts';

export const customerListSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    note: z.string().nullable(),
    owner: z.string(),
    /** Customers on it. */
    customers: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'CustomerList' });
export type CustomerList = z.output<typeof customerListSchema>;

/** As many as one call takes; a longer file is sent in parts. */
export const MAX_LIST_ITEMS = 1000;

/** Trusted identifiers by which people can be named; the same kinds as those of records. */
export const LIST_IDENTIFIERS = [
  'phone',
  'email',
  'member_card',
  'wechat_unionid',
  'wechat_openid',
  'wecom_id',
  'marketplace_account',
] as const;
export type ListIdentifier = (typeof LIST_IDENTIFIERS)[number];

/** One person: by the customer's id, or by an identifier. */
const item = z.union([
  z.strictObject({ customerId: z.uuid() }),
  z.strictObject({ type: z.enum(LIST_IDENTIFIERS), value: z.string().trim().min(1).max(300) }),
]);
export type ListItem = z.output<typeof item>;

export const listCustomerLists = defineContract({
  name: 'segments.list_lists',
  method: 'GET',
  path: '/api/v1/lists',
  summary: { 'zh-CN': '名单及人数', en: 'Lists of customers and how many are on them' },
  access: { permission: 'segments.read' },
  response: z.object({ items: z.array(customerListSchema) }),
});

export const listedCustomerSchema = personSchema.extend({ addedAt: z.iso.datetime() }).meta({ id: 'ListedCustomer' });

export const listListedCustomers = defineContract({
  name: 'segments.list_listed_customers',
  method: 'GET',
  path: '/api/v1/lists/{id}/customers',
  summary: { 'zh-CN': '名单上的客户', en: 'Customers on a list' },
  access: { permission: 'segments.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(listedCustomerSchema),
});

export const createCustomerList = defineContract({
  name: 'segments.create_list',
  method: 'POST',
  path: '/api/v1/lists',
  summary: { 'zh-CN': '新建名单', en: 'Make a list' },
  access: { permission: 'segments.write' },
  body: z.object({
    name: z.string().trim().min(1).max(100),
    note: z.string().trim().max(1000).nullable().default(null),
  }),
  response: customerListSchema,
  status: 201,
  idempotent: true,
});

export const changeCustomerList = defineContract({
  name: 'segments.change_list',
  method: 'POST',
  path: '/api/v1/lists/{id}/entries',
  summary: {
    'zh-CN': '向名单加入或取下客户，每项都有结果',
    en: 'Put customers on a list or take them off, with a result for each',
  },
  access: { permission: 'segments.write' },
  params: idParams,
  body: z.object({ action: z.enum(['add', 'remove']), items: z.array(item).min(1).max(MAX_LIST_ITEMS) }),
  response: z.object({
    /** In the order given. `unknown`: nobody has this id or identifier. */
    results: z.array(z.object({ outcome: z.enum(['done', 'same', 'unknown']), customerId: z.uuid().nullable() })),
  }),
  idempotent: true,
});

export const removeCustomerList = defineContract({
  name: 'segments.remove_list',
  method: 'DELETE',
  path: '/api/v1/lists/{id}',
  summary: {
    'zh-CN': '删除名单；被客群引用时不可删除',
    en: 'Remove a list; not while segments name it',
  },
  access: { permission: 'segments.write' },
  params: idParams,
});

/** Rows of one upload; a longer file is sent in parts. */
export const MAX_UPLOAD_ROWS = 20_000;

/**
 * What became of a row: put on the list, on it already (`same`), nobody found (`unknown`), the same person as in an
 * earlier row (`twice`), or not readable (`refused`).
 */
export const UPLOAD_OUTCOMES = ['done', 'same', 'unknown', 'twice', 'refused'] as const;
export type UploadOutcome = (typeof UPLOAD_OUTCOMES)[number];

export const uploadCustomerList = defineContract({
  name: 'segments.upload_list',
  method: 'POST',
  path: '/api/v1/lists/{id}/upload',
  summary: {
    'zh-CN': '上传文件（CSV、XLSX、JSON；一列手机、邮箱、卡号、账号或客户编号），把其中的客户加入名单，每行都有结果',
    en: 'Put the customers of a file (CSV, XLSX, JSON; a column of phones, e-mail addresses, cards, accounts or ids) on a list, with a result for each row',
  },
  access: { permission: 'segments.write' },
  params: idParams,
  body: 'stream',
  response: z.object({
    rows: z.number().int(),
    counts: z.object({
      done: z.number().int(),
      same: z.number().int(),
      unknown: z.number().int(),
      twice: z.number().int(),
      refused: z.number().int(),
    }),
    results: z.array(
      z.object({
        /** As people see it in the file. */
        row: z.number().int(),
        outcome: z.enum(UPLOAD_OUTCOMES),
        /** The column by which the person was looked for. */
        column: z.string().nullable(),
        /** Masked. */
        value: z.string().nullable(),
        /** Of `twice`: the row with the same person. */
        firstRow: z.number().int().nullable(),
        reason: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
      }),
    ),
  }),
  transaction: 'own',
});
