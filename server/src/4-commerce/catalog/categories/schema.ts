import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

const name = z.string().trim().min(1).max(100);
const note = z.string().trim().max(200).nullable();

export const categorySchema = z
  .object({
    id: z.uuid(),
    parentId: z.uuid().nullable(),
    name: z.string(),
    note: z.string().nullable(),
    /** Among the children of its parent, from 1. */
    position: z.number().int(),
    archivedAt: z.iso.datetime().nullable(),
    /** Products in it or below it. */
    products: z.number().int(),
  })
  .meta({ id: 'Category' });
export type Category = z.output<typeof categorySchema>;

export const listCategories = defineContract({
  name: 'commerce.list_categories',
  method: 'GET',
  path: '/api/v1/categories',
  summary: { 'zh-CN': '商品分类树', en: 'The category tree, parents before children' },
  access: { permission: 'products.read' },
  query: z.object({ archived: z.enum(['true', 'false']).default('false') }),
  response: z.object({ items: z.array(categorySchema) }),
});

export const createCategory = defineContract({
  name: 'commerce.create_category',
  method: 'POST',
  path: '/api/v1/categories',
  summary: { 'zh-CN': '新建分类', en: 'Add a category, last under its parent' },
  access: { permission: 'products.write' },
  body: z.object({ name, note: note.default(null), parentId: z.uuid().nullable() }),
  response: categorySchema,
  status: 201,
  idempotent: true,
});

export const changeCategory = defineContract({
  name: 'commerce.change_category',
  method: 'PATCH',
  path: '/api/v1/categories/{id}',
  summary: { 'zh-CN': '改名、移动、归档或恢复分类', en: 'Rename, move, archive or bring back a category' },
  access: { permission: 'products.write' },
  params: idParams,
  body: z.object({
    name: name.optional(),
    note: note.optional(),
    /** Null makes it a root. */
    parentId: z.uuid().nullable().optional(),
    /** Place among its siblings, from 1; left out it goes last where it is moved. */
    position: z.number().int().min(1).max(10_000).optional(),
    /** A category is archived with all below it, once no product stands there. */
    archived: z.boolean().optional(),
  }),
  response: categorySchema,
  idempotent: true,
});
