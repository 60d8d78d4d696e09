import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { CUSTOMER_SORTS, customerFilterSchema } from '../search/schema.ts';

/** What a saved view remembers of the list. */
export const viewDefinitionSchema = z
  .object({
    filter: customerFilterSchema.extend({
      /** A group of the RFM map, which `5-segments` knows. */
      rfmGroup: z.string().max(60).optional(),
    }),
    sort: z.enum(CUSTOMER_SORTS).default('newest'),
    /** Keys of the columns in their order; null for the usual ones. */
    columns: z.array(z.string().min(1).max(60)).max(60).nullable().default(null),
  })
  .meta({ id: 'ViewDefinition' });
export type ViewDefinition = z.output<typeof viewDefinitionSchema>;

export const viewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** Everybody sees a shared view; its owner alone changes it. */
    isShared: z.boolean(),
    isOwn: z.boolean(),
    ownerName: z.string(),
    definition: viewDefinitionSchema,
  })
  .meta({ id: 'CustomerView' });
export type CustomerView = z.output<typeof viewSchema>;

const name = z.string().trim().min(1).max(40);
const viewsPath = '/api/v1/customers/views';
const viewPath = `${viewsPath}/{id}` as const;

export const listViews = defineContract({
  name: 'customers.list_views',
  method: 'GET',
  path: viewsPath,
  summary: { 'zh-CN': '客户列表的视图：自己的与共享的', en: 'Saved views of the customer list: own and shared ones' },
  access: { permission: 'customers.read' },
  response: z.object({ items: z.array(viewSchema), can: z.object({ share: z.boolean() }) }),
});

export const createView = defineContract({
  name: 'customers.create_view',
  method: 'POST',
  path: viewsPath,
  summary: { 'zh-CN': '保存一个视图', en: 'Save a view' },
  access: { permission: 'customers.read' },
  body: z.object({ name, isShared: z.boolean().default(false), definition: viewDefinitionSchema }),
  response: viewSchema,
  status: 201,
  idempotent: true,
});

export const changeView = defineContract({
  name: 'customers.change_view',
  method: 'PATCH',
  path: viewPath,
  summary: {
    'zh-CN': '修改自己的视图：名称、内容、共享、次序',
    en: 'Change a view of one’s own: name, content, sharing, order',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  body: z.object({
    name: name.optional(),
    isShared: z.boolean().optional(),
    definition: viewDefinitionSchema.optional(),
    /** Counted from 0 among one's own. */
    position: z.number().int().min(0).max(1000).optional(),
  }),
  response: viewSchema,
});

export const removeView = defineContract({
  name: 'customers.remove_view',
  method: 'DELETE',
  path: viewPath,
  summary: { 'zh-CN': '删除自己的视图', en: 'Remove a view of one’s own' },
  access: { permission: 'customers.read' },
  params: idParams,
});
