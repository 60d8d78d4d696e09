import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { amountMinorSchema } from '../products/schema.ts';

export const priceChangeSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['list', 'sale', 'cost']),
    effectiveAt: z.iso.datetime(),
    /** Whether it has begun by now. */
    hasBegun: z.boolean(),
    reason: z.string(),
    by: z.string(),
    createdAt: z.iso.datetime(),
    cancelledAt: z.iso.datetime().nullable(),
    cancelledBy: z.string().nullable(),
    lines: z.array(
      z.object({
        skuId: z.uuid(),
        skuCode: z.string(),
        /** Null ends a sale price. */
        amountMinor: z.number().int().nullable(),
        /** What held just before it, by what is known today. */
        beforeMinor: z.number().int().nullable(),
      }),
    ),
  })
  .meta({ id: 'PriceChange' });
export type PriceChange = z.output<typeof priceChangeSchema>;

const changes = z.object({ currency: z.string(), items: z.array(priceChangeSchema) });

const when = {
  /** Left out: at once. */
  effectiveAt: z.iso.datetime({ offset: true }).optional(),
  reason: z.string().trim().min(2).max(300),
  /** Left out: all SKUs of the product. */
  skuIds: z.array(z.uuid()).min(1).max(500).optional(),
} as const;

export const listPrices = defineContract({
  name: 'commerce.list_prices',
  method: 'GET',
  path: '/api/v1/products/{id}/prices',
  summary: { 'zh-CN': '价格调整记录', en: 'Price changes of a product, the latest to begin first' },
  access: { permission: 'products.read' },
  params: idParams,
  response: changes,
});

export const changePrice = defineContract({
  name: 'commerce.change_price',
  method: 'POST',
  path: '/api/v1/products/{id}/prices',
  summary: { 'zh-CN': '调整价格，立即或到期生效', en: 'Change list or sale price, at once or from an instant on' },
  access: { permission: 'products.write' },
  params: idParams,
  body: z.object({
    ...when,
    kind: z.enum(['list', 'sale']),
    /** Null ends a sale price. */
    amountMinor: amountMinorSchema.min(1).nullable(),
  }),
  response: changes,
  status: 201,
  idempotent: true,
});

export const cancelPrice = defineContract({
  name: 'commerce.cancel_price',
  method: 'POST',
  path: '/api/v1/products/{id}/prices/{changeId}/cancel',
  summary: { 'zh-CN': '取消尚未生效的调价', en: 'Cancel a price change that has not begun' },
  access: { permission: 'products.write' },
  params: idParams.extend({ changeId: z.uuid() }),
  response: changes,
  idempotent: true,
});

export const listCosts = defineContract({
  name: 'commerce.list_costs',
  method: 'GET',
  path: '/api/v1/products/{id}/costs',
  summary: { 'zh-CN': '成本记录', en: 'Unit costs of a product, the latest to begin first' },
  access: { permission: 'costs.read' },
  params: idParams,
  response: changes,
});

export const changeCost = defineContract({
  name: 'commerce.change_cost',
  method: 'POST',
  path: '/api/v1/products/{id}/costs',
  summary: { 'zh-CN': '登记单位成本', en: 'State the unit cost from an instant on' },
  access: { permission: 'costs.read' },
  params: idParams,
  body: z.object({ ...when, amountMinor: amountMinorSchema }),
  response: changes,
  status: 201,
  idempotent: true,
});
