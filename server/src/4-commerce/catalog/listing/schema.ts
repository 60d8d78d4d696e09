import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { productSchema } from '../products/schema.ts';
import { PRODUCT_STATES } from './states.ts';

export const listingStepSchema = z
  .object({
    id: z.uuid(),
    from: z.enum(PRODUCT_STATES),
    to: z.enum(PRODUCT_STATES),
    note: z.string().nullable(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'ListingStep' });
export type ListingStep = z.output<typeof listingStepSchema>;

export const moveProduct = defineContract({
  name: 'commerce.move_product',
  method: 'POST',
  path: '/api/v1/products/{id}/state',
  summary: { 'zh-CN': '审核、上架、下架商品', en: 'Move a product on: checked, on, off, back to draft' },
  access: { permission: 'products.write' },
  params: idParams,
  body: z.object({ to: z.enum(PRODUCT_STATES), note: z.string().trim().max(500).nullable().default(null) }),
  response: productSchema,
  idempotent: true,
});

export const listListingSteps = defineContract({
  name: 'commerce.list_listing_steps',
  method: 'GET',
  path: '/api/v1/products/{id}/listing',
  summary: { 'zh-CN': '商品上下架记录', en: 'Who listed a product and took it off, newest first' },
  access: { permission: 'products.read' },
  params: idParams,
  response: z.object({ items: z.array(listingStepSchema) }),
});
