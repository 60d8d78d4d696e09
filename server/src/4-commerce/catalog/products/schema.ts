import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { LISTING_NEEDS, LISTING_WARNINGS } from '../listing/check-listing.ts';
import { PRODUCT_STATES } from '../listing/states.ts';

export { LISTING_NEEDS, LISTING_WARNINGS, type ListingNeed, type ListingWarning } from '../listing/check-listing.ts';
export { PRODUCT_STATES, type ProductState } from '../listing/states.ts';

const text = (max: number) => z.string().trim().max(max).nullable();
const code = z.string().trim().min(1).max(100);
/** Minor units; the bound keeps sums of stock × price exact. */
export const amountMinorSchema = z.number().int().min(0).max(1e11);

const rangeSchema = z.object({ fromMinor: z.number().int(), toMinor: z.number().int() }).nullable();

export const brandSchema = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Brand' });
export type Brand = z.output<typeof brandSchema>;

export const productSummarySchema = z
  .object({
    id: z.uuid(),
    /** The style number (SPU). */
    code: z.string(),
    name: z.string(),
    brand: brandSchema.nullable(),
    /** With the names from the root down. */
    category: z.object({ id: z.uuid(), path: z.array(z.string()) }).nullable(),
    /** Its first picture. */
    imageId: z.uuid().nullable(),
    state: z.enum(PRODUCT_STATES),
    isOneTime: z.boolean(),
    skuCount: z.number().int(),
    /** Of all SKUs together. */
    stock: z.number().int(),
    currency: z.string(),
    /** As of now, from the cheapest SKU to the dearest. */
    price: z.object({ list: rangeSchema, sale: rangeSchema, payable: rangeSchema }),
    /** What a listing still needs. */
    missing: z.array(z.enum(LISTING_NEEDS)),
    warnings: z.array(z.enum(LISTING_WARNINGS)),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ProductSummary' });
export type ProductSummary = z.output<typeof productSummarySchema>;

export const skuSchema = z
  .object({
    id: z.uuid(),
    code: z.string(),
    size: z.string().nullable(),
    colour: z.string().nullable(),
    barcode: z.string().nullable(),
    stock: z.number().int(),
    listMinor: z.number().int().nullable(),
    saleMinor: z.number().int().nullable(),
    /** Absent for whoever may not see costs. */
    costMinor: z.number().int().nullable().optional(),
  })
  .meta({ id: 'Sku' });
export type Sku = z.output<typeof skuSchema>;

export const productImageSchema = z
  .object({ id: z.uuid(), width: z.number().int(), height: z.number().int(), bytes: z.number().int() })
  .meta({ id: 'ProductImage' });
export type ProductImage = z.output<typeof productImageSchema>;

export const productSchema = productSummarySchema
  .extend({
    kind: z.string().nullable(),
    material: z.string().nullable(),
    style: z.string().nullable(),
    targetGroup: z.string().nullable(),
    description: z.string().nullable(),
    supplier: z.string().nullable(),
    version: z.number().int(),
    createdAt: z.iso.datetime(),
    skus: z.array(skuSchema),
    images: z.array(productImageSchema),
    /** What other systems call it or its SKUs. */
    keys: z.array(z.object({ source: z.string(), kind: z.enum(['product', 'sku']), key: z.string() })),
    nextStates: z.array(z.enum(PRODUCT_STATES)),
    can: z.object({ write: z.boolean(), costs: z.boolean() }),
  })
  .meta({ id: 'Product' });
export type Product = z.output<typeof productSchema>;

const newSkuFields = {
  code,
  size: text(50).default(null),
  colour: text(50).default(null),
  barcode: text(50).default(null),
  stock: z.number().int().min(-1e9).max(1e9).default(0),
} as const;

const facts = {
  brandId: z.uuid().nullable(),
  categoryId: z.uuid().nullable(),
  kind: text(100),
  material: text(200),
  style: text(100),
  targetGroup: text(200),
  description: text(5000),
  supplier: text(200),
  isOneTime: z.boolean(),
} as const;

export const listProducts = defineContract({
  name: 'commerce.list_products',
  method: 'GET',
  path: '/api/v1/products',
  summary: { 'zh-CN': '商品列表，新的在前', en: 'Products, newest first' },
  access: { permission: 'products.read' },
  query: z.object({
    ...pageQuery,
    /** Name, code, SKU, barcode, pinyin or its initials. */
    text: z.string().trim().max(100).optional(),
    /** With everything below it. */
    categoryId: z.uuid().optional(),
    brandId: z.uuid().optional(),
    state: z.enum(PRODUCT_STATES).optional(),
  }),
  response: pageOf(productSummarySchema).required({ total: true }),
});

export const getProduct = defineContract({
  name: 'commerce.get_product',
  method: 'GET',
  path: '/api/v1/products/{id}',
  summary: { 'zh-CN': '一个商品', en: 'One product with its SKUs and pictures' },
  access: { permission: 'products.read' },
  params: idParams,
  response: productSchema,
});

export const createProduct = defineContract({
  name: 'commerce.create_product',
  method: 'POST',
  path: '/api/v1/products',
  summary: { 'zh-CN': '新建商品', en: 'Add a product as a draft' },
  access: { permission: 'products.write' },
  body: z.object({
    code,
    name: z.string().trim().min(1).max(200),
    brandId: facts.brandId.default(null),
    categoryId: facts.categoryId.default(null),
    kind: facts.kind.default(null),
    material: facts.material.default(null),
    style: facts.style.default(null),
    targetGroup: facts.targetGroup.default(null),
    description: facts.description.default(null),
    supplier: facts.supplier.default(null),
    isOneTime: facts.isOneTime.default(false),
    /** Without any it has one SKU of its own code. */
    skus: z.array(z.object(newSkuFields)).max(500).default([]),
    /** Stock of that one SKU. */
    stock: z.number().int().min(-1e9).max(1e9).default(0),
    /** List price of every SKU from now on. */
    listMinor: amountMinorSchema.min(1).nullable().default(null),
  }),
  response: productSchema,
  status: 201,
  idempotent: true,
});

export const changeProduct = defineContract({
  name: 'commerce.change_product',
  method: 'PATCH',
  path: '/api/v1/products/{id}',
  summary: { 'zh-CN': '修改商品资料', en: 'Change what is said of a product' },
  access: { permission: 'products.write' },
  params: idParams,
  body: z
    .object({ code, name: z.string().trim().min(1).max(200), ...facts })
    .partial()
    .extend({
      /** The version that was changed; somebody else's change since then is answered with 409. */
      version: z.number().int().optional(),
    }),
  response: productSchema,
  idempotent: true,
});

export const addSku = defineContract({
  name: 'commerce.add_sku',
  method: 'POST',
  path: '/api/v1/products/{id}/skus',
  summary: { 'zh-CN': '添加规格', en: 'Add a SKU' },
  access: { permission: 'products.write' },
  params: idParams,
  body: z.object({ ...newSkuFields, listMinor: amountMinorSchema.min(1).nullable().default(null) }),
  response: productSchema,
  status: 201,
  idempotent: true,
});

export const changeSku = defineContract({
  name: 'commerce.change_sku',
  method: 'PATCH',
  path: '/api/v1/products/{id}/skus/{skuId}',
  summary: { 'zh-CN': '修改规格或库存', en: 'Change a SKU or its stock' },
  access: { permission: 'products.write' },
  params: idParams.extend({ skuId: z.uuid() }),
  body: z.object({
    code: code.optional(),
    size: text(50).optional(),
    colour: text(50).optional(),
    barcode: text(50).optional(),
    stock: z.number().int().min(-1e9).max(1e9).optional(),
  }),
  response: productSchema,
  idempotent: true,
});

export const listBrands = defineContract({
  name: 'commerce.list_brands',
  method: 'GET',
  path: '/api/v1/brands',
  summary: { 'zh-CN': '商品品牌', en: 'Brands of products, by name' },
  access: { permission: 'products.read' },
  response: z.object({ items: z.array(brandSchema) }),
});

export const createBrand = defineContract({
  name: 'commerce.create_brand',
  method: 'POST',
  path: '/api/v1/brands',
  summary: {
    'zh-CN': '新建品牌；同名的已有则返回它',
    en: 'Add a brand; answers with the one of that name if there is one',
  },
  access: { permission: 'products.write' },
  body: z.object({ name: z.string().trim().min(1).max(100) }),
  response: brandSchema,
  idempotent: true,
});
