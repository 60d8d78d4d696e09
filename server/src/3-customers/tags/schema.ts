import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

export const tagSchema = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Tag' });
export type Tag = z.output<typeof tagSchema>;

/** As people write it, blanks at the ends taken off; case is kept but does not make another tag. */
export const tagName = z.string().trim().min(1).max(40);
/** As many as a person picks by hand. */
export const MAX_TAGGED_CUSTOMERS = 1000;

export const listTags = defineContract({
  name: 'customers.list_tags',
  method: 'GET',
  path: '/api/v1/tags',
  summary: { 'zh-CN': '全部标签及使用人数', en: 'Every tag and how many customers have it' },
  access: { permission: 'customers.read' },
  response: z.object({ items: z.array(tagSchema.extend({ customers: z.number().int() })) }),
});

export const renameTag = defineContract({
  name: 'customers.rename_tag',
  method: 'PATCH',
  path: '/api/v1/tags/{id}',
  summary: { 'zh-CN': '重命名标签', en: 'Rename a tag' },
  access: { permission: 'tags.manage' },
  params: idParams,
  body: z.object({ name: tagName }),
  response: tagSchema,
});

export const mergeTags = defineContract({
  name: 'customers.merge_tags',
  method: 'POST',
  path: '/api/v1/tags/{id}/merge',
  summary: {
    'zh-CN': '把一个标签并入另一个：它的客户改用另一个，它随之消失',
    en: 'Merge a tag into another one: its customers get the other, and it is gone',
  },
  access: { permission: 'tags.manage' },
  params: idParams,
  body: z.object({ into: z.uuid() }),
  response: z.object({
    tag: tagSchema,
    /** Customers who have it only since now. */
    customers: z.number().int(),
  }),
  idempotent: true,
});

export const removeTag = defineContract({
  name: 'customers.remove_tag',
  method: 'DELETE',
  path: '/api/v1/tags/{id}',
  summary: { 'zh-CN': '删除标签，并从所有客户上取下', en: 'Remove a tag, from every customer too' },
  access: { permission: 'tags.manage' },
  params: idParams,
});

const names = z.array(tagName).max(20).default([]);

export const tagCustomers = defineContract({
  name: 'customers.tag_customers',
  method: 'POST',
  path: '/api/v1/customers/tags',
  summary: {
    'zh-CN': '为一位或多位客户加上、取下标签；新的标签随之建立',
    en: 'Put tags on customers and take tags off them; a tag that is new is made',
  },
  access: { permission: 'interactions.write' },
  body: z.object({
    customerIds: z.array(z.uuid()).min(1).max(MAX_TAGGED_CUSTOMERS),
    add: names,
    remove: names,
  }),
  response: z.object({
    /** What was changed, so that it can be taken back exactly. */
    added: z.array(z.object({ tag: tagSchema, customerIds: z.array(z.uuid()) })),
    removed: z.array(z.object({ tag: tagSchema, customerIds: z.array(z.uuid()) })),
  }),
  idempotent: true,
});
