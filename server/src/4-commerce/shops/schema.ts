import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

const name = z.string().trim().min(1).max(100);

export const channelSchema = z
  .object({
    key: z.string(),
    label: z.object({ 'zh-CN': z.string(), en: z.string() }),
    archived: z.boolean(),
    builtIn: z.boolean(),
  })
  .meta({ id: 'SalesChannel' });
export type SalesChannel = z.output<typeof channelSchema>;

export const shopSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** The key of its sales channel. */
    channel: z.string(),
    platform: z.string().nullable(),
    scopeId: z.uuid().nullable(),
    currency: z.string(),
    /** Sources whose orders are this shop's. */
    sources: z.array(z.string()),
    archived: z.boolean(),
  })
  .meta({ id: 'Shop' });
export type Shop = z.output<typeof shopSchema>;

export const saveShopSchema = z.object({
  name,
  channel: z.string().min(1).max(60),
  platform: z.string().trim().min(1).max(100).nullable().default(null),
  scopeId: z.uuid().nullable().default(null),
  currency: z.string().regex(/^[A-Z]{3}$/u),
  sources: z.array(z.string().trim().min(1).max(200)).max(100),
  archived: z.boolean().default(false),
});
export type SavedShop = z.output<typeof saveShopSchema>;

export const listShops = defineContract({
  name: 'commerce.list_shops',
  method: 'GET',
  path: '/api/v1/shops',
  summary: {
    'zh-CN': '店铺、销售渠道，以及订单的来源',
    en: 'Shops, sales channels, and the sources that orders came from',
  },
  access: { permission: 'orders.read' },
  response: z.object({
    items: z.array(shopSchema),
    channels: z.array(channelSchema),
    /** Every source that has orders, mapped to a shop or not. */
    sources: z.array(z.string()),
  }),
});

export const createShop = defineContract({
  name: 'commerce.create_shop',
  method: 'POST',
  path: '/api/v1/shops',
  summary: { 'zh-CN': '新建店铺', en: 'Add a shop' },
  access: { permission: 'shops.manage' },
  body: saveShopSchema,
  response: shopSchema,
  status: 201,
  idempotent: true,
});

export const updateShop = defineContract({
  name: 'commerce.update_shop',
  method: 'PUT',
  path: '/api/v1/shops/{id}',
  summary: { 'zh-CN': '修改店铺', en: 'Change a shop' },
  access: { permission: 'shops.manage' },
  params: idParams,
  body: saveShopSchema,
  response: shopSchema,
});

export const deleteShop = defineContract({
  name: 'commerce.delete_shop',
  method: 'DELETE',
  path: '/api/v1/shops/{id}',
  summary: { 'zh-CN': '删除店铺；订单保留', en: 'Remove a shop; its orders stay' },
  access: { permission: 'shops.manage' },
  params: idParams,
});

export const saveChannel = defineContract({
  name: 'commerce.save_channel',
  method: 'PUT',
  path: '/api/v1/sales-channels/{key}',
  summary: { 'zh-CN': '新增或修改销售渠道', en: 'Add or change a sales channel' },
  access: { permission: 'shops.manage' },
  params: z.object({ key: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/u) }),
  body: z.object({ label: z.object({ 'zh-CN': name, en: name }), archived: z.boolean().default(false) }),
  response: channelSchema,
});
